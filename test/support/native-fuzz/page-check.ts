import { setTimeout as sleep } from "node:timers/promises";
import { decodeProtobuf } from "../../../lambda/decode/protobuf/decode-protobuf.ts";
import { encodeExposition } from "../../../lambda/encode/encode-exposition.ts";
import type { MetricFamily } from "../../../lambda/model/exposition.ts";
import { DELIMITED_PROTOBUF } from "../../../lambda/model/format.ts";
import { toCanonical } from "../canonical-families.ts";
import { findPageIssues } from "../exposition-oracle.ts";
import { createKeepAliveClient, type HttpAnswer } from "../keep-alive-client.ts";
import type { Page, Pages } from "../native-histograms/page-server.ts";
import { type AcceptedPayload, JOB, SLOT_LABEL } from "./accepted-payload.ts";

const MARKER = "fuzz_batch";
const PATIENCE_MS = 5_000;

export type Batch = readonly AcceptedPayload[];

/** The Pushgateway cannot render the page, or the page does not show what was pushed. */
export interface PageIssue {
  readonly detail: string;
  /** The payloads that cause it. */
  readonly payloads: Batch;
}

/** Pushes batches of payloads to a real Pushgateway and reads its pages. Each batch replaces the one before. */
export class PageCheck {
  readonly #url: string;
  readonly #request = createKeepAliveClient();
  #batches = 0;
  #usedSlots = 0;

  constructor(url: string) {
    this.#url = url;
  }

  /** Undefined when both pages of the batch are right. */
  async findIssue(batch: Batch): Promise<PageIssue | undefined> {
    const detail = await this.#findDetail(batch);
    return detail === undefined ? undefined : this.#bisect({ detail, payloads: batch });
  }

  /** The pages that a scraper gets for the batch. */
  async readPages(batch: Batch): Promise<Pages> {
    await this.#push(batch);
    return {
      text: toPage(await this.#readText()),
      protobuf: toPage(await this.#get(DELIMITED_PROTOBUF)),
    };
  }

  /** Searches the half that fails alone, recursively. Returns all payloads if neither half fails. */
  async #bisect(issue: PageIssue): Promise<PageIssue> {
    const { payloads } = issue;
    if (payloads.length === 1) {
      return issue;
    }
    const middle = Math.ceil(payloads.length / 2);
    for (const half of [payloads.slice(0, middle), payloads.slice(middle)]) {
      const detail = await this.#findDetail(half);
      if (detail !== undefined) {
        return this.#bisect({ detail, payloads: half });
      }
    }
    return issue;
  }

  async #findDetail(batch: Batch): Promise<string | undefined> {
    const { text, protobuf } = await this.readPages(batch);
    if (text.status !== 200 || protobuf.status !== 200) {
      return `the pages answer ${text.status} and ${protobuf.status}: ${Buffer.from(text.body).toString()}`;
    }
    const issues = findPageIssues(Buffer.from(text.body).toString());
    return issues.length > 0 ? `the text page: ${issues.join("\n")}` : findDifference(batch, protobuf.body);
  }

  async #push(batch: Batch): Promise<void> {
    for (const [slot, { families }] of batch.entries()) {
      await this.#put(`/metrics/job/${JOB}/${SLOT_LABEL}/${slot}`, encodeExposition(inSlot(families, slot)));
    }
    for (let slot = batch.length; slot < this.#usedSlots; slot++) {
      await this.#request(new URL(`/metrics/job/${JOB}/${SLOT_LABEL}/${slot}`, this.#url), {
        method: "DELETE",
      });
    }
    this.#usedSlots = batch.length;
    this.#batches++;
    const marker: MetricFamily = {
      type: "gauge",
      name: MARKER,
      help: "",
      at: 0,
      metrics: [{ labels: { names: [], values: [] }, value: this.#batches, at: 0 }],
    };
    await this.#put("/metrics/job/marker", encodeExposition([marker]));
  }

  async #put(path: string, body: Uint8Array): Promise<void> {
    const { status, body: answer } = await this.#request(new URL(path, this.#url), {
      method: "PUT",
      headers: { "Content-Type": DELIMITED_PROTOBUF },
      body,
    });
    if (status !== 202) {
      throw new Error(`the Pushgateway answered ${status}: ${answer}`);
    }
  }

  /** A Pushgateway without its check answers before it has written, so the batch's marker is written last. */
  async #readText(): Promise<HttpAnswer> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const page = await this.#get("text/plain");
      if (page.body.includes(`\n${MARKER}{instance="",job="marker"} ${this.#batches}\n`)) {
        return page;
      }
      if (Date.now() > deadline) {
        return page;
      }
      await sleep(2);
    }
  }

  #get(accept: string): Promise<HttpAnswer> {
    return this.#request(new URL("/metrics", this.#url), { method: "GET", headers: { Accept: accept } });
  }
}

const toPage = ({ status, contentType, bytes }: HttpAnswer): Page => ({ status, contentType, body: bytes });

/** The payloads use the same names. Conflicts between groups are the contracts' task, and are not tested here. */
const inSlot = (families: readonly MetricFamily[], slot: number): readonly MetricFamily[] =>
  families.map((family) => ({ ...family, name: `p${slot}_${family.name}` }));

const NAME_IN_SLOT = /^p\d+_/;

const GROUP_LABELS = ["job", SLOT_LABEL];

const findDifference = (batch: Batch, page: Uint8Array): string | undefined => {
  const decoded = decodeProtobuf(page);
  if (!decoded.ok) {
    return `the protobuf page cannot be read: ${JSON.stringify(decoded.error)}`;
  }
  const exposed = decoded.value.families.filter(({ name }) => NAME_IN_SLOT.test(name));
  const pushed = batch.flatMap(({ families }, slot) => inSlot(families, slot));
  return toCanonical(exposed, GROUP_LABELS) === toCanonical(pushed, GROUP_LABELS)
    ? undefined
    : "the protobuf page does not say what was pushed";
};
