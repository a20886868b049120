import type { Usage } from "../cost-usage.ts";
import {
  costOfMillionPushes,
  estimateContainer,
  estimateCost,
  PRICES,
  SECONDS_PER_MONTH,
  sumUp,
} from "../estimate-cost.ts";
import { estimateSamples } from "../estimate-remote-write.ts";
import { toMarkdownTable } from "./markdown-table.ts";

/** The series of the sample in test/corpus, whose group fits into one write unit. */
const SERIES = 37;

const FLEETS: readonly { readonly name: string; readonly groups: number; readonly minutes: number }[] = [
  { name: "1,000 groups, each every 15 minutes", groups: 1_000, minutes: 15 },
  { name: "10,000 groups, each every 15 minutes", groups: 10_000, minutes: 15 },
  { name: "1,000,000 groups, each every hour", groups: 1_000_000, minutes: 60 },
];

const usages: readonly Usage[] = FLEETS.map(({ groups, minutes }) => ({
  pushes: (groups * SECONDS_PER_MONTH) / (minutes * 60),
  groups,
  series: SERIES,
  newGroups: 0,
  clients: 1,
  issuers: 0,
  pushgateway: "none",
  remoteWrite: {},
}));

const toDollars = (usd: number): string =>
  `$${usd < 100 ? usd.toFixed(2) : Math.round(usd).toLocaleString("en")}`;
const toCount = (count: number): string =>
  count >= 1e9
    ? `${(count / 1e9).toFixed(1)} billion`
    : `${(count / 1e6).toFixed(count < 1e7 ? 2 : 0)} million`;

const HELD_PUSHES_PER_SECOND = 200;

/** The section of `docs/cost.md` about remote write and many clients. */
export const toScaleSection = (): string => {
  const heldPushes = HELD_PUSHES_PER_SECOND * SECONDS_PER_MONTH;
  const heldUsd = (costOfMillionPushes({ series: SERIES }, PRICES) * heldPushes) / 1e6;
  const container = estimateContainer(PRICES);
  const containerUsd = container.fixedUsd + (container.perMillionUsd * heldPushes) / 1e6;
  const fleet = usages.at(-1)!;
  return `## With remote write

\`npm run cost -- --remote-write\` adds the lines of a [destination](remote-write.md) and the number of samples that it gets. A group is sent by each run after a push, and otherwise by every fourth run. A test
compares the numbers with real runs (\`test/unit/cli/cost-remote-write.test.ts\`).

${toMarkdownTable(
  ["a month", ...FLEETS.map(({ name }) => name)],
  [
    ["pushes", ...usages.map(({ pushes }) => toCount(pushes))],
    ["active series", ...usages.map((usage) => estimateSamples(usage).activeSeries.toLocaleString("en"))],
    ["samples", ...usages.map((usage) => toCount(estimateSamples(usage).samplesPerMonth))],
    ["remote write, without samples", ...usages.map((usage) => toDollars(sumUp(ofRemoteWrite(usage))))],
    ["pushes, without API Gateway and firewall", ...usages.map((usage) => toDollars(sumUp(ofPushes(usage))))],
    ["API Gateway and firewall", ...usages.map((usage) => toDollars(sumUp(ofFront(usage))))],
  ],
)}
**The price of the receiver comes in addition**, and is the larger part. \`--sample-price USD\` adds it, for 10 million samples. AMP bills samples, the data that queries process, and storage. Its
prices fall with the number of samples: [aws.amazon.com/prometheus/pricing](https://aws.amazon.com/prometheus/pricing/). For hosted receivers that bill active series, take the second line.

A scrape every minute would take four times as many samples of groups that are not pushed, and a scrape every 15 seconds sixteen times as many.

## When something else is the better choice

- **Many pushes all the time.** ${HELD_PUSHES_PER_SECOND} pushes a second are ${toCount(heldPushes)} in a month. They cost ${toDollars(heldUsd)} here, more than half of it for API Gateway. A Pushgateway behind a load balancer costs ${toDollars(containerUsd)}.
  It keeps up to some 13,000 groups of ${SERIES} series in 2 GiB, without rights and checks.
- **Fleets whose sums are all you need.** A million installations with ${SERIES} series each have ${toCount(estimateSamples(fleet).activeSeries)} active series with their push times, but their sums are only ${SERIES}. The proxy does not add values up. Let
  an OpenTelemetry Collector or a statsd exporter add them up, and scrape that.
- **You already have a Prometheus.** Let it scrape the page instead of using remote write.

## Many clients that start at the same time

DynamoDB takes 1,000 writes and 3,000 reads a second of one item. With 5,000 first pushes a second, all of one client, no item gets more
than some 400 writes and some 1,000 reads a second. \`npm run bench -- scale\` asserts this. There are two reasons:

- Counters of clients that may keep more than 1,000 groups have several [parts](store.md#limits).
- Each function reads the items that all pushes share only when it starts, and then once in five seconds. That is also true if 1,000 functions run at the same time.

A first push writes its group twice, because its blind write is refused. Later pushes write it once and read nothing. So set
\`store.warmThroughput\` if more than 2,000 new groups or 4,000 existing ones are pushed in a second. If a client is at its limit, each refused push reads all 16 parts of its counter.

`;
};

const linesOf = (usage: Usage, isMeant: (item: string, kind: string) => boolean) =>
  estimateCost(usage, PRICES).filter(({ item, kind }) => isMeant(item, kind));
const isFront = (item: string): boolean => item === "API Gateway" || item === "firewall";
const ofRemoteWrite = (usage: Usage) => linesOf(usage, (item) => item.includes("remote write"));
const ofPushes = (usage: Usage) => linesOf(usage, (item, kind) => kind === "pushes" && !isFront(item));
const ofFront = (usage: Usage) => linesOf(usage, (item, kind) => kind === "pushes" && isFront(item));
