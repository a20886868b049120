import { createProgress, everyInterval, type Progress } from "../../infra/local/terminal/progress.ts";

/** Shows progress on standard error of this process. */
export const showProgress = (): Progress =>
  createProgress(
    {
      write: (text) => process.stderr.write(text),
      isTerminal: process.stderr.isTTY === true,
      columns: process.stderr.columns ?? 80,
    },
    { now: () => performance.now(), every: everyInterval },
  );
