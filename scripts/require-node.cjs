// Preloaded by every npm script. The sources are TypeScript that Node runs as it is, and payloads may be zstd: both
// need a newer Node than many machines have, and the error Node 20 gives by itself ("Unknown file extension .ts") does not
// say how to fix it. On Linux (x64, arm64) and Windows (x64) npm puts Node 24 into node_modules/.bin, ahead of the host's.
// "engines" of package.json and the README name the same versions. Node 23 has both only from 23.8 on, and is at its end.
const [major, minor] = process.versions.node.split(".").map(Number);
const isNewEnough = major >= 24 || (major === 22 && minor >= 18);
if (!isNewEnough) {
  process.stderr.write(
    `pushgateway-proxy needs Node.js 22 from 22.18 on, or 24 or newer. This is ${process.versions.node}.\n${howToGet()}\n`,
  );
  process.exit(1);
}

// Compiled code is kept here, without which a command takes twice as long to start. Nobody else can write into this folder, as
// into Node's default in the folder for temporary files. If it cannot be written, nothing is kept.
require("node:module").enableCompileCache(`${__dirname}/../node_modules/.cache/compiled`);

function howToGet() {
  const isBrought = ["linux-x64", "linux-arm64", "win32-x64"].includes(`${process.platform}-${process.arch}`);
  return isBrought
    ? "Run `npm ci` without --omit=optional: it installs Node 24 for this folder, and `npm run` and `npx` use it. For a global installation install Node.js 24 yourself (https://nodejs.org/en/download)."
    : `Install Node.js 24 (https://nodejs.org/en/download). \`npm ci\` cannot install it for ${process.platform} on ${process.arch}.`;
}
