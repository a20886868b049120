import { ok, type Result } from "../../lambda/model/result.ts";
import type { OperatorRefusal, SweepCommand } from "../../lambda/sweep/operator/command.ts";
import type { ReleaseProgress } from "../../lambda/sweep/operator/release-contract.ts";
import type { AskOperator } from "./transport.ts";

export interface ReleaseCommandPorts {
  readonly ask: AskOperator;
  readonly sleep: (ms: number) => Promise<unknown>;
  readonly tell: (line: string) => void;
}

/** The runs that are needed if a restart of the Pushgateway resets the count, plus some. */
const MAX_ASKED = 20;

/** Clocks differ, and a run must begin after the wait. */
const SPARE_MS = 1_000;

/**
 * Starts one run after the other, each as soon as it can count. Ends when the name is free or in use, or when there is
 * no answer.
 */
export const releaseName = async (
  command: Extract<SweepCommand, { command: "contracts-release" }>,
  { ask, sleep, tell }: ReleaseCommandPorts,
): Promise<Result<unknown, string>> => {
  for (let asked = 1; ; asked++) {
    const answer = await ask(command);
    if (!answer.ok) {
      return answer;
    }
    const progress = answer.value as ReleaseProgress | OperatorRefusal;
    // A scheduled run may have freed it meanwhile.
    if ("reason" in progress && progress.reason === "absent" && asked > 1) {
      return ok(toFree(command.name));
    }
    if ("error" in progress || progress.state !== "waiting" || asked === MAX_ASKED) {
      return answer;
    }
    const seconds = Math.ceil((progress.waitMs + SPARE_MS) / 1_000);
    tell(
      `${command.name}: ${progress.runs} of ${progress.neededRuns} runs have found it unused; the next is in ${seconds} s`,
    );
    await sleep(seconds * 1_000);
  }
};

const toFree = (name: string): ReleaseProgress => ({
  name,
  state: "free",
  usedBy: [],
  users: 0,
  runs: 0,
  neededRuns: 0,
  waitMs: 0,
});
