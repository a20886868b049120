/**
 * `--expose-gc --trace-gc repeat-events.cjs <index.js> <sample event> <event>…`: loads a bundle, calls its handler with
 * the sample until it is warm, then with each event in turn, as Lambda does. Prints the time and answer of each call,
 * and the memory that stays in use. The peak of the heap is in V8's trace of its collections, which goes to the same
 * output.
 */
const { readFileSync } = require("node:fs");

const [bundle, sampleFile, ...eventFiles] = process.argv.slice(2);
const WARM_UPS = 20;

const cpuMsSince = (start) => {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
};

/** Strings outside the heap and buffers count as well, since a function has one memory for all. */
const usedMb = () => {
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1_048_576;
};

const heldMb = async () => {
  // The remains of a call are released a turn or two after it.
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    global.gc();
  }
  return usedMb();
};

const peakRssMb = () =>
  Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))[1]) / 1_024;

/** A slice of a string keeps the whole string in memory. */
const copyOf = (text) => Buffer.from(text).toString();

const invoke = async (handler, text) => {
  const start = process.cpuUsage();
  const answer = await handler(JSON.parse(text), {});
  return {
    cpuMs: cpuMsSince(start),
    usedMb: usedMb(),
    status: answer.statusCode,
    body: copyOf(answer.body.slice(0, 400)),
  };
};

const main = async () => {
  const { handler } = require(bundle);
  const sample = readFileSync(sampleFile, "utf8");
  for (let call = 0; call < WARM_UPS; call += 1) {
    await invoke(handler, sample);
  }
  const baselineMb = await heldMb();
  const calls = [];
  const held = [];
  for (const file of eventFiles) {
    calls.push(await invoke(handler, readFileSync(file, "latin1")));
    held.push(await heldMb());
  }
  return { baselineMb, calls, heldMb: held, peakRssMb: peakRssMb() };
};

const write = process.stdout.write.bind(process.stdout);
// The function's logs are not part of the result.
process.stdout.write = () => true;
main().then(
  (result) => write(`\nRESULT ${JSON.stringify(result)}\n`, () => process.exit()),
  (error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
