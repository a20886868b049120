import { EventEmitter } from "node:events";
import type { ReadStream } from "node:tty";
import { describe, expect, it } from "@jest/globals";
import { listenForKeys } from "../../../infra/local/terminal/keys.ts";

const press = (...keys: readonly string[]): readonly string[] => {
  const seen: string[] = [];
  const note = (text: string) => () => void seen.push(text);
  const terminal = Object.assign(new EventEmitter(), {
    setRawMode: (isRaw: boolean) => void seen.push(isRaw ? "keys" : "lines"),
    resume: note("resume"),
    pause: note("pause"),
  });
  const signals = { quit: note("quit"), suspend: note("suspended") };
  const listening = listenForKeys(terminal as unknown as ReadStream, { o: note("opened") }, signals);
  for (const key of keys) {
    terminal.emit("data", Buffer.from(key));
  }
  listening.close();
  terminal.emit("data", Buffer.from("o"));
  return seen;
};

describe("the keys of a terminal", () => {
  it.each([
    ["o", ["opened"]],
    ["O", ["opened"]],
    ["x", []],
    ["toString", []],
    ["\u0003", ["quit"]],
    ["\u0004", ["quit"]],
    ["\u001a", ["lines", "suspended", "keys"]],
  ])("%j does %j, until they are not read any more", (key, done) =>
    expect(press(key)).toEqual(["keys", "resume", ...done, "lines", "pause"]),
  );
});
