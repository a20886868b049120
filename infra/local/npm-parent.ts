const INTERVAL_MS = 250;

/**
 * Calls back once npm has ended. A signal to `npm start` ends npm and its shell, but does not reach this process, so
 * the system would keep running. Without npm it does nothing.
 */
export const onNpmExit = (listener: () => void): void => {
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
