import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { LocalStarts } from "../support/npm-start.ts";

const TIMEOUT_MS = 60_000;

describe("npm start", () => {
  const starts = new LocalStarts();
  afterAll(() => starts.close());

  it.each([
    ["is no database", "store.txt", "file is not a database"],
    ["is a folder", ".", "unable to open database file"],
  ])(
    "says which store cannot be used, and what to do: one that %s",
    async (_, name, reason) => {
      const file = join(starts.folder, name);
      if (name !== ".") {
        writeFileSync(file, "no database ".repeat(1_000));
      }
      const { output } = await starts.start(["--store", file]);
      expect(output).toBe(
        `the store ${file} cannot be used: ${reason}; choose another file: npm start -- --store FILE\n`,
      );
    },
    TIMEOUT_MS,
  );

  it(
    "is not held up by a Pushgateway that takes connections and says nothing",
    async () => {
      const silent = createServer((socket) => socket.on("error", () => {}).resume());
      silent.listen(0, "127.0.0.1");
      await once(silent, "listening");
      const { port } = silent.address() as AddressInfo;
      const startMs = Date.now();
      const { errors } = await starts.startJson(["--pushgateway", `http://127.0.0.1:${port}`]);
      expect(Date.now() - startMs).toBeLessThan(18_000);
      expect(errors()).toContain("does not answer");
      silent.close();
    },
    TIMEOUT_MS,
  );
});
