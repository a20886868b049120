import { execFileSync } from "node:child_process";
import { findProgram } from "./real-components.ts";

/** Debian's Python has Debian's client. Another Python earlier on the PATH may not have it. */
export const findPythonWithClient = (): string | undefined =>
  ["/usr/bin/python3", findProgram("python3")].find((python) => {
    try {
      if (python === undefined) {
        return false;
      }
      execFileSync(python, ["-c", "import prometheus_client"], { stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  });
