import { findAdvice, readProblem } from "../../infra/local/answered-problem.ts";
import { bareRequestPath, type ServedRequest } from "../../infra/local/served-request.ts";
import { dropOldest } from "../../lambda/model/drop-oldest.ts";
import type { FoldedRefusal } from "../api.ts";
import { WINDOW_MS } from "./minutes.ts";

/** The number of different refusals. */
const MAX_REFUSALS = 500;

/** A client's path or text may be of any length. */
const MAX_LENGTH = 1_000;

/** The refusals of the last 30 minutes. Refusals that differ only in time are folded. */
export class RefusalLog {
  readonly #refusals = new Map<string, Folded>();

  add(refusal: Refusal, atMs: number): void {
    const id = JSON.stringify([
      refusal.client,
      refusal.status,
      refusal.problem,
      refusal.method,
      refusal.path,
      refusal.issue?.code,
      refusal.issue?.line,
      refusal.issue?.column,
      refusal.issue?.pointer,
    ]);
    const known = this.#refusals.get(id);
    // The latest is at the end, and the oldest goes first.
    this.#refusals.delete(id);
    this.#refusals.set(id, {
      ...refusal,
      count: (known?.count ?? 0) + 1,
      firstMs: known?.firstMs ?? atMs,
      lastMs: atMs,
    });
    dropOldest(this.#refusals, MAX_REFUSALS);
  }

  /** The latest first. */
  list(nowMs: number): readonly FoldedRefusal[] {
    return [...this.#refusals.values()]
      .filter(({ lastMs }) => lastMs > nowMs - WINDOW_MS)
      .reverse()
      .map(({ firstMs, lastMs, ...refusal }) => ({
        ...refusal,
        firstAt: new Date(firstMs).toISOString(),
        lastAt: new Date(lastMs).toISOString(),
      }));
  }
}

/** One observed refusal. */
export type Refusal = Omit<FoldedRefusal, "count" | "firstAt" | "lastAt">;

type Folded = Refusal & { readonly count: number; readonly firstMs: number; readonly lastMs: number };

/** The refusal in the client's answer. */
export const toRefusal = (request: ServedRequest): Refusal => {
  const problem = readProblem(request.answer);
  const [first] = problem.errors;
  return {
    client: request.principalId,
    status: request.answer.statusCode,
    problem: problem.code,
    method: request.method,
    path: cut(bareRequestPath(request)),
    detail: cut(request.hint ?? problem.detail),
    issue: first && {
      code: first.code,
      detail: cut(first.detail),
      line: first.line,
      column: first.column,
      pointer: first.pointer,
    },
    issues: problem.total,
    // A hint has its own.
    fix: request.hint === undefined ? findAdvice(problem) : undefined,
  };
};

const cut = (text: string): string => (text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text);
