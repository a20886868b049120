import { describe, expect, it } from "@jest/globals";
import { createProxyConfig } from "../support/proxy-config.ts";
import { synthesize } from "../support/synthesize.ts";

const config = createProxyConfig({ rotation: { overlapSeconds: 86_400, everyDays: 30 } });
const templates = Object.entries(synthesize(config));

/** A resource by its logical id, without the CDK's hash at the end. */
const toWords = (resource: unknown): string => {
  const text = JSON.stringify(resource);
  const ids = text.match(/(?<="(?:Ref|Fn::GetAtt)":\[?"|FnGetAtt)(?!AWS::)\w+?(?=[0-9A-F]{8})/g);
  return ids?.join(" ") ?? text;
};

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

const describeStatement = ({ Effect, Action, Resource, Condition }: Statement): string =>
  `${Effect} ${[Action].flat().join(" ")} on ${toWords(Resource)}${isAboutContents(Condition) ? ` if ${JSON.stringify(Condition)}` : ""}`;

/** Conditions on the request, or on what sends it. */
const isAboutContents = (condition: unknown): boolean =>
  /dynamodb:|lambda:/.test(JSON.stringify(condition) ?? "");

/** Every role with its principal and all its rights. */
const roles = templates.flatMap(([stack, template]) => {
  const policies = Object.values(template.findResources("AWS::IAM::Policy")).map(
    ({ Properties }) => Properties,
  );
  return Object.entries(template.findResources("AWS::IAM::Role")).map(([id, { Properties }]) => {
    const own = policies.filter(({ Roles }) => Roles.some(({ Ref }: { Ref: string }) => Ref === id));
    const [trust, ...others] = Properties.AssumeRolePolicyDocument.Statement;
    expect(others).toEqual([]);
    expect(trust).toMatchObject({ Effect: "Allow", Action: "sts:AssumeRole" });
    return {
      role: `${stack}/${id.replace(/[0-9A-F]{8}$/, "")}`,
      takenBy: trust.Principal.Service,
      may: own.flatMap(({ PolicyDocument }) => PolicyDocument.Statement.map(describeStatement)),
    };
  });
});

const logTo = (group: string): string => `Allow logs:CreateLogStream logs:PutLogEvents on ${group}`;

const INTERFACES =
  "Allow ec2:AssignPrivateIpAddresses ec2:CreateNetworkInterface ec2:DeleteNetworkInterface " +
  'ec2:DescribeNetworkInterfaces ec2:DescribeSubnets ec2:UnassignPrivateIpAddresses on "*" ' +
  // Not from the function's code.
  'if {"Null":{"lambda:SourceFunctionArn":"true"}}';

const PUSH_TO_STORE = [
  "Allow dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem on StoreGroups",
  // Only whether the table is empty, and nothing about the groups' content.
  'Allow dynamodb:Scan on StoreGroups if {"ForAllValues:StringEquals":{"dynamodb:Attributes":["pk"]},' +
    '"StringEquals":{"dynamodb:Select":"SPECIFIC_ATTRIBUTES"}}',
  "Allow dynamodb:BatchGetItem dynamodb:PutItem dynamodb:UpdateItem on StoreContracts",
];

const SWEEP_STORE = [
  "Allow dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:Scan dynamodb:UpdateItem on StoreGroups",
  "Allow dynamodb:BatchGetItem dynamodb:DeleteItem dynamodb:PutItem dynamodb:Scan dynamodb:UpdateItem on StoreContracts",
];

const TOKENS = JSON.stringify({
  "Fn::Join": [
    "",
    [
      "arn:",
      { Ref: "AWS::Partition" },
      ":secretsmanager:",
      { Ref: "AWS::Region" },
      ":",
      { Ref: "AWS::AccountId" },
      ":secret:pushgateway-proxy/test/*",
    ],
  ],
});

/** Role, the one service that may assume it, and all its rights. */
const ROLES: readonly (readonly [string, string, readonly unknown[]])[] = [
  [
    "network/OwnVpc10910020ConnectionsIAMRole",
    "vpc-flow-logs.amazonaws.com",
    ["Allow logs:CreateLogStream logs:DescribeLogStreams logs:PutLogEvents on OwnConnectionLog"],
  ],
  [
    "network/OwnVpc10910020RefusedIAMRole",
    "vpc-flow-logs.amazonaws.com",
    ["Allow logs:CreateLogStream logs:DescribeLogStreams logs:PutLogEvents on OwnRefusedLog"],
  ],
  [
    "pushgateway/PushgatewayTaskTaskRole",
    "ecs-tasks.amazonaws.com",
    ["Allow elasticfilesystem:ClientMount elasticfilesystem:ClientWrite on StorageFileSystem"],
  ],
  [
    "pushgateway/PushgatewayTaskExecutionRole",
    "ecs-tasks.amazonaws.com",
    [
      expect.stringMatching(
        /^Allow ecr:BatchCheckLayerAvailability ecr:BatchGetImage ecr:GetDownloadUrlForLayer on .*:repository\/.*container-assets/,
      ),
      'Allow ecr:GetAuthorizationToken on "*"',
      logTo("PushgatewayLog"),
    ],
  ],
  [
    "api/AuthorizerRole",
    "lambda.amazonaws.com",
    [logTo("AuthorizerLog"), `Allow secretsmanager:GetSecretValue on ${TOKENS}`],
  ],
  // It is outside the VPC, reads the groups, and can write none.
  [
    "api/PageFunctionRole",
    "lambda.amazonaws.com",
    [logTo("PageFunctionLog"), "Allow dynamodb:GetItem dynamodb:Scan on StoreGroups"],
  ],
  ["api/PushFunctionRole", "lambda.amazonaws.com", [logTo("PushFunctionLog"), INTERFACES, ...PUSH_TO_STORE]],
  ["api/SweepFunctionRole", "lambda.amazonaws.com", [logTo("SweepFunctionLog"), INTERFACES, ...SWEEP_STORE]],
  [
    "api/ClientsProvisionRole",
    "lambda.amazonaws.com",
    [
      logTo("ClientsProvisionLog"),
      "Allow secretsmanager:CancelRotateSecret secretsmanager:CreateSecret secretsmanager:DescribeSecret " +
        "secretsmanager:RotateSecret secretsmanager:TagResource secretsmanager:UpdateSecretVersionStage on " +
        TOKENS,
      // To schedule a rotation it needs the right to invoke the rotation's function.
      "Allow lambda:InvokeFunction on ClientsRotation",
    ],
  ],
  [
    "api/ClientsRotationRole",
    "lambda.amazonaws.com",
    [
      logTo("ClientsRotationLog"),
      "Allow secretsmanager:DescribeSecret secretsmanager:GetSecretValue secretsmanager:PutSecretValue " +
        `secretsmanager:UpdateSecretVersionStage on ${TOKENS}`,
    ],
  ],
  // By AWS's managed policy, which the service asks for by name.
  ["api/PushApiCloudWatchRole", "apigateway.amazonaws.com", []],
];

describe("a role", () => {
  it.each(ROLES)("%s may be assumed by %s, and has its expected rights", (name, takenBy, may) => {
    expect(roles.find(({ role }) => role === name)).toEqual({ role: name, takenBy, may });
  });

  it("is in this list", () => {
    expect(roles.map(({ role }) => role).sort()).toEqual(ROLES.map(([name]) => name).sort());
  });
});
