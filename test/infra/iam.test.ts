import { describe, expect, it } from "@jest/globals";
import type { Template } from "aws-cdk-lib/assertions";
import { createProxyConfig } from "../support/proxy-config.ts";
import { synthesize } from "../support/synthesize.ts";

/** Actions that AWS cannot restrict to a resource, each with the reason. */
const UNBOUND_ACTIONS: Readonly<Record<string, string>> = {
  "ec2:AssignPrivateIpAddresses": "Lambda manages a function's interfaces, whose ids are not known before",
  "ec2:CreateNetworkInterface": "Lambda manages a function's interfaces, whose ids are not known before",
  "ec2:DeleteNetworkInterface": "Lambda manages a function's interfaces, whose ids are not known before",
  "ec2:DescribeNetworkInterfaces": "EC2 knows no resource for it",
  "ec2:DescribeSubnets": "EC2 knows no resource for it",
  "ec2:UnassignPrivateIpAddresses": "Lambda manages a function's interfaces, whose ids are not known before",
  "ecr:GetAuthorizationToken": "ECR knows no resource for it",
  "xray:PutTelemetryRecords": "X-Ray knows no resource for it; there where traces are on",
  "xray:PutTraceSegments": "X-Ray knows no resource for it; there where traces are on",
};

/** Managed policies that a service asks for by name. */
const MANAGED_POLICIES = ["service-role/AmazonAPIGatewayPushToCloudWatchLogs"];

interface Statement {
  readonly where: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action?: string | readonly string[];
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

/** Every policy statement of a template, in any resource. */
const collectStatements = (name: string, template: Template): readonly Statement[] => {
  const found: Statement[] = [];
  const walk = (node: unknown, where: string): void => {
    if (typeof node !== "object" || node === null) {
      return;
    }
    if ("Statement" in node && Array.isArray(node.Statement)) {
      found.push(...node.Statement.map((statement) => ({ ...statement, where })));
    }
    for (const child of Object.values(node)) {
      walk(child, where);
    }
  };
  for (const [id, resource] of Object.entries(template.toJSON()["Resources"])) {
    walk(resource, `${name}/${id}`);
  }
  return found;
};

const config = createProxyConfig();

/** With every option that adds rights: rotation of tokens, traces, allowed addresses. */
const templates = Object.entries(
  synthesize({
    ...config,
    rotation: { overlapSeconds: 86_400, everyDays: 30 },
    deployment: { ...config.deployment, tracing: true, allowedCidrs: ["203.0.113.0/24"] },
  }),
);
const statements = templates.flatMap(([name, template]) => collectStatements(name, template));
const allowing = statements.filter(({ Effect }) => Effect === "Allow");

const actionsOf = ({ Action = [] }: Statement): readonly string[] =>
  typeof Action === "string" ? [Action] : Action;

const matchesAllResources = (resource: unknown): boolean =>
  resource === "*" || (Array.isArray(resource) && resource.includes("*"));

describe("every policy of the templates", () => {
  it("is found", () => {
    expect(allowing.length).toBeGreaterThan(15);
  });

  it.each(
    allowing.map((statement) => [`${statement.where} ${actionsOf(statement).join(" ")}`, statement] as const),
  )("%s names its actions one by one", (_, statement) => {
    expect(statement).not.toHaveProperty("NotAction");
    expect(statement).not.toHaveProperty("NotResource");
    for (const action of actionsOf(statement)) {
      expect(action).not.toContain("*");
    }
  });

  it("allows all resources only if AWS offers nothing narrower", () => {
    const unbound = allowing
      .filter(({ Resource }) => matchesAllResources(Resource))
      .flatMap(actionsOf)
      .filter((action) => !(action in UNBOUND_ACTIONS));
    expect(unbound).toEqual([]);
  });

  it("allows every principal only if its resource or its condition restricts it", () => {
    const open = allowing.filter(({ Principal }) => JSON.stringify(Principal)?.includes('"*"'));
    const unlimited = open.filter(
      ({ Resource, Condition }) => Condition === undefined && matchesAllResources(Resource),
    );
    expect(unlimited.map(({ where }) => where)).toEqual([]);
  });

  it("is written here, except those that a service asks for by name", () => {
    const managed = templates
      .flatMap(([, template]) => Object.values(template.findResources("AWS::IAM::Role")))
      .flatMap(({ Properties }) => Properties.ManagedPolicyArns ?? [])
      .map((arn) => JSON.stringify(arn))
      .filter((arn) => !MANAGED_POLICIES.some((name) => arn.includes(name)));
    expect(managed).toEqual([]);
  });
});
