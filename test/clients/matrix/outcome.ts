import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CellName } from "./client-program.ts";

/**
 * The answer to one question. `works`: the library reports success, and the Pushgateway's page has every value.
 * `differs`: it reports success, but the page has something else. `fails`: it reports an error. `cannot`: the client
 * lacks the feature. For a push while the Pushgateway is down, the store replaces the page.
 */
export interface Cell {
  readonly outcome: "works" | "differs" | "fails" | "cannot";
  /** What the user sees, what the page has instead, or why the client cannot do it. */
  readonly seen?: string;
}

export type Cells = Readonly<Record<CellName, Cell>>;

export interface ClientOutcome {
  readonly version: string;
  readonly cells: Cells;
}

/** The results of `npm run test:clients` by client. docs/clients.md is made from them. */
export type Outcome = Readonly<Record<string, ClientOutcome>>;

const FILE = join(import.meta.dirname, "../outcome.json");

export const readOutcome = (): Outcome => JSON.parse(readFileSync(FILE, "utf8")) as Outcome;

export const writeOutcome = (outcome: Outcome): void =>
  writeFileSync(FILE, `${JSON.stringify(outcome, null, 2)}\n`);
