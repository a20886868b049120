import { Pushgateway } from "prom-client";

const TIMEOUT_MS = 10_000;

/**
 * Pushes a registry on an interval, one push at a time, and never throws. What goes wrong is logged when it begins and ends.
 *
 * @param {{ url: string, client: string, token: string, instance: string, intervalMs: number }} settings
 */
export const startPusher = (registry, { url, client, token, instance, intervalMs }) => {
  // Grouped by instance: two services that push one group would replace each other's metrics.
  const key = { jobName: "edge-service", groupings: { instance } };
  const gateway = new Pushgateway(url, { auth: `${client}:${token}`, timeout: TIMEOUT_MS }, registry);
  let failure = "";
  let timer;

  const report = (text) => {
    if (text !== "" && failure === "") {
      console.error(`metrics cannot be pushed: ${text}`);
    }
    if (text === "" && failure !== "") {
      console.error("metrics are pushed again");
    }
    failure = text;
  };
  const attempt = (action) =>
    action.then(
      () => report(""),
      (error) => report(error.message),
    );
  const push = async () => {
    await attempt(gateway.push(key));
    timer = setTimeout(next, intervalMs);
  };
  const next = () => {
    running = push();
  };
  let running = push();

  return {
    /** Takes the group away: a service that was stopped on purpose must not fire the alert that it is stale. */
    stop: async () => {
      await running;
      clearTimeout(timer);
      await attempt(gateway.delete(key));
    },
  };
};
