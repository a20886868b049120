import { useEffect, useRef, useState } from "preact/hooks";
import type { GroupTable, Overview } from "../../api.ts";
import type { Api } from "./api-client.ts";
import { toBackOffMs } from "./back-off.ts";

export type Connection =
  | { readonly state: "connecting" | "connected" | "denied" }
  | { readonly state: "lost"; readonly sinceMs: number; readonly retryAtMs: number };

export interface ConsoleData {
  readonly connection: Connection;
  /** Undefined until the first one arrives. While the connection is lost, it is old. */
  readonly overview: Overview | undefined;
  readonly groups: GroupTable | undefined;
  /** Why the groups could not be read the last time; empty: they were. */
  readonly groupsProblem: string;
  readonly retryNow: () => void;
}

/** The server's data, as it changes. */
export const useConsole = (api: Api): ConsoleData => {
  const [connection, setConnection] = useState<Connection>({ state: "connecting" });
  const [overview, setOverview] = useState<Overview>();
  const retry = useRef(() => {});

  useEffect(() => {
    const stop = new AbortController();
    let sinceMs: number | undefined;
    let attempt = 0;
    const take = (next: Overview): void => {
      sinceMs = undefined;
      attempt = 0;
      setOverview(next);
      setConnection((now) => (now.state === "connected" ? now : { state: "connected" }));
    };
    const run = async (): Promise<void> => {
      while (!stop.signal.aborted) {
        const first = await api.ask("/api/overview", undefined);
        if (first.ok) {
          take(first.value);
        }
        const { kind } = first.ok ? await api.listen(take, stop.signal) : first.error;
        if (kind === "denied") {
          setConnection({ state: "denied" });
          return;
        }
        const delayMs = toBackOffMs(attempt++);
        sinceMs ??= Date.now();
        setConnection({ state: "lost", sinceMs, retryAtMs: Date.now() + delayMs });
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, delayMs);
          retry.current = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    };
    void run();
    return () => stop.abort();
  }, [api]);

  const groups = useGroups(api, overview?.groupsVersion, connection.state === "connected");
  return { connection, overview, ...groups, retryNow: () => retry.current() };
};

/** A table of ten thousand groups has megabytes, so it is requested at most this often. */
const TABLE_INTERVAL_MS = 2_000;

const useGroups = (
  api: Api,
  version: number | undefined,
  isConnected: boolean,
): Pick<ConsoleData, "groups" | "groupsProblem"> => {
  const [groups, setGroups] = useState<GroupTable>();
  const [groupsProblem, setProblem] = useState("");
  const readAtMs = useRef(0);
  useEffect(() => {
    if (version === undefined || !isConnected) {
      return;
    }
    const waitMs = Math.max(0, readAtMs.current + TABLE_INTERVAL_MS - Date.now());
    const timer = setTimeout(async () => {
      readAtMs.current = Date.now();
      const answer = await api.ask("/api/groups", undefined);
      setProblem(answer.ok ? "" : answer.error.text);
      setGroups((before) => (answer.ok ? answer.value : before));
    }, waitMs);
    return () => clearTimeout(timer);
  }, [api, version, isConnected]);
  return { groups, groupsProblem };
};
