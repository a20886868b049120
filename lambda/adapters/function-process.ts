import { toSourceStack } from "./source-stack.ts";

/** A setting of the function's environment; without it the function cannot start. */
export const requireEnv = (name: string): string => {
  const value = findEnv(name);
  if (value === undefined) {
    throw new TypeError(`the environment lacks ${name}`);
  }
  return value;
};

/** A setting that may be missing. Empty counts as missing. */
export const findEnv = (name: string): string | undefined => process.env[name] || undefined;

/** Writes the line that the alarm `bug` counts, with the sources' lines in the stack. */
export const writeBugLine = (error: unknown, requestId: string): void =>
  writeLogLine({
    level: "ERROR",
    message: "bug",
    requestId,
    error: error instanceof Error ? toSourceStack(error.stack ?? error.message) : String(error),
  });

/** Writes one structured line to the log of the function. */
const writeLogLine = (fields: Readonly<Record<string, unknown>>): void => {
  process.stdout.write(`${JSON.stringify(fields)}\n`);
};
