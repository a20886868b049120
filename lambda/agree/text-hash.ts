import { hash } from "node:crypto";

/** 16 bytes of SHA-256 as 22 characters: label values and jobs can be long, keys and items should not be. */
export const hashText = (text: string): string => hash("sha256", text, "buffer").toString("base64url", 0, 16);
