import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { GroupTable, Overview } from "../../api.ts";
import { useAnnounce } from "../parts/announcer.tsx";
import type { Api } from "./api-client.ts";

/** The data of every view. */
export interface ConsoleView {
  readonly api: Api;
  readonly overview: Overview;
  readonly groups: GroupTable | undefined;
  readonly groupsProblem: string;
}

export const ConsoleContext = createContext<ConsoleView | undefined>(undefined);

export const useConsoleView = (): ConsoleView => useContext(ConsoleContext)!;

/** The placeholder for a hidden token. */
export const TOKEN_VARIABLE = "$PUSH_TOKEN";

/** Returns the token of a client if the server may tell it, otherwise the name of a variable. */
export const useTokenOf = (): ((client: string) => Promise<string>) => {
  const { api, overview } = useConsoleView();
  const announce = useAnnounce();
  return async (client) => {
    const isKnown = overview.callers.some(({ id, kind }) => id === client && kind === "client");
    if (overview.place !== "local" || !isKnown) {
      return TOKEN_VARIABLE;
    }
    const answer = await api.ask("/api/token", { client });
    if (!answer.ok) {
      announce(answer.error.text);
    }
    return answer.ok ? answer.value.token : TOKEN_VARIABLE;
  };
};
