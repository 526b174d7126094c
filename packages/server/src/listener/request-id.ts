// Visible ASCII without characters that end a value elsewhere: spaces, commas and quotes.
const sane = /^[!#-&(-+\--~]{1,128}$/;

/** Whether a client's `x-request-id` can be adopted: 1 to 128 visible ASCII characters, no commas, no quotes. */
export function isSaneRequestId(value: string): boolean {
  return sane.test(value);
}
