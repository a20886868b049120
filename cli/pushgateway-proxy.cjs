#!/usr/bin/env node
// The command `pushgateway-proxy`: the sources in a checkout, or their build in the package.
require("../scripts/require-node.cjs");
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const source = join(__dirname, "main.ts");
import(existsSync(source) ? source : join(__dirname, "../build/cli/main.js"));
