/** Text that nests 10,000 deep, such as JSON that is to overflow a reader's stack. */
export const nested = (open: string, middle: string, close: string): string =>
  `${open.repeat(10_000)}${middle}${close.repeat(10_000)}`
