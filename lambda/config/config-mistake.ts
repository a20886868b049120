/** Something wrong in a configuration file, with where it is and how to mend it. */
export interface ConfigMistake {
  readonly file: string;
  /** From 1, as is `column`. */
  readonly line: number;
  readonly column: number;
  /** `clients[0].grants[1].job`; empty for the document itself. */
  readonly path: string;
  /** Lower case, no full stop. */
  readonly text: string;
  /** What a misspelt word was most likely meant to be. */
  readonly suggestion: string | undefined;
}

/** One line, as compilers print it. */
export const describeMistake = ({ file, line, column, path, text, suggestion }: ConfigMistake): string => {
  const where = `${file}:${line}:${column}: ${path === "" ? "" : `${path}: `}`;
  return `${where}${text}${suggestion === undefined ? "" : `; did you mean "${suggestion}"?`}`;
};

export type ConfigPath = readonly (string | number)[];

export const printPath = (path: ConfigPath): string =>
  path.map((key, index) => (typeof key === "number" ? `[${key}]` : index === 0 ? key : `.${key}`)).join("");
