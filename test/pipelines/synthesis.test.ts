import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { COMPILE_CACHE } from "../support/compile-cache.ts";
import { LOOKED_UP } from "../support/synthesize.ts";

/** Loaded before the app. Looking up an address or opening a connection ends the synthesis. */
const WITHOUT_NETWORK = `
  import { Socket } from "node:net";
  import dns from "node:dns";
  const refuse = () => { throw new Error("the app reached for the network"); };
  Socket.prototype.connect = refuse;
  dns.lookup = refuse;
`;

const preload = (source: string): string => `--import=data:text/javascript,${encodeURIComponent(source)}`;

interface Manifest {
  /** What would need a look-up with credentials. */
  readonly missing?: readonly unknown[];
  readonly artifacts: Readonly<Record<string, Artifact>>;
}

interface Artifact {
  readonly type: string;
  readonly properties?: { readonly flags?: Readonly<Record<string, { readonly userValue?: unknown }>> };
}

/** Folders of all runs. */
const made: string[] = [];

interface AppRun {
  readonly config: string;
  /** Further context, as from `-c` or from a look-up. */
  readonly others?: object;
  /** The region and the account of the credentials. */
  readonly deployer?: Readonly<Record<"CDK_DEFAULT_REGION" | "CDK_DEFAULT_ACCOUNT", string>>;
}

/**
 * Runs the CDK app as the CLI does, with bundling, cdk-nag and the library's own validation, whose findings are errors.
 */
const synthesizeApps = async (
  runs: readonly AppRun[],
  environment: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> => {
  const { context } = JSON.parse(readFileSync("cdk.json", "utf8")) as { context: object };
  const folders = runs.map(() => mkdtempSync(join(tmpdir(), "cdk-out-")));
  made.push(...folders);
  const environments = runs.map(({ config, others, deployer }, index) => ({
    ...deployer,
    CDK_OUTDIR: folders[index],
    CDK_CONTEXT_JSON: JSON.stringify({ ...context, config, "aws:cdk:version-reporting": false, ...others }),
  }));
  await promisify(execFile)(
    process.execPath,
    ["test/support/run-cdk-app.ts", ...environments.map((one) => JSON.stringify(one))],
    {
      env: {
        // Without credentials and region, since the app must need neither.
        PATH: process.env["PATH"],
        ...COMPILE_CACHE,
        NODE_OPTIONS: preload(WITHOUT_NETWORK),
        ...environment,
      },
    },
  );
  return folders;
};

const synthesizeApp = async (run: AppRun, environment?: Readonly<Record<string, string>>): Promise<string> =>
  (await synthesizeApps([run], environment))[0] ?? "";

const readManifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as Manifest;

/** Of all deployed resources. */
const digestFiles = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => file !== "validation-report.json")
      .filter((file) => statSync(join(folder, file)).isFile())
      .map((file) => [
        file,
        createHash("sha256")
          .update(readFileSync(join(folder, file)))
          .digest("hex"),
      ]),
  );

const findBundles = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => basename(file) === "index.js")
    .map((file) => readFileSync(join(folder, file), "utf8"));

/** Resources that only some of the options create. */
const OPTIONAL_RESOURCES = [
  "AWS::ApiGateway::DomainName",
  "AWS::ApiGateway::UsagePlan",
  "AWS::SNS::Subscription",
  "AWS::CloudFormation::Stack",
];

