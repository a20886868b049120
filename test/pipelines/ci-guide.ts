import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const GUIDE = readFileSync(join(import.meta.dirname, "../../docs/ci.md"), "utf8");

/** The snippets of docs/ci.md in one language, in order. */
export const readSnippets = (language: "yaml" | "sh" | "text"): readonly string[] =>
  [...GUIDE.matchAll(/^```(\w+)\n(.*?)^```/gms)].flatMap(([, found, text = ""]) =>
    found === language ? [text] : [],
  );

const snippetsWith = (key: string): readonly string[] =>
  readSnippets("yaml").filter((text) => Object.hasOwn(parse(text) as object, key));

export const readWorkflows = (): readonly string[] => snippetsWith("jobs");
export const readGitlabPipelines = (): readonly string[] => snippetsWith("include");
export const readConfigs = (): readonly string[] => [...snippetsWith("issuers"), ...snippetsWith("clients")];

export const readGuide = (): string => GUIDE;
