import type { ContractTable, GroupContent, GroupTable, Overview } from "../../../console/api.ts";
import type { Answered, ConsoleSource } from "../../../console/server/console-source.ts";
import { readPageFiles } from "../../../console/server/page-files.ts";
import { serveConsole } from "../../../console/server/serve-console.ts";
import { err, ok } from "../../../lambda/model/result.ts";
import { CONTENT, CONTRACTS } from "./fixtures.ts";

/** What the server answers. The page follows when a test changes it. */
export interface Scenario {
  overview: Overview;
  /** A text: why it cannot be read. */
  table: GroupTable | string;
  contracts: ContractTable;
  content: Omit<GroupContent, "path">;
  /** Answers to single requests by their name in {@link ConsoleSource}. Other requests are denied. */
  answers: Partial<Record<keyof ConsoleSource, unknown>>;
}

export interface ConsoleServer {
  readonly scenario: Scenario;
  /** With the token. */
  readonly url: string;
  /** The single requests so far. */
  readonly asked: { readonly what: keyof ConsoleSource; readonly question: unknown }[];
  stop(): Promise<void>;
}

/** The console's server and its committed page, with a source that answers what the test sets. */
export const startConsoleServer = async (
  given: Pick<Scenario, "overview" | "table"> & Partial<Scenario>,
): Promise<ConsoleServer> => {
  const scenario: Scenario = { contracts: CONTRACTS, content: CONTENT, answers: {}, ...given };
  const asked: ConsoleServer["asked"] = [];
  const answer = <Value>(what: keyof ConsoleSource, question: unknown): Answered<Value> => {
    asked.push({ what, question });
    const value = scenario.answers[what] as Value | undefined;
    return value === undefined ? err({ kind: "denied", error: "That is not allowed here." }) : ok(value);
  };
  const source: ConsoleSource = {
    overview: async () => scenario.overview,
    groups: async () => {
      const { table } = scenario;
      return typeof table === "string" ? err({ kind: "unavailable", error: table }) : ok(table);
    },
    contracts: async () => ok(scenario.contracts),
    group: async (path) => ok({ path, ...scenario.content }),
    deleteGroup: async (path) => answer("deleteGroup", path),
    releaseName: async (name) => answer("releaseName", name),
    explain: (question) => answer("explain", question),
    token: async (client) => answer("token", client),
  };
  const { url, close } = await serveConsole(source, {
    port: 0,
    files: readPageFiles(),
    events: { everyMs: 50, silenceMs: 15_000 },
  });
  let isRunning = true;
  return {
    scenario,
    url,
    asked,
    stop: async () => {
      if (isRunning) {
        isRunning = false;
        await close();
      }
    },
  };
};
