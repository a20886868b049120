// Preloaded by every npm script. The sources are TypeScript that Node runs as it is, and payloads may be zstd: both
// need a newer Node than many machines have, and the error Node 20 gives by itself ("Unknown file extension .ts") says
// nothing of the mend. On Linux (x64, arm64) and Windows (x64) npm puts Node 24 into node_modules/.bin, ahead of the host's.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `pushgateway-proxy needs Node.js 22.18 or newer, and this is ${process.versions.node}.\n` +
      "On Linux and Windows `npm ci` brings Node 24 by itself unless optional dependencies are left out " +
      "(--omit=optional): run `npm ci` again without that. Elsewhere install Node.js 24.\n",
  );
  process.exit(1);
}
