import { describe, expect, it } from "@jest/globals";
import { uncompress } from "snappyjs";
import {
  MAX_REQUEST_BYTES,
  MAX_REQUEST_SERIES,
} from "../../../../lambda/destinations/remote-write/batches.ts";
import type {
  RemoteWriteAnswer,
  RemoteWriteRequest,
} from "../../../../lambda/destinations/remote-write/receiver.ts";
import { MAX_EXTRA_REQUESTS, Sender } from "../../../../lambda/destinations/remote-write/sender.ts";
import type { Series } from "../../../../lambda/destinations/remote-write/series.ts";
import { SeriesExposer } from "../../../../lambda/destinations/remote-write/series-exposer.ts";
import type { NativeBuckets } from "../../../../lambda/model/exposition.ts";
import { histogram, labelSet, sample, sampleFamily } from "../../../support/expositions.ts";
import { keyOf } from "../../../support/grouping-key.ts";
import { decodeMessage } from "../../../support/remote-write/decode-message.ts";
import {
  decodeWriteRequest,
  type ReceivedSeries,
} from "../../../support/remote-write/decode-write-request.ts";
import { toAnswer } from "../../../support/remote-write/model-receiver.ts";

const START_MS = 1_764_300_000_000;
const SEND_FOR_MS = 58_000;

/** More than any of these runs needs. A run that does not end fails with an error. */
const MOST_REQUESTS = 2_000;

interface Received extends RemoteWriteRequest {
  readonly series: readonly ReceivedSeries[];
  readonly atMs: number;
}

type Script = (request: Received, nth: number) => RemoteWriteAnswer | Promise<RemoteWriteAnswer>;

/** Sends `count` series to a receiver that gives the answers of the test, on a virtual clock. */
const send = async (
  count: number,
  script: Script,
  {
    protocol = "1.0",
    isMine = true,
    label = "",
    random = [],
    halvingPauseMs = 0,
    exemplar = false,
    natives = 0,
    order = "first first",
  }: {
    order?: "first first" | "last first";
    natives?: number;
    /** Whether all series but the first have one. */
    exemplar?: boolean;
    halvingPauseMs?: number;
    protocol?: "1.0" | "2.0";
    isMine?: boolean;
    label?: string;
    random?: readonly number[];
  } = {},
) => {
  let nowMs = START_MS;
  const requests: Received[] = [];
  let renewals = 0;
  let nextRandom = 0;
  const sender = new Sender(
    {
      timestampMs: START_MS,
      sendUntilMs: START_MS + SEND_FOR_MS,
      requestMs: 10_000,
      pauseMs: 200,
      halvingPauseMs,
      protocol,
    },
    {
      now: () => nowMs,
      sleep: async (ms) => {
        nowMs += ms;
      },
      random: () => random[nextRandom++] ?? 0.5,
      isLeaseMine: async () => isMine,
      receiver: {
        renewCredential: async () => {
          await nextTurn();
          renewals += 1;
        },
        send: async (request) => {
          nowMs += 20;
          const received = {
            ...request,
            series: request.protocol === "1.0" ? decodeWriteRequest(request.body) : [],
            atMs: nowMs,
          };
          requests.push(received);
          expect(requests.length).toBeLessThan(MOST_REQUESTS);
          return script(received, requests.length);
        },
      },
    },
  );
  const series = toSeries(count, label);
  await sender.add(
    (order === "first first" ? series : series.toReversed()).map((one, index) =>
      exemplar && index > 0 ? { ...one, exemplars: [EXEMPLAR] } : one,
    ),
  );
  await sender.add(toNatives(natives));
  const report = await sender.finish();
  return { report, requests, renewals, protocol: sender.protocol, tookMs: nowMs - START_MS };
};

const EXEMPLAR = {
  labels: labelSet({ trace_id: "a" }),
  value: 1,
  timestamp: { seconds: START_MS / 1_000, nanos: 0 },
};

