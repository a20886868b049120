export type ResponseFormat = "json" | "text";

interface MediaRange {
  readonly type: string;
  readonly quality: number;
}

/** Text if the header prefers it to JSON, as a person with curl or a CI log can. Otherwise JSON. */
export const chooseResponseFormat = (accept: string | undefined): ResponseFormat => {
  if (accept === undefined) {
    return "json";
  }
  const ranges = accept.split(",").map(parseRange);
  const text = quality(ranges, "text/plain");
  const json = Math.max(quality(ranges, "application/json"), quality(ranges, "application/problem+json"));
  return text > json ? "text" : "json";
};

const quality = (ranges: readonly MediaRange[], type: string): number => {
  const family = `${type.slice(0, type.indexOf("/"))}/*`;
  const matches = [type, family, "*/*"].map((wanted) => ranges.find((range) => range.type === wanted));
  return matches.find((range) => range !== undefined)?.quality ?? 0;
};

const parseRange = (text: string): MediaRange => {
  const [type = "", ...parameters] = text.split(";").map((part) => part.trim().toLowerCase());
  const q = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
  return { type, quality: q === undefined ? 1 : Number(q) || 0 };
};
