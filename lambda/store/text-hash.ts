import { hash } from "node:crypto";

/** 16 bytes of SHA-256 as 22 characters: jobs, paths and label values can be long, keys and entries should not be. */
export const hashText = (text: string): string => hash("sha256", text, "buffer").toString("base64url", 0, 16);
