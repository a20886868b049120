/**
 * `invoke-bundle.cjs <index.js> <events.json> <warm calls>`: loads a bundle and calls its handler as Lambda does, one
 * event after the other, the first one cold. Prints the processor time of each step, and the peak of memory.
 */
const { readFileSync } = require("node:fs");

const [bundle, eventFile, warmCalls] = process.argv.slice(2);
const text = readFileSync(eventFile, "utf8");

/** Milliseconds of processor time and of the clock since an earlier call. */
const stopwatch = () => {
  const cpu = process.cpuUsage();
  const start = performance.now();
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return { cpuMs: (user + system) / 1_000, wallMs: performance.now() - start };
  };
};

/**
 * The kernel's own peak of this process. The peak of `process.resourceUsage()` starts with the memory of the parent
 * process.
 */
const peakRssMb = () =>
  Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))[1]) / 1_024;

/** Lambda also parses an event again for each call. */
const invoke = async (handler) => {
  const elapsed = stopwatch();
  const answer = JSON.stringify(await handler(JSON.parse(text), {}));
  return { ...elapsed(), answer };
};

const main = async () => {
  const emptyRssMb = peakRssMb();
  const imported = stopwatch();
  const { handler } = require(bundle);
  const load = imported();
  const first = await invoke(handler);
  const warm = [];
  for (let call = 0; call < Number(warmCalls); call += 1) {
    warm.push(await invoke(handler));
  }
  return { emptyRssMb, load, first, warm, peakRssMb: peakRssMb() };
};

const write = process.stdout.write.bind(process.stdout);
// The function's logs are not part of the result.
process.stdout.write = () => true;
main().then(
  (result) => write(JSON.stringify(result), () => process.exit()),
  (error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
