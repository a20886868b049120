import type { ReadStream } from "node:tty";

/** The action of each key. */
export type KeyActions = Readonly<Record<string, () => void>>;

const CONTROL_C = "\u0003";
const CONTROL_D = "\u0004";
const CONTROL_Z = "\u001a";

/** In place of the signals that the terminal does not send while keys are read. */
export interface KeySignals {
  readonly quit: () => void;
  /** Returns when the process goes on. */
  readonly suspend: () => void;
}

/** Calls an action at each press of its key, until it is closed. */
export const listenForKeys = (
  input: ReadStream,
  actions: KeyActions,
  { quit, suspend }: KeySignals,
): { readonly close: () => void } => {
  const onData = (data: Buffer): void => {
    const key = data.toString("utf8");
    if (key === CONTROL_C || key === CONTROL_D) {
      quit();
    } else if (key === CONTROL_Z) {
      // The shell needs the terminal in its usual mode.
      input.setRawMode(false);
      suspend();
      input.setRawMode(true);
    } else if (Object.hasOwn(actions, key.toLowerCase())) {
      actions[key.toLowerCase()]?.();
    }
  };
  input.setRawMode(true);
  input.on("data", onData);
  input.resume();
  return {
    close: () => {
      input.off("data", onData);
      input.setRawMode(false);
      input.pause();
    },
  };
};

/** Stops all processes of the job, npm included, as the terminal would. Windows has no such signal. */
export const suspendJob = (): void => {
  if (process.platform !== "win32") {
    process.kill(0, "SIGTSTP");
  }
};

/** Puts a text on the user's clipboard, also through SSH (OSC 52 of xterm). */
export const toClipboardSequence = (text: string): string =>
  `\u001b]52;c;${Buffer.from(text).toString("base64")}\u0007`;
