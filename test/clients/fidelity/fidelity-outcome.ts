import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Detail, DetailOutcome } from "./details.ts";

/** The details of each client that arrived in `npm run test:clients`. docs/clients.md shows them as a table. */
export type Fidelity = Readonly<Record<string, Readonly<Record<Detail, DetailOutcome>>>>;

const FILE = join(import.meta.dirname, "../fidelity.json");

export const readFidelity = (): Fidelity => JSON.parse(readFileSync(FILE, "utf8")) as Fidelity;

export const writeFidelity = (fidelity: Fidelity): void =>
  writeFileSync(FILE, `${JSON.stringify(fidelity, null, 2)}\n`);