const toSeries = (count: number, label: string): readonly Series[] => {
  const samples = Array.from({ length: count }, (_, index) =>
    sample(index, { a: `${index}`, ...(label !== "" && { label }) }),
  );
  return [...new SeriesExposer(keyOf("b"), {}).expose([sampleFamily("gauge", "m", samples)])];
};

const toNatives = (count: number): readonly Series[] => {
  const side = { spans: [], values: [] };
  const native: NativeBuckets = {
    ...{ kind: "integer", schema: 0, count: 0, zeroThreshold: 1, zeroCount: 0 },
    ...{ positive: side, negative: side },
  };
  const metrics = Array.from({ length: count }, (_, index) => ({
    ...histogram([], { sum: 0, count: 0 }),
    labels: labelSet({ a: `${index}` }),
    native,
  }));
  const family = { type: "histogram", name: "n", help: "", metrics, at: 0 } as const;
  return [...new SeriesExposer(keyOf("b"), {}).expose([family])];
};

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

const OK = toAnswer(204, "");
const valuesOf = (requests: readonly Received[]): readonly number[] =>
  requests.flatMap(({ series }) => series.map(({ samples }) => samples[0]!.value)).sort((a, b) => a - b);

describe("requests", () => {
  it("have at most 2,000 series; each series is in one of them", async () => {
    const { report, requests } = await send(2 * MAX_REQUEST_SERIES + 1, () => OK);
    expect(requests.map(({ series }) => series.length)).toEqual([2_000, 2_000, 1]);
    expect(valuesOf(requests)).toEqual(Array.from({ length: 4_001 }, (_, index) => index));
    expect(report).toMatchObject({ outcome: "complete", samples: 4_001, requests: 3, unsent: 0 });
  });

  it.each([
    ["ASCII", "x".repeat(1_000)],
    ["other text", "\u6f22".repeat(1_000)],
  ])("of %s have at most 900 kB before compression", async (_, label) => {
    const { report, requests } = await send(1_500, () => OK, { label });
    for (const { body } of requests) {
      expect(uncompress(body).length).toBeLessThanOrEqual(MAX_REQUEST_BYTES);
    }
    expect(requests.length).toBeLessThan(12);
    expect(report.samples).toBe(1_500);
  });

  it("are not sent when there are no series", async () =>
    expect((await send(0, () => OK)).report).toMatchObject({ outcome: "complete", requests: 0 }));
});

describe("concurrent requests", () => {
  it("are at most four; the next starts when one is answered", async () => {
    let open = 0;
    let most = 0;
    const { report } = await send(9 * MAX_REQUEST_SERIES, async () => {
      open += 1;
      most = Math.max(most, open);
      await nextTurn();
      open -= 1;
      return OK;
    });
    expect(most).toBe(4);
    expect(report).toMatchObject({ outcome: "complete", requests: 9, samples: 18_000 });
  });

  it("stop after an unexpected error, which is thrown", async () => {
    let requests = 0;
    const sending = send(9 * MAX_REQUEST_SERIES, async () => {
      requests += 1;
      await nextTurn();
      throw new TypeError("a bug");
    });
    await expect(sending).rejects.toThrow("a bug");
    expect(requests).toBe(4);
  });
});

