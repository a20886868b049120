import type { ProblemCode } from "../catalogue.ts";

/** The documentation of an issue code. A code never changes its meaning. */
export interface IssueEntry {
  readonly stage: "decode" | "validate" | "authorize" | "store";
  /** The problem whose `errors` contain it. Undefined for a warning, which comes with an accepted push. */
  readonly problem: ProblemCode | undefined;
  /** The issue as a sentence. */
  readonly cause: string;
  /** The fix as a sentence. */
  readonly fix: string;
  readonly example: IssueExample;
}

/** A push that gets the issue. */
export interface IssueExample {
  /** `/metrics/job/backup` when left out. */
  readonly path?: string;
  /** The `id` of a `Format`; the text format when left out. */
  readonly format?: string;
  readonly payload: string;
  /** The notation of `payload`: plain text by default, hexadecimal bytes, or protobuf in its text form. */
  readonly notation?: "hex" | "prototext";
  /** The client in `proxy.yaml`. By default it may push anything, with the default limits. */
  readonly client?: string;
  /** Earlier accepted pushes, in order. */
  readonly after?: readonly Pick<IssueExample, "path" | "payload">[];
}
