import type { Config } from "jest";
import base from "../jest.config.ts";

/** Every branch of what reads and judges payloads is taken by their unit tests, else the run fails. */
const config: Config = {
  ...base,
  rootDir: "..",
  collectCoverageFrom: ["lambda/{decode,validate}/**/*.ts", "!**/*.d.ts", "!lambda/validate/rule.ts"],
  coverageThreshold: { global: { branches: 100 } },
  coverageReporters: [["text", { skipFull: true }]],
};

export default config;
