// Visible ASCII without what ends a value somewhere: spaces, commas and quotes.
const sane = /^[!#-&(-+\--~]{1,128}$/;

/** Whether a client's `x-request-id` can be adopted: 1 to 128 visible ASCII characters, no commas, no quotes. */
export function isSaneRequestId(value: string): boolean {
  return sane.test(value);
}
