import type { ConfigPath } from "../../lambda/config/config-issue.ts";
import type { ProxyConfig } from "../../lambda/config/proxy-config.ts";
import type { Clock } from "../../lambda/model/clock.ts";
import type { Result } from "../../lambda/model/result.ts";
import type { SweepCommand } from "../../lambda/sweep/operator/command.ts";
import type { ContractList } from "../../lambda/sweep/operator/list-contracts.ts";
import type { Overview, Part } from "../api.ts";
import type { SeenRun } from "./parts.ts";
import type { SeenTraffic } from "./seen-traffic.ts";

/** What a console needs of the system that it shows. */
export interface OperatorSourcePorts {
  readonly place: Overview["place"];
  readonly version: string;
  readonly pushUrl: string;
  readonly configFile: string;
  readonly mayChange: boolean;
  /** As it is used now. */
  readonly config: () => ProxyConfig;
  /** Where a part of it is written, as in `proxy.yaml:19 clients[0]`. */
  readonly placeOf: (path: ConfigPath) => string;
  /** Asks the sweep function; an error is a sentence. */
  readonly ask: (command: SweepCommand) => Promise<Result<unknown, string>>;
  readonly lastRun: () => Promise<SeenRun | undefined>;
  /** The parts that reports of runs do not cover. */
  readonly otherParts: (seen: SeenStore) => Promise<readonly Part[]>;
  readonly traffic: SeenTraffic;
  /** Undefined: tokens are not shown here, or there is no such client. */
  readonly readToken: (client: string) => Promise<string | undefined>;
  readonly now: Clock;
  /** How long an answer about the store is used again. */
  readonly freshMs: number;
}

/** What the store says of itself, and when. */
export interface SeenStore {
  /** Undefined: it cannot be read. */
  readonly contracts: ContractList | undefined;
  readonly atMs: number;
}