describe("a receiver with problems", () => {
  it.each([
    ["a 500", toAnswer(500, "down")],
    ["a 429", toAnswer(429, "slow")],
    ["no answer", { kind: "unanswered", reason: "timed out" } as const],
  ])(
    "gets the request again after %s, with increasing pauses and the count of attempts",
    async (_, answer) => {
      const { report, requests } = await send(3, (__, nth) => (nth < 4 ? answer : OK));
      expect(report).toMatchObject({ outcome: "complete", samples: 3, requests: 4 });
      expect(requests.map(({ attempt }) => attempt)).toEqual([0, 1, 2, 3]);
      const pauses = requests.slice(1).map(({ atMs }, index) => atMs - requests[index]!.atMs);
      expect(pauses).toEqual([220, 420, 820]);
    },
  );

  it.each([[[0.99, 0, 0.99, 0]], [[0, 0.99, 0, 0.99]]])(
    "gets it after a random pause that is longer each time (random numbers %j)",
    async (random) => {
      const { requests } = await send(1, (_, nth) => (nth < 5 ? toAnswer(500, "") : OK), { random });
      const pauses = requests.slice(1).map(({ atMs }, index) => atMs - requests[index]!.atMs);
      expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
      expect(new Set(pauses).size).toBe(4);
    },
  );

  it.each([
    [0, 150],
    [0.5, 200],
    [0.99, 249],
  ])("gets it first after 200 ms, plus or minus a quarter (random number %d)", async (random, pauseMs) => {
    const { requests } = await send(1, (_, nth) => (nth === 1 ? toAnswer(500, "") : OK), {
      random: [random],
    });
    expect(requests[1]!.atMs - requests[0]!.atMs).toBeCloseTo(pauseMs + 20);
  });

  it("gets it after the time in Retry-After", async () => {
    const { requests } = await send(1, (_, nth) =>
      nth === 1 ? { ...OK, status: 429, retryAfterMs: 7_000 } : OK,
    );
    expect(requests[1]!.atMs - requests[0]!.atMs).toBe(7_020);
  });

  it("gets it after increasing pauses when Retry-After asks for none", async () => {
    const { requests } = await send(1, (_, nth) => (nth < 4 ? { ...OK, status: 429, retryAfterMs: 0 } : OK));
    const pauses = requests.slice(1).map(({ atMs }, index) => atMs - requests[index]!.atMs);
    expect(pauses).toEqual([220, 420, 820]);
  });

  it("gets it until the end of the run, if Retry-After is not longer", async () => {
    const last = SEND_FOR_MS - 20;
    const { report, requests, tookMs } = await send(3, () => ({ ...OK, status: 503, retryAfterMs: last }));
    expect(requests).toHaveLength(1);
    expect(tookMs).toBe(SEND_FOR_MS);
    expect(report).toMatchObject({ outcome: "incomplete", unsent: 3 });
  });

  it("ends the run at once if Retry-After is longer than the run", async () => {
    const later = { ...OK, status: 503, retryAfterMs: SEND_FOR_MS - 19 };
    const { report, requests, tookMs } = await send(3, () => later);
    expect(requests).toHaveLength(1);
    expect(tookMs).toBe(20);
    expect(report).toMatchObject({ outcome: "incomplete", unsent: 3 });
  });

  it("gets it every ten seconds in the end", async () => {
    const { requests } = await send(1, () => toAnswer(503, ""));
    const pauses = requests.slice(1).map(({ atMs }, index) => atMs - requests[index]!.atMs);
    expect(pauses.slice(0, 8)).toEqual([220, 420, 820, 1_620, 3_220, 6_420, 10_020, 10_020]);
  });

  it("is reported with its first problem", async () => {
    const answers = [toAnswer(500, "first"), toAnswer(503, "second"), OK];
    const { report } = await send(1, (_, nth) => answers[nth - 1]!);
    expect(report).toMatchObject({ outcome: "complete", problem: "500 first" });
  });

  it("gets nothing after the time of the run; the next run sends it", async () => {
    const { report, requests, tookMs } = await send(3, () => toAnswer(503, "down"));
    expect(report).toMatchObject({ outcome: "incomplete", unsent: 3, samples: 0, problem: "503 down" });
    expect(tookMs).toBeLessThan(SEND_FOR_MS + 1_000);
    expect(requests.length).toBeLessThan(20);
  });
});

