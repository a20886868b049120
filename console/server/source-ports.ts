import type { ConfigPath } from "../../lambda/config/config-issue.ts";
import type { ProxyConfig } from "../../lambda/config/proxy-config.ts";
import type { Clock } from "../../lambda/model/clock.ts";
import type { Result } from "../../lambda/model/result.ts";
import type { SweepCommand } from "../../lambda/sweep/operator/command.ts";
import type { ContractList } from "../../lambda/sweep/operator/list-contracts.ts";
import type { Overview, Part } from "../api.ts";
import type { SeenRun } from "./parts.ts";
import type { SeenTraffic } from "./seen-traffic.ts";

/** What a console needs from its system. */
export interface OperatorSourcePorts {
  readonly place: Overview["place"];
  readonly version: string;
  readonly pushUrl: string;
  readonly configFile: string;
  readonly mayChange: boolean;
  /** The current configuration. */
  readonly config: () => ProxyConfig;
  /** The place of a part of it, as in `proxy.yaml:19 clients[0]`. */
  readonly placeOf: (path: ConfigPath) => string;
  /** Calls the sweep function; an error is a sentence. */
  readonly ask: (command: SweepCommand) => Promise<Result<unknown, string>>;
  readonly lastRun: () => Promise<SeenRun | undefined>;
  /** The parts that reports of runs do not cover. */
  readonly otherParts: (seen: SeenStore) => Promise<readonly Part[]>;
  readonly traffic: SeenTraffic;
  /** Undefined: tokens are not shown here, or there is no such client. */
  readonly readToken: (client: string) => Promise<string | undefined>;
  readonly now: Clock;
  /** How long an answer about the store is fresh. */
  readonly freshMs: number;
}

/** What the store reports, and when. */
export interface SeenStore {
  /** Undefined: it cannot be read. */
  readonly contracts: ContractList | undefined;
  readonly atMs: number;
}
