/** HTML of a summary with the characters that its references stand for. */
export const asText = (html: string): string =>
  html.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
