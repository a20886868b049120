/** A replacement for a module of a library, made from that module's source. */
export interface Trim {
  /** Path below `node_modules/`. */
  readonly module: string;
  readonly replace: (source: string) => string;
}

/** Ends the build unless the text occurs exactly once. */
export const replaceOnce =
  (text: string, replacement: string): Trim["replace"] =>
  (source) => {
    if (source.split(text).length !== 2) {
      throw new Error(`a library does not say ${text} any more, or twice`);
    }
    return source.replace(text, () => replacement);
  };

/** Ends the build if the pattern, which is global, matches nothing. */
export const replaceAll =
  (pattern: RegExp, replacement: (...groups: string[]) => string): Trim["replace"] =>
  (source) => {
    const replaced = source.replace(pattern, replacement);
    if (replaced === source) {
      throw new Error(`a library has nothing like ${pattern.source} any more`);
    }
    return replaced;
  };
