import { expect, it } from "@jest/globals";
import { uncompress } from "snappyjs";
import { FamilyMetadata } from "../../../../lambda/destinations/remote-write/metadata.ts";
import { type Series, toStale } from "../../../../lambda/destinations/remote-write/series.ts";
import { SeriesExposer } from "../../../../lambda/destinations/remote-write/series-exposer.ts";
import { sample, sampleFamily } from "../../../support/expositions.ts";
import { keyOf } from "../../../support/grouping-key.ts";
import { decodeMessage } from "../../../support/remote-write/decode-message.ts";
import { toAnswer } from "../../../support/remote-write/model-receiver.ts";

const seriesOf = (count: number, help = ""): readonly Series[] => [
  ...new SeriesExposer(keyOf("b"), {}).expose(
    Array.from({ length: count }, (_, index) => sampleFamily("gauge", `m${index}`, [sample(1)], help)),
  ),
];

/** Sends the metadata of these series. Returns the bodies of the requests. */
const send = async (series: readonly Series[], isOver = () => false): Promise<readonly Uint8Array[]> => {
  const bodies: Uint8Array[] = [];
  const metadata = new FamilyMetadata();
  metadata.add(series);
  const receiver = {
    renewCredential: async () => {},
    send: async ({ body }: { readonly body: Uint8Array }) => {
      bodies.push(body);
      return toAnswer(400, "");
    },
  };
  await metadata.send(receiver, 1_000, isOver);
  return bodies;
};

const namesIn = (body: Uint8Array): readonly string[] =>
  decodeMessage(body, "1.0").metadata.map(({ name }) => name);

it("metadata has one entry per name, with at most 2,000 in a request", async () => {
  const series = seriesOf(4_001);
  const bodies = await send([...series, ...series]);
  expect(bodies.map((body) => namesIn(body).length)).toEqual([2_000, 2_000, 1]);
  expect(new Set(bodies.flatMap(namesIn)).size).toBe(4_001);
});

it("has at most 900 kB per request, in whatever script the help is written", async () => {
  const bodies = await send(seriesOf(1_000, "\u6f22".repeat(1_000)));
  expect(bodies.length).toBeGreaterThan(3);
  for (const body of bodies) {
    expect(uncompress(body).length).toBeLessThanOrEqual(900_000);
  }
  expect(bodies.flatMap(namesIn)).toHaveLength(1_000);
});

it("sends a text that exceeds the limit in its own request, and no empty request before it", async () => {
  expect((await send(seriesOf(1, "x".repeat(400_000)))).map(namesIn)).toEqual([["m0"]]);
});

it("is not sent for ended series, nor after the time of the run", async () => {
  expect(await send(seriesOf(3).map(toStale))).toEqual([]);
  expect(await send(seriesOf(3), () => true)).toEqual([]);
});
