/** A media type with its parameters (RFC 9110, section 8.3.1), from Content-Type or a range of Accept. */
export interface WrittenMediaType {
  /** In lower case. Empty if there is none. */
  readonly name: string;
  /** By name, in lower case. Values have no quotes. */
  readonly parameters: ReadonlyMap<string, string>;
}

export const parseMediaType = (text: string): WrittenMediaType => {
  const [name, ...parameters] = text.split(";") as [string, ...string[]];
  return { name: name.trim().toLowerCase(), parameters: new Map(parameters.map(parseParameter)) };
};

const parseParameter = (text: string): readonly [string, string] => {
  // Without an equals sign all of it is the name.
  const at = `${text}=`.indexOf("=");
  const value = text.slice(at + 1).trim();
  return [text.slice(0, at).trim().toLowerCase(), value.replace(/^"(.*)"$/, "$1")];
};

/** The quality of a range (RFC 9110, section 12.4.2). */
export const qualityOf = ({ parameters }: WrittenMediaType): number => {
  const quality = parameters.get("q");
  return quality === undefined ? 1 : Number(quality) || 0;
};