describe("the CDK app", () => {
  let synthesized: string;
  let again: string;
  let withEveryOption: string;
  let withoutPushgateway: string;
  let inLookedUpVpc: string;
  let inChina: string;

  beforeAll(async () => {
    [
      [synthesized = "", withEveryOption = "", withoutPushgateway = "", inLookedUpVpc = "", inChina = ""],
      again,
    ] = await Promise.all([
      synthesizeApps([
        { config: "proxy.yaml" },
        { config: "test/infra/every-option.yaml" },
        { config: "test/infra/without-pushgateway.yaml" },
        {
          config: "test/infra/looked-up-vpc.yaml",
          others: LOOKED_UP,
          deployer: { CDK_DEFAULT_REGION: "eu-central-1", CDK_DEFAULT_ACCOUNT: "123456789012" },
        },
        {
          config: "proxy.yaml",
          deployer: { CDK_DEFAULT_REGION: "cn-north-1", CDK_DEFAULT_ACCOUNT: "123456789012" },
        },
      ]),
      // The library's rules take seconds to load, and one process checks them.
      synthesizeApp({ config: "proxy.yaml" }, { CDK_VALIDATION: "false" }),
    ]);
  }, 300_000);

  afterAll(() => {
    for (const folder of made) {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("gives the same bytes twice, including functions, with no finding of cdk-nag or the library", () => {
    const [first, second] = [synthesized, again].map(digestFiles);
    expect(Object.keys(first ?? {})).toEqual(
      expect.arrayContaining(["network.template.json", "pushgateway.template.json", "api.template.json"]),
    );
    expect(second).toEqual(first);
  });

  it("would fail if it looked up an address or opened a connection", () => {
    const program = 'import { connect } from "node:net"; connect(9, "127.0.0.1");';
    const reach = () =>
      execFileSync(process.execPath, ["--input-type=module", "-e", program], {
        stdio: "pipe",
        env: { NODE_OPTIONS: preload(WITHOUT_NETWORK) },
      });
    expect(reach).toThrow(/reached for the network/);
  });

  it("leaves no choice to the library, whose default could change", () => {
    const report = Object.values(readManifest(synthesized).artifacts).find(
      ({ type }) => type === "cdk:feature-flag-report",
    );
    const flags = Object.entries(report?.properties?.flags ?? {});
    expect(flags.length).toBeGreaterThan(50);
    expect(flags.filter(([, { userValue }]) => userValue === undefined)).toEqual([]);
  });

  it("has no finding with every option, and looks nothing up", () => {
    expect(readManifest(withEveryOption).missing ?? []).toEqual([]);
    const templates = readdirSync(withEveryOption).filter((file) => file.endsWith(".template.json"));
    const text = templates.map((file) => readFileSync(join(withEveryOption, file), "utf8")).join();
    for (const used of OPTIONAL_RESOURCES) {
      expect(text).toContain(`"Type": "${used}"`);
    }
    // The network belongs to another owner.
    expect(text).not.toMatch(/"Type": "AWS::EC2::(VPC|Subnet|SecurityGroup|VPCEndpoint)"/);
  });

  it("has no finding without a Pushgateway and a firewall, and only the other three stacks", () => {
    const stacks = Object.entries(readManifest(withoutPushgateway).artifacts).filter(
      ([, { type }]) => type === "aws:cloudformation:stack",
    );
    expect(stacks.map(([name]) => name).sort()).toEqual(["api", "data", "observability"]);
  });

  it("has no finding in a VPC that was looked up", () => {
    expect(readManifest(inLookedUpVpc).missing ?? []).toEqual([]);
    const text = readFileSync(join(inLookedUpVpc, "network.template.json"), "utf8");
    expect(text).toContain('"Type": "AWS::EC2::VPCEndpoint"');
    expect(text).not.toContain('"Type": "AWS::EC2::VPC"');
  });

  it("uses China's names of services and of its partition, and looks nothing up", () => {
    expect(readManifest(inChina).missing ?? []).toEqual([]);
    const templates = readdirSync(inChina).filter((file) => file.endsWith(".template.json"));
    const text = templates.map((file) => readFileSync(join(inChina, file), "utf8")).join();
    expect(text).toContain('"cn.com.amazonaws.cn-north-1.ecr.api"');
    expect(text).toContain("arn:aws-cn:");
    expect(text).not.toContain("arn:aws:");
  });

  it("writes no partition into an ARN, since the region is not known", () => {
    const templates = readdirSync(synthesized).filter((file) => file.endsWith(".template.json"));
    const text = templates.map((file) => readFileSync(join(synthesized, file), "utf8")).join();
    expect(text).not.toContain("arn:aws");
  });

  it("includes the code for a Pushgateway only in the functions of a deployment with one", () => {
    // Counted, since a bundle is too long for the message of a failure.
    const countWithReader = (folder: typeof synthesized): number =>
      findBundles(folder).filter((bundle) => bundle.includes("api/v1/metrics")).length;
    expect(countWithReader(synthesized)).toBe(2);
    expect(countWithReader(withoutPushgateway)).toBe(0);
  });

  it("refuses the address of a Pushgateway if there is none", async () => {
    await expect(
      synthesizeApp({
        config: "test/infra/without-pushgateway.yaml",
        others: { pushgatewayUrl: "http://127.0.0.1:9091" },
      }),
    ).rejects.toThrow(/-c pushgatewayUrl=… has no effect: the configuration says pushgateway: none/);
  });

  it("says without a stack trace that a VPC cannot be looked up without credentials", async () => {
    const config = join(mkdtempSync(join(tmpdir(), "proxy-yaml-")), "proxy.yaml");
    made.push(dirname(config));
    const network = "deployment: { network: { vpcId: vpc-0123456789abcdef0 } }\n";
    writeFileSync(config, `${readFileSync("proxy.yaml", "utf8")}${network}`);
    await expect(synthesizeApp({ config })).rejects.toMatchObject({
      stderr: expect.stringMatching(/^deployment\.network\.vpcId needs AWS credentials and a region, .*\n$/),
    });
  });

  it("reports an invalid configuration, and ends", async () => {
    await expect(synthesizeApp({ config: "no-such.yaml" })).rejects.toThrow(
      /no-such\.yaml:1:1: there is no such file; name another one/,
    );
  });

  it("refuses unknown keys, since a misspelt one would deploy the default file", async () => {
    await expect(synthesizeApp({ config: "proxy.yaml", others: { confg: "other.yaml" } })).rejects.toThrow(
      /-c confg=…: the app has no such setting; it has config and pushgatewayUrl; did you mean "config"\?/,
    );
  });
});
