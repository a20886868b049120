import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import fc from "fast-check";
import { chooseDestination } from "../../lambda/adapters/choose-destination.ts";
import { packPage } from "../../lambda/adapters/page/pack-page.ts";
import type { LabelSet, MetricFamily } from "../../lambda/model/exposition.ts";
import type { GroupingKey } from "../../lambda/model/grouping-key.ts";
import { makePage } from "../../lambda/page/make-page.ts";
import { PROTOBUF_FORM } from "../../lambda/page/protobuf-form.ts";
import type { PageForm } from "../../lambda/page/render-page.ts";
import { TEXT_FORM } from "../../lambda/page/text-form.ts";
import { decodeContent } from "../../lambda/store/groups/content.ts";
import { deleteGroup } from "../../lambda/store/groups/delete-group.ts";
import { MARKER_NAME } from "../../lambda/store/marker.ts";
import type { Store } from "../../lambda/store/store.ts";
import { arbitraryExposition } from "../support/arbitrary-expositions.ts";
import { describeWithReal } from "../support/describe-with-real.ts";
import { histogram, labelSet, sample, sampleFamily } from "../support/expositions.ts";
import { keyOf } from "../support/grouping-key.ts";
import {
  isShared,
  readTextFamilies,
  readWireFamilies,
  type TextFamily,
  type WireFamily,
} from "../support/page/page-parts.ts";
import {
  FEWER_COLLECTIONS,
  findPushgateway,
  type RunningProgram,
  startPushgateway,
} from "../support/real-components.ts";
import { StoreWorld } from "../support/store/store-world.ts";
import { toRuns } from "../support/test-length.ts";

const TIMEOUT_MS = 120_000;

/** Keys with and without `instance`, with labels before and after it, and with values that only base64 can encode. */
const KEYS = [
  { job: "app", labels: {} },
  { job: "app", labels: { instance: "a" } },
  { job: "app", labels: { instance: "b/c" } },
  { job: "app", labels: { instance: 'é "\\', zone: "z" } },
  { job: "app", labels: { alpha: "1" } },
  { job: "app", labels: { alpha: "2", instance: "a" } },
  { job: "a/b", labels: { instance: "ü", zone: "" } },
  { job: "bodies", labels: {} },
  { job: "bodies", labels: { zone: "z" } },
].map(({ job, labels }) => keyOf(job, labels));

/** The Pushgateway does not define the order of metrics whose label names differ. */
const withNameInValue = <Metric extends { readonly labels: LabelSet }>(metric: Metric): Metric => {
  const { names, values } = metric.labels;
  return { ...metric, labels: { names, values: values.map((value, index) => `${names[index]}=${value}`) } };
};

/** Groups share names, which then have the same type, and differ in labels and HELP. */
const families = arbitraryExposition().map((exposition): readonly MetricFamily[] => {
  const named = exposition.map((family, index) => ({
    ...family,
    name: `${family.type}_${index % 3}`,
    metrics: family.metrics.map((metric: { readonly labels: LabelSet }) => withNameInValue(metric)),
  }));
  return [...new Map(named.map((family) => [family.name, family as unknown as MetricFamily])).values()];
});

const IN_BODY = sampleFamily("gauge", "in_body", [
  { ...sample(1), labels: labelSet({ instance: "body" }) },
  { ...sample(2), labels: labelSet({ instance: "body", zzz: "1" }) },
]);

interface Step {
  readonly method: "PUT" | "POST" | "DELETE";
  readonly key: GroupingKey;
  readonly families: readonly MetricFamily[];
}

/** An integer and a float native histogram, which are pushed with every second group. */
const nativeFamily = (value: number): MetricFamily => ({
  type: "histogram",
  name: "native",
  help: "",
  metrics: [
    {
      ...histogram([], { sum: value, count: 4 }, { kind: "integer" }),
      native: {
        kind: "integer",
        schema: 3,
        count: 4,
        zeroThreshold: 0.001,
        zeroCount: 1,
        positive: { spans: [{ offset: -2, length: 2 }], values: [1, 1] },
        negative: { spans: [], values: [] },
      },
    },
    {
      ...histogram([], { sum: value, count: 2.5 }, { kind: "float" }),
      native: {
        kind: "float",
        schema: 0,
        count: 2.5,
        zeroThreshold: 0,
        zeroCount: 0,
        positive: { spans: [{ offset: 0, length: 1 }], values: [1.5] },
        negative: { spans: [{ offset: 3, length: 1 }], values: [1] },
      },
    },
  ],
  at: 0,
});

