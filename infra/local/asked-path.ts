/** What an operator asks about: the path of a request below the base URL, and whether it is a dry run. */
export interface AskedPath {
  readonly path: string;
  readonly isDryRun: boolean;
}

/** A whole URL may be given, with the stage of the base URL, with or without a query. */
export const toAskedPath = (url: string, baseUrl = ""): AskedPath => {
  const [bare = "", query = ""] = url.trim().split("?", 2);
  const base = baseUrl.replace(/\/$/, "");
  const below = bare.startsWith(base) ? bare.slice(base.length) : bare;
  return {
    // A host, a stage or the prefix of another proxy comes first.
    path: below.replace(/^(https?:\/\/[^/]*)?.*?(?=\/metrics(\/|$))/i, ""),
    isDryRun: /(^|&)dry_run=true(&|$)/.test(query),
  };
};
