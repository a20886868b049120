import { hash } from "node:crypto";

/** 16 bytes of SHA-256 as 22 characters: label values and jobs can be long, keys and items should not be. */
export const hashText = (text: string): string => {
  const known = recent.get(text);
  if (known !== undefined) {
    return known;
  }
  if (recent.size >= MAX_RECENT) {
    recent.clear();
  }
  const hashed = hash("sha256", text, "buffer").toString("base64url", 0, 16);
  recent.set(text, hashed);
  return hashed;
};

/** Every family of a push asks for the same job and the same values. */
const MAX_RECENT = 1_000;
const recent = new Map<string, string>();
