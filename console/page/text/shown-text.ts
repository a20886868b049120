import { escapeUnprintable } from "../../../lambda/model/printable.ts";

/** A part of a shown text: unchanged, or the escape of a character with an effect in a browser. */
export interface ShownPiece {
  readonly text: string;
  readonly isEscape: boolean;
}

/** Cut after `maxCharacters`, so that a label of kilobytes does not stretch the page. */
export const toShownPieces = (text: string, maxCharacters: number): readonly ShownPiece[] => {
  const pieces: { text: string; isEscape: boolean }[] = [];
  let characters = 0;
  for (const character of text) {
    if (characters++ === maxCharacters) {
      pieces.push({ text: `… (${text.length} characters)`, isEscape: true });
      break;
    }
    const shown = escapeUnprintable(character);
    const isEscape = shown !== character;
    const last = pieces.at(-1);
    if (last?.isEscape === isEscape) {
      last.text += shown;
    } else {
      pieces.push({ text: shown, isEscape });
    }
  }
  return pieces;
};