const steps = fc.array(
  fc.record<Step>({
    method: fc.constantFrom("PUT", "POST", "DELETE"),
    key: fc.constantFrom(...KEYS),
    families,
  }),
  { minLength: 1, maxLength: 12 },
);

/** The Pushgateway shows any one of several help texts. */
const toCompared = <Family extends WireFamily | TextFamily>(page: readonly Family[]): readonly object[] =>
  page.filter(isShared).map((family) => ({ ...family, help: undefined }));

const toComparedBytes = (page: Uint8Array): readonly object[] =>
  toCompared(readWireFamilies(page).filter(({ name }) => name !== "native"));

/**
 * Decoded, since Go writes the counts of native buckets unpacked and the store keeps them packed, with the same
 * meaning.
 */
const toNatives = (page: Uint8Array): readonly object[] =>
  decodeContent(page)
    .filter(({ name }) => name === "native")
    .flatMap(({ metrics }) => metrics.map((metric) => ({ ...metric, at: 0 })));

const isMarker = ({ name }: TextFamily): boolean => name === MARKER_NAME;

const renderPage = async (store: Store, form: PageForm): Promise<Uint8Array> => {
  const made = await makePage(
    { groups: store.groups, pack: packPage, checkTime: () => {} },
    { isShown: () => true, form, encoding: "identity", maxBytes: 1e9 },
  );
  return made.kind === "page" ? made.body : new Uint8Array(0);
};

describeWithReal("the page from the store", { pushgateway: findPushgateway() }, () => {
  let pushgateway: RunningProgram;

  beforeAll(async () => {
    pushgateway = await startPushgateway({ check: "off", environment: FEWER_COLLECTIONS });
  });
  afterAll(() => pushgateway.stop());

  const scrape = async (accept: string): Promise<Buffer> => {
    const response = await fetch(`${pushgateway.url}/metrics`, {
      headers: { Accept: accept, "Accept-Encoding": "identity" },
    });
    const form = accept.startsWith("text") ? TEXT_FORM : PROTOBUF_FORM;
    expect(response.headers.get("content-type")).toBe(form.contentType);
    return Buffer.from(await response.arrayBuffer());
  };

  /** It answers a DELETE before it has applied it. */
  const waitForGroups = async (store: Store): Promise<void> => {
    const groups = readTextFamilies(String(await renderPage(store, TEXT_FORM))).find(isMarker);
    for (let tries = 0; tries < 100; tries++) {
      const shown = readTextFamilies(String(await scrape("text/plain"))).find(isMarker);
      if (isDeepStrictEqual(shown?.lines, groups?.lines)) {
        return;
      }
      await sleep(10);
    }
  };

  const play = async (script: readonly Step[]): Promise<StoreWorld> => {
    const world = await new StoreWorld().open(["instance", "zone", "alpha"]);
    const functions = world.createFunction(["instance", "zone", "alpha"]);
    const { destination } = chooseDestination(pushgateway.url, world.store);
    for (const key of KEYS) {
      await destination.remove(key, 5_000);
    }
    for (const { method, key, families: pushed } of script) {
      if (method === "DELETE") {
        world.nowMs += 1_000;
        await deleteGroup(key, world.createId(), functions);
        expect(await destination.remove(key, 5_000)).toEqual({ kind: "delivered" });
        continue;
      }
      const native = world.nowMs % 2_000 === 0 ? [nativeFamily(world.nowMs)] : [];
      const body = [...pushed, ...native, ...(key.job === "bodies" ? [IN_BODY] : [])];
      const stored = await world.write(body, { method, key }, functions);
      if (stored.kind !== "stored") {
        throw new Error(`a push was refused: ${JSON.stringify(stored)}`);
      }
      expect(await destination.write(stored, 5_000)).toEqual({ kind: "delivered" });
    }
    await waitForGroups(world.store);
    return world;
  };

  it(
    "equals the Pushgateway's page, in the same order, after any pushes and deletions",
    async () => {
      await fc.assert(
        fc.asyncProperty(steps, async (script) => {
          const { store } = await play(script);
          const ourText = readTextFamilies(String(await renderPage(store, TEXT_FORM)));
          expect(toCompared(ourText)).toEqual(
            toCompared(readTextFamilies(String(await scrape("text/plain")))),
          );
          const ours = await renderPage(store, PROTOBUF_FORM);
          const theirs = await scrape(PROTOBUF_FORM.contentType);
          expect(toComparedBytes(ours)).toEqual(toComparedBytes(theirs));
          expect(toNatives(ours)).toEqual(toNatives(theirs));
        }),
        { numRuns: toRuns({ short: 100, full: 3_000 }), interruptAfterTimeLimit: 90_000 },
      );
    },
    TIMEOUT_MS,
  );
});
