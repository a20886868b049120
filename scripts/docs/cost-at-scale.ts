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

/** Of the sample in test/corpus, whose group fits into one write unit. */
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

/** The section of `docs/cost.md` about remote write and large fleets. */
export const toScaleSection = (): string => {
  const heldPushes = HELD_PUSHES_PER_SECOND * SECONDS_PER_MONTH;
  const heldUsd = (costOfMillionPushes({ series: SERIES }, PRICES) * heldPushes) / 1e6;
  const container = estimateContainer(PRICES);
  const containerUsd = container.fixedUsd + (container.perMillionUsd * heldPushes) / 1e6;
  const fleet = usages.at(-1)!;
  return `## With remote write

\`npm run cost -- --remote-write\` has the lines of a [destination](remote-write.md), and the samples that it gets: a group is sent by each run that follows a push, and by every fourth one otherwise. That is
compared with real runs (\`test/unit/cli/cost-remote-write.test.ts\`).

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
**What the receiver takes for the samples comes on top**, and is the larger part. \`--sample-price USD\` adds it, for 10 million samples. AMP bills samples, what queries process, and what is
stored; its prices fall with the number of samples: [aws.amazon.com/prometheus/pricing](https://aws.amazon.com/prometheus/pricing/). Hosted receivers that bill active series bill the second line.

A scrape every minute would be four times the samples of groups that nobody pushes, and one every 15 seconds sixteen times.

## Where something else is the better choice

- **Many pushes all the time.** ${HELD_PUSHES_PER_SECOND} pushes a second, held for a month, are ${toCount(heldPushes)}: ${toDollars(heldUsd)} here, more than half of it for API Gateway, and ${toDollars(containerUsd)} with a Pushgateway behind a load balancer.
  One task holds up to some 13,000 groups of ${SERIES} series in 2 GiB; it has no rights, and no checks.
- **Fleets whose single members nobody looks at.** A million installations with ${SERIES} series each are ${toCount(estimateSamples(fleet).activeSeries)} active series. Sums over all of them are ${SERIES}. The proxy does not add values up:
  let an OpenTelemetry Collector or a statsd exporter add them, and scrape that.
- **An agent beside a Prometheus that you have.** It scrapes the page, and the samples stay where you have them.

A fleet that appears at once is not bounded by what its members share. DynamoDB takes 1,000 writes and 3,000 reads a second of an item. At 5,000 first pushes a second, all of one client, no item takes more
than some 400 writes and some 1,000 reads (\`npm run bench -- scale\` asserts it): counters of more than 1,000 groups are kept in [parts](store.md#limits), and each of the 1,000 functions that may run at once reads what
all members need once in five seconds, the first time when it starts. After that a push writes one item of its group and reads nothing. A first push writes its group twice, since its blind write is refused, so that
\`store.warmThroughput\` should prepare the table where more than 2,000 new groups or 4,000 known ones are pushed in a second. A client at its limit is read more: each refused push reads all 16 parts of its counter.

`;
};

const linesOf = (usage: Usage, isMeant: (item: string, kind: string) => boolean) =>
  estimateCost(usage, PRICES).filter(({ item, kind }) => isMeant(item, kind));
const isFront = (item: string): boolean => item === "API Gateway" || item === "firewall";
const ofRemoteWrite = (usage: Usage) => linesOf(usage, (item) => item.includes("remote write"));
const ofPushes = (usage: Usage) => linesOf(usage, (item, kind) => kind === "pushes" && !isFront(item));
const ofFront = (usage: Usage) => linesOf(usage, (item, kind) => kind === "pushes" && isFront(item));
