import { describe, expect, it } from "@jest/globals";
import { MessageSplitter } from "../../../lambda/adapters/pushgateway/message-splitter.ts";
import { processorTimeMs } from "../../support/processor-time.ts";
import { delimited } from "../../support/protobuf-fields.ts";

const MESSAGES = [0, 1, 127, 128, 300, 20_000].map((length) => delimited(Buffer.alloc(length, 7)));
const STREAM = Buffer.concat(MESSAGES);

describe("MessageSplitter", () => {
  it.each([1, 2, 3, 129, 1_000, STREAM.length])("finds the messages in chunks of %d bytes", (size) => {
    const splitter = new MessageSplitter();
    const found: Buffer[] = [];
    for (let at = 0; at < STREAM.length; at += size) {
      found.push(...splitter.push(STREAM.subarray(at, at + size)));
    }
    expect(found.map((message) => message.toString("hex"))).toEqual(
      MESSAGES.map((message) => message.toString("hex")),
    );
    expect(splitter.isComplete).toBe(true);
  });

  it("takes a large message byte by byte without joining its bytes each time", () => {
    const message = delimited(Buffer.alloc(300_000, 7));
    const splitter = new MessageSplitter();
    const found: Buffer[] = [];
    const takenMs = processorTimeMs(() => {
      for (let at = 0; at < message.length; at++) {
        found.push(...splitter.push(message.subarray(at, at + 1)));
      }
    });
    expect(found.map((one) => one.equals(message))).toEqual([true]);
    expect(takenMs).toBeLessThan(1_500);
  });

  it("reports an incomplete message or length", () => {
    const splitter = new MessageSplitter();
    splitter.push(Buffer.of(2, 7));
    expect(splitter.isComplete).toBe(false);
    splitter.push(Buffer.of(7));
    expect(splitter.isComplete).toBe(true);
    splitter.push(Buffer.of(0x80));
    expect(splitter.isComplete).toBe(false);
  });
});
