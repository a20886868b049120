import type { Part } from "../../console/api.ts";
import { toPart } from "../../console/server/parts.ts";

/** @param problem the line for the terminal, which begins with the name of the part; undefined: everything was sent */
export const toRemoteWritePart = (problem: string | undefined, atMs: number): Part =>
  problem === undefined
    ? toPart("remote write", "good", "everything was sent", atMs)
    : toPart("remote write", "bad", problem.replace(/^remote write: /, ""), atMs);
