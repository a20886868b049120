import { toShownPieces } from "../text/shown-text.ts";

/** A text from a client: in its own direction, and with escapes for characters that have an effect in a browser. */
export const Value = ({ text, max = 120 }: { readonly text: string; readonly max?: number }) => (
  <bdi>
    {toShownPieces(text, max).map(({ text: piece, isEscape }) =>
      isEscape ? <span class="escape">{piece}</span> : piece,
    )}
  </bdi>
);
