import type { Result } from "../../lambda/model/result.ts";
import type { ReleaseProgress } from "../../lambda/sweep/operator/release-contract.ts";
import type {
  ContractTable,
  Deleted,
  ExplainQuestion,
  Explanation,
  GroupContent,
  GroupTable,
  Overview,
  Token,
} from "../api.ts";

/** The data and actions of the console. An error is a sentence for the operator. */
export interface ConsoleSource {
  readonly overview: () => Promise<Overview>;
  readonly groups: () => Promise<Answered<GroupTable>>;
  readonly contracts: () => Promise<Answered<ContractTable>>;
  readonly group: (path: string) => Promise<Answered<GroupContent>>;
  readonly deleteGroup: (path: string) => Promise<Answered<Deleted>>;
  readonly releaseName: (name: string) => Promise<Answered<ReleaseProgress>>;
  readonly explain: (question: ExplainQuestion) => Answered<Explanation>;
  readonly token: (client: string) => Promise<Answered<Token>>;
}

export type Answered<Answer> = Result<Answer, SourceOutage>;

/** `absent`: it does not exist. `denied`: it is not allowed here. `unavailable`: try again. */
export interface SourceOutage {
  readonly kind: "absent" | "denied" | "unavailable";
  readonly error: string;
}
