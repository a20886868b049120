import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

const TIMEOUT_MS = 30_000;

export type Action = "snippet" | "push" | "pushadd" | "delete";

export type Payload =
  | "types"
  | "details"
  | "extra"
  | "other"
  | "conflict"
  | "reserved"
  | "encoded"
  | "unreadable";

/** The settings of one run of a program; see ../programs/README.md. */
export interface Invocation {
  readonly action: Action;
  readonly payload: Payload;
  readonly url: string;
  readonly client: string;
  readonly token: string;
  readonly scheme: "basic" | "bearer";
  readonly job: string;
  readonly grouping?: { readonly label: string; readonly value: string };
}

/** What the library reported to the program. */
export type Report = { readonly ok: true } | { readonly ok: false; readonly error: string };

/** A program that was built. */
export interface Runnable {
  readonly folder: string;
  readonly command: readonly string[];
}

export const invoke = async ({ folder, command }: Runnable, told: Invocation): Promise<Report> => {
  const [program = "", ...args] = command;
  const { stdout } = await run(program, [...args, told.action, told.payload], {
    cwd: folder,
    timeout: TIMEOUT_MS,
    env: {
      ...process.env,
      PROXY_URL: told.url,
      PROXY_CLIENT: told.client,
      PROXY_TOKEN: told.token,
      PROXY_SCHEME: told.scheme,
      PROXY_JOB: told.job,
      ...(told.grouping !== undefined && {
        PROXY_LABEL: told.grouping.label,
        PROXY_VALUE: told.grouping.value,
      }),
    },
  });
  const lines = stdout.trimEnd().split("\n");
  const report = JSON.parse(lines.at(-1) ?? "") as Report;
  // The user also sees what a library prints itself.
  const printed = lines.slice(0, -1).filter((line) => line !== "");
  return report.ok ? report : { ok: false, error: [...printed, report.error].join("\n") };
};
