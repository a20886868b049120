import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Detail, DetailOutcome } from "./details.ts";

/** What `npm run test:clients` saw arrive of the details that each client sent: docs/clients.md has it as a table. */
export type Fidelity = Readonly<Record<string, Readonly<Record<Detail, DetailOutcome>>>>;

const FILE = join(import.meta.dirname, "../fidelity.json");

export const readFidelity = (): Fidelity => JSON.parse(readFileSync(FILE, "utf8")) as Fidelity;

export const writeFidelity = (fidelity: Fidelity): void =>
  writeFileSync(FILE, `${JSON.stringify(fidelity, null, 2)}\n`);