describe("a credential that is refused", () => {
  it("is read again once; the request is sent again with the new one", async () => {
    const { report, renewals } = await send(3, (_, nth) => (nth === 1 ? toAnswer(401, "") : OK));
    expect({ renewals, ...report }).toMatchObject({ renewals: 1, outcome: "complete", samples: 3 });
  });

  it("is read again once, even if several requests were refused", async () => {
    const { report, renewals } = await send(4 * MAX_REQUEST_SERIES, async (_, nth) => {
      await nextTurn();
      return nth <= 4 ? toAnswer(401, "") : OK;
    });
    expect({ renewals, ...report }).toMatchObject({
      renewals: 1,
      outcome: "complete",
      samples: 8_000,
      requests: 8,
    });
  });

  it("is not read again for a request that was sent before the new one was read", async () => {
    const { report, renewals } = await send(2 * MAX_REQUEST_SERIES, async (_, nth) => {
      // The second request is answered after the first was sent again.
      for (let turns = 0; nth === 2 && turns < 20; turns++) {
        await nextTurn();
      }
      return nth <= 2 ? toAnswer(401, "") : OK;
    });
    expect({ renewals, ...report }).toMatchObject({ renewals: 1, outcome: "complete", samples: 4_000 });
  });

  it("ends the run when the new one is refused, too; nothing is dropped", async () => {
    const { report, renewals, requests } = await send(9_000, () => toAnswer(403, "no"));
    expect({ renewals, ...report }).toMatchObject({
      renewals: 1,
      outcome: "unauthorized",
      samples: 0,
      unsent: 9_000,
    });
    expect(Object.values(report.dropped)).toEqual([0, 0, 0]);
    expect(requests.length).toBeLessThanOrEqual(9);
  });
});

describe("a refused request (400)", () => {
  const refuses =
    (value: number): Script =>
    ({ series }) =>
      series.some(({ samples }) => samples[0]!.value === value) ? toAnswer(400, "out of order sample") : OK;

  it("is halved until the refused series is found", async () => {
    const { report, requests } = await send(1_000, refuses(777));
    expect(report).toMatchObject({ outcome: "complete", samples: 999, dropped: { refused: 1 } });
    expect(report.problem).toBe("400 out of order sample");
    expect(report.refusedSeries).toBe('m{a="777",job="b"}');
    expect(requests.length).toBeLessThanOrEqual(1 + 2 * 10);
  });

  it("is first sent again without exemplars, and only the halves of such a request are sent if it is refused, too", async () => {
    const isExemplarRefused: Script = ({ body }) =>
      decodeMessage(body, "1.0").series.some(({ exemplars }) => exemplars.length > 0)
        ? toAnswer(400, "out of order exemplar")
        : OK;
    const options = { exemplar: true } as const;
    const { report, requests } = await send(100, isExemplarRefused, options);
    expect(requests.map(({ series }) => series.length)).toEqual([100, 100]);
    expect(report).toMatchObject({ outcome: "complete", samples: 100, dropped: { refused: 0 } });
    expect(report.problem).toBe("400 out of order exemplar");
    const found = await send(100, refuses(33), options);
    expect(found.report).toMatchObject({ outcome: "complete", samples: 99, dropped: { refused: 1 } });
    expect(found.requests.slice(2).every(({ series }) => series.length <= 50)).toBe(true);
  });

  it("is halved after the configured pause, which comes once", async () => {
    const { requests } = await send(16, refuses(3), { halvingPauseMs: 10_000 });
    const pauses = requests.slice(1).map(({ atMs }, index) => atMs - requests[index]!.atMs);
    expect(pauses.filter((ms) => ms > 1_000)).toEqual([10_020]);
    expect(pauses[0]).toBe(10_020);
  });

  it("costs at most 64 more requests, even if all series are refused", async () => {
    const { report, requests } = await send(2_000, () => toAnswer(400, "no"));
    expect(requests).toHaveLength(1 + MAX_EXTRA_REQUESTS);
    expect(MAX_EXTRA_REQUESTS).toBe(64);
    expect(report).toMatchObject({ outcome: "complete", dropped: { refused: 2_000 } });
  });

  it("ends the run when another run has begun", async () => {
    const { report, requests } = await send(100, () => toAnswer(400, "out of order"), { isMine: false });
    expect(requests).toHaveLength(1);
    expect(report).toMatchObject({ outcome: "superseded", unsent: 100, dropped: { refused: 0 } });
  });

  it("also ends the run for the requests after it", async () => {
    const { report, requests } = await send(20_000, () => toAnswer(400, "out of order"), { isMine: false });
    expect(requests.length).toBeLessThanOrEqual(4);
    expect(report).toMatchObject({ outcome: "superseded", unsent: 20_000, samples: 0 });
  });
});

