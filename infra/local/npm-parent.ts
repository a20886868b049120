const INTERVAL_MS = 250;

/**
 * Calls back once npm has gone. A signal to `npm start` ends npm and the shell in between, but does not get here: without
 * this the system would stay behind. Under anything but npm it does nothing.
 */
export const onceNpmHasGone = (listener: () => void): void => {
  if (process.env["npm_lifecycle_event"] === undefined) {
    return;
  }
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) {
      return;
    }
    clearInterval(timer);
    listener();
  }, INTERVAL_MS);
  timer.unref();
};
