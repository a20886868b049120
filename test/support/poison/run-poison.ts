import fc from "fast-check";
import { queryHistory, waitForSeries } from "../prometheus-query.ts";
import {
  findPrometheus2,
  findPrometheus3,
  type RunningProgram,
  startPrometheus,
} from "../real-components.ts";
import { startCheckedRival } from "./checked-rival.ts";
import { poisonCommands } from "./commands.ts";
import { createPageWatch } from "./page-watch.ts";
import { startProxyUnderTest, type Weakness } from "./proxy-under-test.ts";
import { RelayedGroups } from "./relayed-groups.ts";
import { startRestartablePushgateway } from "./restartable-pushgateway.ts";
import { Tally } from "./tally.ts";

export interface PoisonSettings {
  /** Approximate. */
  readonly steps: number;
  /** The same seed gives the same steps. */
  readonly seed: number;
  /** `text and protobuf`: Prometheus 2.42 scrapes text, and 3.16 protobuf. */
  readonly scrapes: "text and protobuf" | "none";
  /** `ask`: a checking Pushgateway is asked whether it would have accepted what the proxy refuses. */
  readonly rival: "ask" | "none";
  /** The part of the proxy that is switched off. The run must then fail. */
  readonly weakness: Weakness;
  /** Called from time to time with the progress. */
  readonly report?: (tally: Tally) => void;
}

const MOST_STEPS_A_RUN = 250;
/** Long enough that a busy machine does not look like a lost target. */
const SCRAPE_EVERY_SECONDS = 1;

/**
 * Drives random pushes, deletions, expiry, restarts and sweeps through the whole proxy, over HTTP, to a real unchecked
 * Pushgateway. It starts from a clean state after at most {@link MOST_STEPS_A_RUN} steps. Throws at the first step
 * after which the page is not valid, with the shortest sequence of steps, or if Prometheus ever lost the target.
 */
export const runPoison = async (settings: PoisonSettings): Promise<Tally> => {
  const tally = new Tally();
  const groups = new RelayedGroups();
  const pushgateway = await startRestartablePushgateway();
  const page = createPageWatch(pushgateway.url);
  const proxy = await startProxyUnderTest(
    pushgateway.url,
    (request) => {
      groups.observe(request);
      page.touch();
    },
    settings.weakness,
  );
  const rival = settings.rival === "ask" ? await startCheckedRival(tally) : undefined;
  const prometheuses =
    settings.scrapes === "none" ? [] : await Promise.all(startScrapers(pushgateway.scrapeHost));
  try {
    const commands = fc.commands([...poisonCommands], { maxCommands: MOST_STEPS_A_RUN, size: "max" });
    await fc.assert(
      fc.asyncProperty(commands, async (steps) => {
        await deleteAllGroups(pushgateway.url, groups);
        proxy.startOver();
        await fc.asyncModelRun(
          () => ({ model: {}, real: { proxy, pushgateway, groups, page, tally, rival } }),
          steps,
        );
        settings.report?.(tally);
      }),
      {
        numRuns: Math.ceil((2.2 * settings.steps) / MOST_STEPS_A_RUN),
        seed: settings.seed,
        // An expected failure need not be shrunk.
        endOnFailure: settings.weakness !== "none",
      },
    );
    for (const { url } of prometheuses) {
      await expectNeverDown(url);
    }
    return tally;
  } finally {
    await Promise.all(prometheuses.map(({ stop }) => stop()));
    await rival?.stop();
    await proxy.close();
    await pushgateway.close();
  }
};

const startScrapers = (target: string): readonly Promise<RunningProgram>[] => {
  const options = { target, scrapeEverySeconds: SCRAPE_EVERY_SECONDS };
  return [
    startPrometheus({ ...options, binary: findPrometheus2() ?? "", format: "text" }),
    startPrometheus({ ...options, binary: findPrometheus3() ?? "", format: "protobuf" }),
  ];
};

const deleteAllGroups = async (url: string, groups: RelayedGroups): Promise<void> => {
  for (const path of groups.histories.keys()) {
    await fetch(`${url}${path}`, { method: "DELETE" });
  }
  groups.restore(new Map());
  // Deletions are queued, and the next read must not see deleted groups.
  for (;;) {
    const response = await fetch(`${url}/api/v1/metrics`);
    const { data } = (await response.json()) as { readonly data: readonly unknown[] };
    if (data.length === 0) {
      return;
    }
  }
};

/**
 * A page that cannot be read fails at once. A scrape that used up its whole timeout shows a busy machine, not a broken
 * page.
 */
const expectNeverDown = async (prometheusUrl: string): Promise<void> => {
  // On a fast machine a short run ends before the first scrape.
  await waitForSeries(prometheusUrl, 'up{job="pushgateway"}', 1);
  const up = await queryHistory(prometheusUrl, 'up{job="pushgateway"}');
  const took = await queryHistory(prometheusUrl, 'scrape_duration_seconds{job="pushgateway"}');
  if (up.size === 0) {
    throw new Error("Prometheus never scraped");
  }
  const lost = [...up].filter(
    ([at, value]) => value !== 1 && (took.get(at) ?? 0) < 0.9 * SCRAPE_EVERY_SECONDS,
  );
  if (lost.length > 0) {
    throw new Error(`Prometheus lost the target ${lost.length} times, of ${up.size}`);
  }
};
