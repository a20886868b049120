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
};

export default config;
