declare module "snappyjs" {
  /** Inflates one block. Throws on some damage; loops for ever, or gives too few bytes, on other. */
  export const uncompress: (block: Uint8Array) => Uint8Array;
  export const compress: (content: Uint8Array) => Uint8Array;
}
