// Writes groups into the SQLite file of the first argument until it is killed, and prints the number of each written
// one.
import { setImmediate } from "node:timers/promises";
import { openSqliteStore } from "../../../lambda/adapters/sqlite/sqlite-store.ts";

const [file = ""] = process.argv.slice(2);
const { groups } = openSqliteStore(file);
for (let number = 1; ; number += 1) {
  const path = `/metrics/job@base64/YQ/n@base64/${number}`;
  const version = { atMs: number, id: `w${number}` };
  await groups.write(
    {
      state: "live",
      path,
      ...version,
      fingerprint: "p",
      content: new Uint8Array(1_000),
      series: 1,
      countedBytes: 1_024,
      owner: "ci",
    },
    undefined,
  );
  process.stdout.write(`${number}\n`);
  // Output leaves the process only when its event loop turns.
  await setImmediate();
}