describe("native histograms", () => {
  const hasNative = ({ body }: Received): boolean =>
    decodeMessage(body, "1.0").series.some(({ histograms }) => histograms.length > 0);
  const DISABLED = toAnswer(500, "native histograms are disabled");

  it("are sent apart; a receiver that takes only the others gets them four times, and the run is complete", async () => {
    const { report, requests } = await send(10, (request) => (hasNative(request) ? DISABLED : OK), {
      natives: 3,
    });
    expect(requests.map(({ series }) => series.length)).toEqual([10, 3, 3, 3, 3]);
    expect(report).toMatchObject({ outcome: "complete", samples: 10, unsent: 0, dropped: { rejected: 3 } });
    expect(report.problem).toBe("500 native histograms are disabled");
  });

  it("are not given up while the receiver takes nothing", async () => {
    const { report } = await send(10, () => DISABLED, { natives: 3 });
    expect(report).toMatchObject({ outcome: "incomplete", samples: 0, unsent: 13, dropped: { rejected: 0 } });
  });

  it("are not given up once the receiver has taken some", async () => {
    const { report } = await send(10, (_, nth) => (nth > 2 && nth < 9 ? DISABLED : OK), {
      natives: MAX_REQUEST_SERIES + 1,
    });
    expect(report).toMatchObject({ outcome: "complete", samples: 10 + MAX_REQUEST_SERIES + 1 });
  });

  it.each([
    ["503", toAnswer(503, "not ready")],
    ["no answer", { kind: "unanswered", reason: "lost" } as const],
  ])("are not given up after %s", async (_, answer) => {
    const { report } = await send(10, (request) => (hasNative(request) ? answer : OK), { natives: 3 });
    expect(report).toMatchObject({ outcome: "incomplete", samples: 10, unsent: 3 });
  });
});

