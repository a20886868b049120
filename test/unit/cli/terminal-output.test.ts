import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "@jest/globals";

const SCRIPT = join(import.meta.dirname, "../../../cli/main.ts");

/** Standard error of a command that fails with the name of a file that is not there. */
const complain = async (file: string): Promise<string> => {
  const { stderr } = await promisify(execFile)(process.execPath, [SCRIPT, "check", file]).catch(
    (error) => error,
  );
  return stderr;
};

describe("a command's output", () => {
  it("cannot steer the terminal", async () =>
    expect(await complain("/nowhere/\u009b2J\u001b[2J\u202e")).toBe(
      "/nowhere/\\u009b2J\\u001b[2J\\u202e: there is no such file or folder (ENOENT)\n",
    ));
});
