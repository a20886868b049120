declare module "snappyjs" {
  /** Inflates one block. If the block is damaged, it throws, never returns, or returns wrong bytes. */
  export const uncompress: (block: Uint8Array) => Uint8Array;
  export const compress: (content: Uint8Array) => Uint8Array;
}
