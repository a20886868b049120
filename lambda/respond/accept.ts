import { parseMediaType, qualityOf, type WrittenMediaType } from "../model/written-media-type.ts";

export type ResponseFormat = "json" | "text";

/** Text if the header prefers it to JSON, as a person with curl or a CI log can. Otherwise JSON. */
export const chooseResponseFormat = (accept: string | undefined): ResponseFormat => {
  if (accept === undefined) {
    return "json";
  }
  const ranges = accept.split(",").map(parseMediaType);
  const text = quality(ranges, "text/plain");
  const json = Math.max(quality(ranges, "application/json"), quality(ranges, "application/problem+json"));
  return text > json ? "text" : "json";
};

/** That of the narrowest range which includes the type. */
const quality = (ranges: readonly WrittenMediaType[], type: string): number => {
  const family = `${type.slice(0, type.indexOf("/"))}/*`;
  const matches = [type, family, "*/*"].map((wanted) => ranges.find(({ name }) => name === wanted));
  const narrowest = matches.find((range) => range !== undefined);
  return narrowest === undefined ? 0 : qualityOf(narrowest);
};
