import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Metafile } from "esbuild";
import { buildBundles, FUNCTION_NAMES, type FunctionName } from "../../infra/bundling.ts";
import { CATALOGUE } from "../../lambda/model/catalogue.ts";
import { RULES } from "../../lambda/validate/rules.ts";
import { createProxyConfig } from "../support/proxy-config.ts";

let directory: string;
let metafiles: ReadonlyMap<FunctionName, Metafile>;

/** Modules that left code in a bundle. */
const modulesOf = (name: FunctionName): readonly string[] =>
  Object.values(metafiles.get(name)?.outputs ?? {})
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([file]) => file);

const packagesOf = (name: FunctionName): readonly string[] => {
  const packages = modulesOf(name).map((file) => PACKAGE.exec(file)?.[1]);
  return [...new Set(packages.filter((found) => found !== undefined))].sort();
};

/** The name after the innermost `node_modules`. */
const PACKAGE = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "bundles-"));
  metafiles = await buildBundles(createProxyConfig(), directory);
});

afterAll(() => rmSync(directory, { recursive: true }));

/**
 * Bytes, a little more than each has. Node reads and compiles them at every cold start. If a change needs more, look first at
 * what it brings along (`metafiles`), and then raise the limit in the same commit.
 */
const LIMITS: Readonly<Record<FunctionName, number>> = {
  push: 391_000,
  authorizer: 162_000,
  page: 232_000,
  sweep: 270_600,
  provision: 132_000,
  rotate: 131_000,
  "remote-write": 231_000,
};

const SDK = [
  "@aws-sdk/core",
  "@aws-sdk/credential-provider-env",
  "@aws-sdk/credential-provider-node",
  "@aws/lambda-invoke-store",
  "@smithy/core",
  "@smithy/node-http-handler",
  "@smithy/signature-v4",
  "@smithy/types",
];

const DYNAMODB = [
  ...SDK,
  "@aws-sdk/client-dynamodb",
  "@aws-sdk/dynamodb-codec",
  "@aws-sdk/middleware-endpoint-discovery",
];

const METRICS = ["@aws-lambda-powertools/commons", "@aws-lambda-powertools/metrics"];

/**
 * Every package in a bundle must be listed here. In particular, zod and yaml, which read the configuration, must not be
 * in one.
 */
const PACKAGES: Readonly<Record<FunctionName, readonly string[]>> = {
  push: [
    ...DYNAMODB,
    ...METRICS,
    "@middy/core",
    "@middy/http-json-body-parser",
    "@middy/util",
    "axios",
    "snappyjs",
  ],
  authorizer: [...SDK, ...METRICS, "@aws-sdk/client-secrets-manager", "@middy/core", "aws-jwt-verify"],
  page: [...DYNAMODB, ...METRICS, "@middy/core"],
  sweep: [...DYNAMODB, ...METRICS, "@middy/core"],
  provision: [...SDK, "@aws-sdk/client-secrets-manager", "@middy/core"],
  rotate: [...SDK, "@aws-sdk/client-secrets-manager", "@middy/core"],
  "remote-write": [...DYNAMODB, ...METRICS, "@aws-sdk/client-secrets-manager", "@middy/core", "snappyjs"],
};

it("leaves out the texts about rules and problems that only the documentation needs", () => {
  const bundle = readFileSync(join(directory, "push", "index.js"), "utf8");
  const texts = [
    ...RULES.flatMap(({ reason, fix }) => [reason, fix]),
    ...Object.values(CATALOGUE).map(({ advice }) => advice),
  ];
  expect(texts.filter((text) => bundle.includes(text))).toEqual([]);
  expect(bundle).toContain(CATALOGUE["payload-invalid"].title);
});

describe.each(FUNCTION_NAMES)("the bundle of %s", (name) => {
  it("contains the packages that it uses, and no other", () => {
    expect(packagesOf(name)).toEqual([...PACKAGES[name]].sort());
  });

  it("is small, and has its source map beside it", () => {
    const file = join(directory, name, "index.js");
    expect(statSync(file).size).toBeLessThan(LIMITS[name]);
    expect(existsSync(`${file}.map`)).toBe(true);
  });

  it("contains the configuration, but not the code that reads and checks it", () => {
    const own = modulesOf(name).filter((file) => !file.includes("node_modules"));
    expect(own.length).toBeGreaterThan(3);
    expect(own.filter((file) => /^infra\/|config\/.*(schema|yaml|parse|load|checks)/.test(file))).toEqual([]);
  });
});

describe("unused parts of libraries", () => {
  it("are left out: other sources of credentials, event streams, axios' own adapters and forms", () => {
    const modules = FUNCTION_NAMES.flatMap(modulesOf);
    const unused =
      /nested-clients|credential-provider-(?!env|node)|eventstream|EventStreamSerde|form-data|follow-redirects|proxy-from-env/;
    expect(modules.filter((file) => unused.test(file))).toEqual([]);
  });
});
