import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { describeConfigIssues } from "../../lambda/config/config-issue.ts";
import { parseProxyConfig } from "../../lambda/config/parse.ts";
import type { ProxyConfig } from "../../lambda/config/proxy-config.ts";
import { EXISTING_VPC, synthesize } from "../support/synthesize.ts";
import { toRuns } from "../support/test-length.ts";

const sometimes = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });

const idOf = (kind: string) => fc.constantFrom("0", "1", "2").map((end) => `${kind}-0123456789abcdef${end}`);

const grants = [{ methods: ["PUT"], job: "x", metrics: ["*"] }];

/** Similar ids, whose logical ids could be the same. */
const client = fc.record({
  id: fc.constantFrom("a", "ab", "a--b", "-", "constructor", "z".repeat(64)),
  limits: sometimes(fc.constant({ rate: "5/s", burst: 5 })),
  scrape: sometimes(fc.constant({ jobs: ["*"] })),
  grants: fc.constant(grants),
});

const network = fc.oneof(
  fc.record({ cidr: sometimes(fc.constantFrom("10.0.0.0/16", "192.168.8.0/24")) }),
  fc.record({ egress: fc.constant("nat"), endpoints: sometimes(fc.constantFrom("create", "existing")) }),
  fc.record({
    vpcId: fc.constant(EXISTING_VPC),
    endpoints: sometimes(fc.subarray(["dynamodb", "s3", "ecr.api", "ecr.dkr", "logs"], { minLength: 1 })),
    scrapeFrom: fc.array(idOf("sg"), { maxLength: 2 }),
  }),
  fc.record({
    vpcId: fc.constant(EXISTING_VPC),
    subnetIds: sometimes(fc.uniqueArray(idOf("subnet"), { minLength: 1 })),
    securityGroupIds: sometimes(
      fc.record({ functions: idOf("sg"), pushgateway: idOf("sg"), fileSystem: idOf("sg") }),
    ),
  }),
);

const deployment = fc.record({
  stage: sometimes(fc.constantFrom("_", "x".repeat(128))),
  domain: sometimes(
    fc.constant({
      name: "push.example.com",
      certificateArn: "arn:aws:acm:eu-central-1:123456789012:certificate/1",
    }),
  ),
  allowedCidrs: sometimes(fc.constant(["203.0.113.0/24", "2001:db8::/32"])),
  firewall: sometimes(fc.constantFrom<unknown>("off", { exemptCidrs: ["2001:db8::/32"] })),
  alarms: sometimes(
    fc.constantFrom({ email: "a@b.test" }, { topicArn: `arn:aws:sns:eu-central-1:${"1".repeat(12)}:a` }),
  ),
  tracing: fc.boolean(),
});

const destination = fc.record({
  name: fc.constantFrom("a", "a-1", "a-1-0", "z".repeat(32)),
  url: fc.constant("https://receiver.example.com/push"),
  bearer: fc.boolean(),
  shards: fc.integer({ min: 1, max: 3 }),
});

const configuration = fc
  .record({
    environment: fc.constantFrom("a", "a--b", "e".repeat(32)),
    clients: fc.uniqueArray(client, { minLength: 1, maxLength: 4, selector: ({ id }) => id }),
    rotation: sometimes(fc.constant("30d")),
    store: sometimes(fc.constant({ table: "groups", contractsTable: "contracts" })),
    remoteWrite: fc.uniqueArray(destination, { maxLength: 3, selector: ({ name }) => name }),
    deployment,
    behind: sometimes(fc.record({ network, adopt: sometimes(fc.record({ fileSystemId: idOf("fs") })) })),
  })
  .map(({ behind, ...config }) =>
    behind === undefined
      ? { ...config, pushgateway: "none" }
      : { ...config, deployment: { ...config.deployment, ...behind } },
  );

type Json = Readonly<Record<string, unknown>>;

interface Stack {
  readonly Resources: Json;
  readonly Parameters?: Json;
  readonly Outputs?: Json;
}

/** Every object inside a template. */
const objectsIn = (node: unknown): readonly Json[] =>
  typeof node === "object" && node !== null ? [node as Json, ...Object.values(node).flatMap(objectsIn)] : [];

const findDangling = ({ environment }: ProxyConfig, stacks: ReadonlyMap<string, Stack>): readonly unknown[] =>
  [...stacks.values()].flatMap((stack) => {
    const ids = new Set([...Object.keys(stack.Resources), ...Object.keys(stack.Parameters ?? {})]);
    const exists = (id: unknown) => String(id).startsWith("AWS::") || ids.has(String(id));
    return objectsIn(stack).filter((node) => {
      const {
        Ref,
        "Fn::GetAtt": attribute,
        "Fn::GetStackOutput": output,
        DependsOn,
      } = node as {
        readonly [key: string]: unknown;
        readonly "Fn::GetStackOutput"?: { readonly StackName: string; readonly OutputName: string };
      };
      const role = output?.StackName.replace(`pushgateway-proxy-${environment}-`, "").replace(/-w/, "W");
      return (
        (Ref !== undefined && !exists(Ref)) ||
        (Array.isArray(attribute) && !exists(attribute[0])) ||
        (output !== undefined && !Object.hasOwn(stacks.get(role ?? "")?.Outputs ?? {}, output.OutputName)) ||
        ![DependsOn ?? []].flat().every(exists)
      );
    });
  });

it("every valid configuration can be synthesised, without references to nothing, within CloudFormation's limits", () => {
  fc.assert(
    fc.property(configuration, (written) => {
      const config = parseProxyConfig(JSON.stringify(written), "proxy.yaml");
      if (!config.ok) {
        expect(describeConfigIssues(config.error)).toContain("differ only in dashes");
        return;
      }
      const stacks = new Map(
        Object.entries(synthesize(config.value)).map(([name, template]) => [
          name,
          template.toJSON() as Stack,
        ]),
      );
      expect(findDangling(config.value, stacks)).toEqual([]);
      for (const { Resources, Outputs = {} } of stacks.values()) {
        expect(Object.keys(Resources).length).toBeLessThanOrEqual(500);
        expect(Object.keys(Outputs).length).toBeLessThanOrEqual(200);
      }
    }),
    { numRuns: toRuns({ short: 2, full: 100 }) },
  );
});
