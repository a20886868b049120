import type { ReadStream } from "node:tty";

/** The action of each key. */
export type KeyActions = Readonly<Record<string, () => void>>;

const CONTROL_C = "\u0003";
const CONTROL_D = "\u0004";

/**
 * Calls an action at each press of its key, until it is closed. Meanwhile the terminal sends no signal for Ctrl-C;
 * `quit` is called instead.
 */
export const listenForKeys = (
  input: ReadStream,
  actions: KeyActions,
  quit: () => void,
): { readonly close: () => void } => {
  const onData = (data: Buffer): void => {
    const key = data.toString("utf8");
    if (key === CONTROL_C || key === CONTROL_D) {
      quit();
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

/** Puts a text on the user's clipboard, also through SSH (OSC 52 of xterm). */
export const toClipboardSequence = (text: string): string =>
  `\u001b]52;c;${Buffer.from(text).toString("base64")}\u0007`;
