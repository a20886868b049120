import type { ProblemCode } from "../catalogue.ts";

/** What the documentation says of an issue code. A code never changes its meaning. */
export interface IssueEntry {
  readonly stage: "decode" | "validate" | "authorize" | "store";
  /** Whose `errors` it is in. Undefined for a warning, which comes with a push that is accepted. */
  readonly problem: ProblemCode | undefined;
  /** What is wrong, as a sentence. */
  readonly cause: string;
  /** What to do about it, as a sentence. */
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
  /** How `payload` is written: as it is when left out; as hexadecimal bytes; as protobuf in its text form. */
  readonly notation?: "hex" | "prototext";
  /** What `proxy.yaml` says of the client. When left out it may push anything, with the default limits. */
  readonly client?: string;
  /** Pushes that were accepted before, in their order. */
  readonly after?: readonly Pick<IssueExample, "path" | "payload">[];
}
