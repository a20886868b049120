import { toShownPieces } from "../text/shown-text.ts";

/** A text that others have written: in its own direction, with what a browser would act on shown as escapes. */
export const Value = ({ text, max = 120 }: { readonly text: string; readonly max?: number }) => (
  <bdi>
    {toShownPieces(text, max).map(({ text: piece, isEscape }) =>
      isEscape ? <span class="escape">{piece}</span> : piece,
    )}
  </bdi>
);
