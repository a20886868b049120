import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePort, type RunningProgram, startPushgateway } from "../support/real-components.ts";

/** A real Pushgateway that can end and start again at the same address. */
export interface FragilePushgateway {
  readonly url: string;
  /** As when its task is lost. */
  kill(): Promise<void>;
  /** With its last written file, or empty. */
  restart(file: "kept" | "removed"): Promise<void>;
  stop(): Promise<void>;
}

export const startFragilePushgateway = async (): Promise<FragilePushgateway> => {
  const port = await findFreePort();
  const persistenceFile = join(mkdtempSync(join(tmpdir(), "pushgateway-")), "file");
  const start = (): Promise<RunningProgram> => startPushgateway({ check: "off", port, persistenceFile });
  let running = await start();
  return {
    url: running.url,
    kill: () => running.stop("SIGKILL"),
    restart: async (file) => {
      if (file === "removed") {
        rmSync(persistenceFile, { force: true });
      }
      running = await start();
    },
    stop: () => running.stop(),
  };
};
