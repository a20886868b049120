import type { Config } from "jest";

// Tests are ES modules, as the sources and middy 7 are: jest runs them under --experimental-vm-modules (see "test" in package.json).
const config: Config = {
  testMatch: ["<rootDir>/test/{unit,property,integration,infra,pipelines,examples,docs}/**/*.test.ts"],
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "\\.ts$": [
      "@swc/jest",
      {
        jsc: { target: "es2024", parser: { syntax: "typescript" } },
        module: { type: "es6" },
        sourceMaps: "inline",
      },
    ],
  },
  testTimeout: 30_000,
  coverageProvider: "v8",
  maxWorkers: 2,
  // A worker under --experimental-vm-modules grows with every file and slows down: all files took 846 s without this, 637 s with it.
  workerIdleMemoryLimit: "1GB",
};

export default config;
