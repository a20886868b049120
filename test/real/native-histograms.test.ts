import { beforeAll, describe, expect, it } from "@jest/globals";
import { describeWithReal } from "../support/describe-with-real.ts";
import { endsPrometheus2, findBroken } from "../support/native-histograms/find-broken.ts";
import { DEADLY_PUSHES, HARMFUL_PUSHES } from "../support/native-histograms/harmful-pushes.ts";
import { HARMLESS_PUSHES } from "../support/native-histograms/harmless-pushes.ts";
import type { Reader } from "../support/native-histograms/pushed-case.ts";
import { findPrometheus2, findPrometheus3, findPushgateway } from "../support/real-components.ts";

const TIMEOUT_MS = 120_000;

const PUSHES = [...HARMFUL_PUSHES, ...HARMLESS_PUSHES];

describeWithReal(
  "what native histograms do to the readers of an unchecked Pushgateway",
  { pushgateway: findPushgateway(), "Prometheus 2": findPrometheus2(), "Prometheus 3": findPrometheus3() },
  () => {
    let broken: readonly (readonly Reader[])[];
    beforeAll(async () => {
      broken = await findBroken(PUSHES);
    }, TIMEOUT_MS);

    it.each(PUSHES.map(({ name, breaks }, index) => ({ name, breaks, index })))(
      "$name: breaks $breaks",
      ({ breaks, index }) => {
        expect(broken[index]).toEqual(breaks);
      },
    );

    describe("each ends the process of Prometheus 2.42 that scrapes it as protobuf", () => {
      it.each(DEADLY_PUSHES)(
        "$name",
        async (pushed) => {
          expect(await endsPrometheus2(pushed)).toBe(true);
        },
        TIMEOUT_MS,
      );
    });
  },
);
