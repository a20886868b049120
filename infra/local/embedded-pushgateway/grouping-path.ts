import { err, ok, type Result } from "../../../lambda/model/result.ts";
import type { StoredLabel } from "./stored-family.ts";

const PREFIX = "/metrics/";
const BASE64_SUFFIX = "@base64";

/**
 * Reads a grouping key as the Pushgateway does (pushgateway 1.11.3, handler/push.go): percent-decoded first, then split at
 * the slashes; base64 by its suffix. Undefined when the path is none of its routes; the error is its own text.
 */
export const parseGroupingPath = (path: string): Result<readonly StoredLabel[], string> | undefined => {
  if (!path.startsWith(PREFIX)) {
    return undefined;
  }
  const decoded = percentDecode(path.slice(PREFIX.length));
  if (decoded === undefined) {
    return err("invalid URL escape");
  }
  const components = decoded.replace(/\/$/, "").split("/");
  const name = components[0];
  if (name !== "job" && name !== `job${BASE64_SUFFIX}`) {
    return undefined;
  }
  if (components.length === 1) {
    return undefined;
  }
  if (components.length % 2 !== 0) {
    return err(`odd number of components in label string "/${components.slice(2).join("/")}"`);
  }
  return parsePairs(components);
};

const percentDecode = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

const parsePairs = (components: readonly string[]): Result<readonly StoredLabel[], string> => {
  const labels = new Map<string, string>();
  for (let index = 0; index < components.length; index += 2) {
    const component = components[index] ?? "";
    const name = component.replace(/@base64$/, "");
    if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) || name.startsWith("__")) {
      return err(`improper label name ${JSON.stringify(name)}`);
    }
    labels.set(name, decodeValue(components[index + 1] ?? "", component !== name));
  }
  if (labels.get("job") === "") {
    return err("job name is required");
  }
  return ok([...labels].map(([name, value]) => ({ name, value })));
};

const decodeValue = (text: string, isBase64: boolean): string =>
  isBase64 ? Buffer.from(text, "base64url").toString("utf8") : text;