describe("other answers", () => {
  it("413 makes this request and later ones smaller", async () => {
    const { report, requests } = await send(20_000, ({ body }) =>
      uncompress(body).length > 30_000 ? toAnswer(413, "") : OK,
    );
    expect(report).toMatchObject({ outcome: "complete", samples: 20_000 });
    // The first of ten requests, perhaps its halves, and the requests in flight.
    expect(requests.filter(({ body }) => uncompress(body).length > 30_000).length).toBeLessThan(6);
  });

  it("413 for one series drops that series", async () =>
    expect((await send(1, () => toAnswer(413, ""))).report).toMatchObject({ dropped: { "too-large": 1 } }));

  it("413 for everything gets no request for each series", async () => {
    const { report, requests } = await send(1_901, () => toAnswer(413, ""));
    expect(report).toMatchObject({ outcome: "complete", samples: 0, dropped: { "too-large": 1_901 } });
    // Besides the additional ones: the halves on the way to one series, and the series that are smaller than all before.
    expect(requests.length).toBeLessThan(MAX_EXTRA_REQUESTS + 20);
  });

  it.each([
    [63, 1_000 - 63, "others of their size are still tried"],
    [64, 100, "others of their size are not"],
  ])("413 for %d single series: %d are sent, since %s", async (tooLarge, samples) => {
    let answered = 0;
    // Those with three digits are first, and all of one size.
    const { report } = await send(
      1_000,
      ({ series }) => (series.length > 1 || answered++ < tooLarge ? toAnswer(413, "") : OK),
      { order: "last first" },
    );
    expect(report).toMatchObject({ samples, dropped: { "too-large": 1_000 - samples } });
  });

  it("413 for many large series keeps no smaller one from being sent", async () => {
    const isSmall = ([one, ...more]: readonly ReceivedSeries[]): boolean =>
      more.length === 0 && one!.labels[one!.labels.indexOf("a") + 1]!.length === 1;
    const { report } = await send(400, ({ series }) => (isSmall(series) ? OK : toAnswer(413, "")), {
      order: "last first",
    });
    expect(report).toMatchObject({ samples: 10, dropped: { "too-large": 390 } });
  });

  it.each([404, 405, 302, 307])(
    "%d leaves the request to the next run, since a receiver can be away for a moment",
    async (status) => {
      const { report, requests } = await send(2_001, (_, nth) => (nth === 1 ? toAnswer(status, "") : OK));
      expect(report).toMatchObject({
        outcome: "incomplete",
        samples: 1,
        unsent: 2_000,
        dropped: { rejected: 0 },
      });
      expect(requests).toHaveLength(2);
    },
  );

  it.each([409, 410, 422])("%d drops the request and continues", async (status) => {
    const { report } = await send(2_001, (_, nth) => (nth === 1 ? toAnswer(status, "") : OK));
    expect(report).toMatchObject({ outcome: "complete", samples: 1, dropped: { rejected: 2_000 } });
  });
});

describe("protocol 2.0", () => {
  it.each([
    ["is not known (415)", toAnswer(415, "")],
    ["gets a success without the header that confirms the write", toAnswer(204, "")],
  ])("%s: the run continues in 1.0, and nothing is lost", async (_, answer) => {
    const {
      report,
      requests,
      protocol: last,
    } = await send(2_001, ({ protocol }) => (protocol === "2.0" ? answer : OK), { protocol: "2.0" });
    expect(report).toMatchObject({ outcome: "complete", samples: 2_001, unsent: 0, problem: undefined });
    expect(last).toBe("1.0");
    expect(valuesOf(requests)).toHaveLength(2_001);
  });

  it("is not halved when a part of a refused request was written; the others count as refused", async () => {
    const answer = { ...toAnswer(400, "out of order sample for series a"), written: 1_998 };
    const { report, requests } = await send(2_000, () => answer, { protocol: "2.0", exemplar: true });
    expect(requests).toHaveLength(1);
    expect(report).toMatchObject({ outcome: "complete", samples: 1_998, dropped: { refused: 2 } });
    expect(report.problem).toBe("400 out of order sample for series a");
    const overtaken = await send(2_000, () => answer, { protocol: "2.0", isMine: false });
    expect(overtaken.report).toMatchObject({ outcome: "superseded", unsent: 2, dropped: { refused: 0 } });
  });

  it("is complete when all samples of a refused request were written, whatever run has begun", async () => {
    const answer = { ...toAnswer(400, "out of order exemplar"), written: 100 };
    const { report } = await send(100, () => answer, { protocol: "2.0", exemplar: true, isMine: false });
    expect(report).toMatchObject({ outcome: "complete", samples: 100, unsent: 0, dropped: { refused: 0 } });
  });

  it("continues when the receiver confirms the write", async () => {
    const {
      report,
      requests,
      protocol: last,
    } = await send(3, () => ({ ...OK, written: 3 }), {
      protocol: "2.0",
    });
    expect(report).toMatchObject({ outcome: "complete", samples: 3 });
    expect(requests.map(({ protocol }) => protocol)).toEqual(["2.0"]);
    expect(last).toBe("2.0");
  });
});
