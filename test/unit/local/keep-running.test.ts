import { type ChildProcess, spawn } from "node:child_process";
import { expect, it } from "@jest/globals";
import { keepRunning } from "../../../infra/local/keep-running.ts";

const startEnding = (code: number): ChildProcess => spawn(process.execPath, ["-e", `process.exit(${code})`]);

it("tries again if the next process cannot be started", async () => {
  const warnings: string[] = [];
  const { promise: started, resolve } = Promise.withResolvers<void>();
  const starts = [
    () => {
      throw new Error("spawn ENOMEM");
    },
    () => {
      resolve();
      return startEnding(0);
    },
  ];
  const kept = keepRunning(
    startEnding(3),
    () => starts.shift()!(),
    (text) => warnings.push(text),
  );
  await started;
  await kept.stop();
  expect(warnings).toEqual([
    "the Pushgateway ended (exit code 3); it is started again in 0.5 s",
    "the Pushgateway cannot be started (spawn ENOMEM); it is started again in 1 s",
  ]);
});
