import type { Clock } from "../../lambda/model/clock.ts";
import { escapeUnprintableInLines } from "../../lambda/model/printable.ts";

export type WriteLine = (text: string) => void;

const MAX_LINES_PER_SECOND = 60;

/**
 * Lines with the time of day, at most 60 a second, so that a client with a loop of invalid pushes does not slow others
 * down. Control characters from clients are escaped.
 */
export const createLineLog = (write: (line: string) => void, now: Clock): WriteLine => {
  let second = 0;
  let lines = 0;
  return (text) => {
    const time = new Date(now());
    const currentSecond = Math.floor(time.getTime() / 1_000);
    if (currentSecond !== second) {
      if (lines > MAX_LINES_PER_SECOND) {
        write(`… and ${lines - MAX_LINES_PER_SECOND} more lines\n`);
      }
      second = currentSecond;
      lines = 0;
    }
    lines++;
    if (lines <= MAX_LINES_PER_SECOND) {
      write(`${time.toISOString().slice(11, 19)} ${escapeUnprintableInLines(text)}\n`);
    }
  };
};
