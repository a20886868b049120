// Preloaded by the product under test. Shifts its clock by the milliseconds in the file.
const { readFileSync } = require("node:fs");

const now = Date.now;
let byMs = 0;

const read = () => {
  try {
    byMs = Number(readFileSync(process.env.CLOCK_FILE, "utf8"));
  } catch {
    byMs = 0;
  }
};
read();
setInterval(read, 50).unref();
Date.now = () => now() + byMs;
