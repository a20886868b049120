/**
 * The commands that a runner finds in a job's output: github.com/actions/runner, `ActionCommand.cs`, and the
 * documentation of workflow commands. Everything is escaped, since much of the text is untrusted.
 */
import { randomUUID } from "node:crypto";
import { escapeUnprintable, escapeUnprintableInLines } from "../lambda/model/printable.ts";

export type AnnotationLevel = "error" | "warning" | "notice";

/** The place of an annotation; without a file it belongs to the step. */
export interface AnnotationPlace {
  readonly title?: string | undefined;
  /** Relative to the repository's root. */
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly col?: number | undefined;
}

export const toAnnotation = (severity: AnnotationLevel, text: string, place: AnnotationPlace): string => {
  const properties = Object.entries(place)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  const head = properties.length === 0 ? severity : `${severity} ${properties.join(",")}`;
  return `::${head}::${escapeData(escapeUnprintableInLines(text))}`;
};

/** The only line that may contain a secret: the runner masks it in this and every later line of the log. */
export const toMask = (secret: string): string => `::add-mask::${escapeData(secret)}`;

/**
 * A line of the log that the runner cannot take for a command: `::` is a command at its start, the older `##[`
 * anywhere.
 */
export const toPlainLine = (text: string): string => {
  const line = escapeUnprintable(text.replace(/[\r\n]+/g, " ")).replaceAll("##[", "## [");
  return line.trimStart().startsWith("::") ? `> ${line}` : line;
};

/** An entry of the file `GITHUB_OUTPUT`. */
export const toOutput = (name: string, value: string): string => {
  const delimiter = `end-${randomUUID()}`;
  return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
};

const escapeData = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
