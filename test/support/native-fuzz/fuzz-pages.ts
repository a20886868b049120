import type { AcceptedPayload } from "./accepted-payload.ts";
import { drawPayloads } from "./draw-payloads.ts";
import { type Batch, PageCheck, type PageIssue } from "./page-check.ts";

const PAYLOADS_A_BATCH = 100;

export interface PageFuzz {
  readonly runs: number;
  readonly seed: number;
  /** A real Pushgateway without its check, used by nothing else. */
  readonly pushgatewayUrl: string;
  /** Called for each batch whose pages are right. */
  readonly onBatch?: (batch: Batch, progress: Progress) => void | Promise<void>;
}

export interface Progress {
  readonly drawn: number;
  readonly accepted: number;
  readonly pages: number;
}

/**
 * Pushes every mutated payload that the proxy accepts, many at a time, and reads the page as text and as protobuf.
 * Throws at the first exception and at the first page that fails, with the payload that causes it.
 */
export const fuzzPages = async ({ runs, seed, pushgatewayUrl, onBatch }: PageFuzz): Promise<Progress> => {
  const check = new PageCheck(pushgatewayUrl);
  const progress = { drawn: 0, accepted: 0, pages: 0 };
  let batch: AcceptedPayload[] = [];
  const flush = async (): Promise<void> => {
    const issue = await check.findIssue(batch);
    if (issue !== undefined) {
      throw new Error(describe(issue, seed));
    }
    progress.pages++;
    await onBatch?.(batch, progress);
    batch = [];
  };
  for (const payload of drawPayloads(runs, seed)) {
    progress.drawn++;
    if (payload !== undefined) {
      progress.accepted++;
      batch.push(payload);
    }
    if (batch.length === PAYLOADS_A_BATCH) {
      await flush();
    }
  }
  if (batch.length > 0) {
    await flush();
  }
  return progress;
};

const describe = ({ detail, payloads }: PageIssue, seed: number): string =>
  `seed ${seed}: ${detail}\n${payloads.map(({ bytes }) => bytes.toString("base64")).join("\n")}`;
