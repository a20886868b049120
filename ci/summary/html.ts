import { escapeUnprintable } from "../../lambda/model/printable.ts";

/**
 * HTML for the job's summary. GitHub reads a summary as Markdown, which turns addresses into links, even in an
 * untrusted label. So a summary is one block of HTML without a blank line, which Markdown does not change. Untrusted
 * texts are inside `code`, where GitHub does not look for mentions, references or commits.
 */
export const toCode = (text: string): string => `<code>${escapeHtml(escapeUnprintable(text))}</code>`;

/** The same for a text of several lines. */
export const toCodeLines = (text: string): string => text.split("\n").map(toCode).join("<br>");

/** Escapes all punctuation, so that no other reader of the summary's source finds an address in it either. */
const escapeHtml = (text: string): string =>
  text.replace(/[!-/:-@[-`{-~]/g, (character) => `&#${character.codePointAt(0)};`);

const MAX_CHARACTERS = 120;

/** The start of an untrusted text, by characters. */
export const cut = (text: string, maxCharacters: number = MAX_CHARACTERS): string => {
  const characters = Array.from(text.slice(0, 2 * maxCharacters + 2));
  return characters.length > maxCharacters ? `${characters.slice(0, maxCharacters).join("")}…` : text;
};
