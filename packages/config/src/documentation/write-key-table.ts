import { documentSection } from '@laneway/toolchain/document-section';

import { configDocument } from '../schema/config-document.ts';
import { describeSchema } from '../schema/describe-schema.ts';
import { keyTable } from './key-table.ts';

// Writes the key table into the README; with `--check` fails if it is not current.
documentSection({
  file: new URL('../../README.md', import.meta.url),
  section: 'keys',
  content: keyTable(describeSchema(configDocument)),
});
