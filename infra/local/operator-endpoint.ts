import { randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { withFileLock } from "../../lambda/adapters/file-lock.ts";
import { isRecord } from "../../lambda/model/fields.ts";
import { err, ok, type Result } from "../../lambda/model/result.ts";
import { removeIfPossible } from "./data-file-lock.ts";
import { LOOPBACK, listen } from "./listen.ts";
import type { LocalSweep } from "./local-sweep.ts";
import { readJsonBody } from "./read-json-body.ts";

/** What a command of the same user needs to reach the running system. */
export interface OperatorAccess {
  readonly url: string;
  readonly token: string;
}

export interface OperatorEndpointPorts {
  readonly sweep: LocalSweep;
  /** With its token. Undefined: there is no console. */
  readonly consoleUrl: () => string | undefined;
  readonly warn: (text: string) => void;
}

/** Returns the address of the console. Only users who may read the operator's file can ask. */
export const CONSOLE_COMMAND = { command: "console" } as const;

/**
 * How `npm run groups`, `contracts` and `sweep` reach the running system: a free port on loopback and a random token,
 * both in a file that only its owner can read. The file of another running system is not overwritten; then the commands
 * do not reach this system. On AWS they invoke the sweep function instead.
 */
export const openOperatorEndpoint = (file: string, ports: OperatorEndpointPorts): Promise<Closable> =>
  withFileLock(`${file}.lock`, LOCK_TIMEOUT_MS, async () => {
    if (await isAnswered(readOperatorAccess(file))) {
      ports.warn(
        `npm run groups, contracts and sweep reach another running npm start; to reach this one, start it with npm start -- --secrets FOLDER/secrets.json and give the commands --operator FOLDER/operator.json`,
      );
      return { close: async () => {} };
    }
    rmSync(file, { force: true });
    return serveOperator(file, ports);
  });

interface Closable {
  close(): Promise<void>;
}

/** Two systems that start at the same time would both find no other one. */
const LOCK_TIMEOUT_MS = 10_000;

const serveOperator = async (
  file: string,
  { sweep, consoleUrl }: OperatorEndpointPorts,
): Promise<Closable> => {
  const token = randomBytes(32).toString("base64url");
  const server = createServer((request, response) => {
    answer(request, token, { sweep, consoleUrl })
      .then(({ status, body }) => {
        response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
      })
      .catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  const access: OperatorAccess = { url: await listen(server, { host: LOOPBACK, port: 0 }), token };
  const close = async (): Promise<void> => {
    const last = readOperatorAccess(file);
    if (last.ok && last.value.token === token) {
      removeIfPossible(file);
    }
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  try {
    // `wx`: a file that somebody else makes in between would keep its mode, and its owner would read the token.
    writeFileSync(file, JSON.stringify(access), { mode: 0o600, flag: "wx" });
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
};

/** The error is a line for the terminal. */
export const readOperatorAccess = (file: string): Result<OperatorAccess, string> => {
  try {
    const access: unknown = JSON.parse(readFileSync(file, "utf8"));
    return isRecord(access) && URL.canParse(String(access["url"])) && typeof access["token"] === "string"
      ? ok(access as unknown as OperatorAccess)
      : err(toDamaged(file));
  } catch (error) {
    return err(
      (error as NodeJS.ErrnoException).code === "ENOENT"
        ? `npm start is not running: there is no ${file}; start it, or name its file with --operator, or ask a deployment with --aws`
        : toDamaged(file),
    );
  }
};

const toDamaged = (file: string): string =>
  `${file} cannot be read, or is not the file that npm start writes; run npm start again, which makes a new one`;

const ANSWER_TIMEOUT_MS = 1_000;

/**
 * Whether the system that wrote this file is running. Only that system accepts the token, and answers that an empty
 * text is not a command.
 */
const isAnswered = async (access: Result<OperatorAccess, string>): Promise<boolean> => {
  if (!access.ok) {
    return false;
  }
  const { url, token } = access.value;
  try {
    const { status } = await fetch(url, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    return status === 400;
  } catch {
    return false;
  }
};

const answer = async (
  request: IncomingMessage,
  token: string,
  { sweep, consoleUrl }: Pick<OperatorEndpointPorts, "sweep" | "consoleUrl">,
): Promise<{ readonly status: number; readonly body: object }> => {
  if (request.method !== "POST" || !isBearer(request.headers.authorization, token)) {
    return { status: 401, body: { error: "this port is for the operator's commands" } };
  }
  const command = await readJsonBody(request);
  if (command === undefined) {
    return { status: 400, body: { error: "the command is not JSON" } };
  }
  return (command as Partial<typeof CONSOLE_COMMAND>).command === CONSOLE_COMMAND.command
    ? { status: 200, body: { url: consoleUrl() } }
    : { status: 200, body: await sweep(command) };
};

const isBearer = (header: string | undefined, token: string): boolean => {
  const sent = Buffer.from(header ?? "");
  const expected = Buffer.from(`Bearer ${token}`);
  return sent.length === expected.length && timingSafeEqual(sent, expected);
};
