export function documentSection(section: {
  readonly file: URL;
  readonly section: string;
  readonly content: string;
}): void;
