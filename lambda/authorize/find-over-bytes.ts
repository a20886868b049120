import { countSeriesOf, type LabelSet, type SourcePosition } from "../model/exposition.ts";
import { quote } from "../model/issue.ts";
import type { SoundPush } from "../model/stages.ts";
import { countEncodedBytes } from "../relay/encode.ts";
import { IssueList } from "./issue-list.ts";
import { overLimit } from "./limits.ts";

/**
 * Every way in which a push exceeds its client's limits in bytes. Precondition: it is within the other limits. Bytes are counted
 * only when there may be too many of them: most pushes have so few characters that there cannot.
 */
export const findOverBytes = (push: SoundPush): IssueList => {
  const found = new IssueList();
  if (!mayExceed(push)) return found;
  const { limits } = push.client;
  const scraped = countScrapedBytes(push, found);
  if (scraped > limits.scrapedBytes) {
    found.add(() => overLimit("scrapedBytes", scraped, limits, "bytes of names and labels over all series"));
  }
  const relayed = countEncodedBytes(push.exposition.families);
  if (relayed > limits.relayedBytes) {
    found.add(() => overLimit("relayedBytes", relayed, limits, "bytes as relayed"));
  }
  return found;
};

const MAX_UTF8_BYTES_PER_UNIT = 3;

// More than protobuf has of tags, lengths and numbers.
const FAMILY_BYTES = 64;
const SERIES_BYTES = 64;
const LABEL_BYTES = 24;

/** Whether the push could be over a limit if every character took as many bytes as any can. */
const mayExceed = ({ client: { limits }, exposition }: SoundPush): boolean => {
  const most = Math.min(limits.relayedBytes, limits.scrapedBytes);
  let bytes = 0;
  for (const { name, help, metrics } of exposition.families) {
    bytes += FAMILY_BYTES + MAX_UTF8_BYTES_PER_UNIT * (name.length + help.length);
    for (const metric of metrics) {
      const ofSeries = MAX_UTF8_BYTES_PER_UNIT * (name.length + sum(metric.labels, lengthOf));
      if (ofSeries > limits.seriesBytes) return true;
      bytes += countSeriesOf(metric) * (ofSeries + SERIES_BYTES + LABEL_BYTES * metric.labels.names.length);
    }
    if (bytes > most) return true;
  }
  return false;
};

/** Over all series; those that are too large by themselves go to `found`. */
const countScrapedBytes = (push: SoundPush, found: IssueList): number => {
  let bytes = 0;
  for (const { name, metrics } of push.exposition.families) {
    const nameBytes = Buffer.byteLength(name);
    for (const metric of metrics) {
      const ofSeries = nameBytes + sum(metric.labels, Buffer.byteLength);
      bytes += countSeriesOf(metric) * ofSeries;
      if (ofSeries > push.client.limits.seriesBytes) report(push, name, metric.at, ofSeries, found);
    }
  }
  return bytes;
};

const report = (
  { client, exposition }: SoundPush,
  family: string,
  at: SourcePosition,
  bytes: number,
  found: IssueList,
): void =>
  found.add(() => ({
    ...overLimit(
      "seriesBytes",
      bytes,
      client.limits,
      `bytes of name and labels in a series of ${quote(family)}`,
    ),
    location: exposition.source.locate(at),
    family,
  }));

const lengthOf = (text: string): number => text.length;

const sum = ({ names, values }: LabelSet, sizeOf: (text: string) => number): number => {
  let size = 0;
  for (let index = 0; index < names.length; index++) {
    size += sizeOf(names[index]!) + sizeOf(values[index]!);
  }
  return size;
};
