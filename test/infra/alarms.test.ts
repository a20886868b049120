import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { Match } from "aws-cdk-lib/assertions";
import type { ProxyConfig } from "../../lambda/config/proxy-config.ts";
import { CATALOGUE } from "../../lambda/model/catalogue.ts";
import { createProxyConfig, createRemoteWriteConfig } from "../support/proxy-config.ts";
import { EXISTING_VPC, synthesize, synthesizeStacks } from "../support/synthesize.ts";

const rotation = { overlapSeconds: 86_400, everyDays: 30 };

const { clients } = createProxyConfig();

const scraper = { ...clients[0]!, id: "prometheus", scrape: { jobs: ["*"] } };

const every = createProxyConfig({ rotation, clients: [...clients, scraper] });

const { observability } = synthesize(every);

const { observability: withRemoteWrite } = synthesize(
  createProxyConfig({ remoteWrite: [createRemoteWriteConfig()] }),
);

const alarms = Object.values(observability.findResources("AWS::CloudWatch::Alarm")).map(
  (alarm) => alarm["Properties"],
);

/** The metric, with the function if Lambda writes it. */
const sourceOf = ({ Namespace, MetricName, Dimensions }: Readonly<Record<string, unknown>>): string => {
  const functionName = /(Authorizer|PushFunction|PageFunction|SweepFunction|ClientsRotation)[0-9A-F]{8}/.exec(
    JSON.stringify(Dimensions) ?? "",
  )?.[1];
  return [Namespace, MetricName, functionName].filter((part) => part !== undefined).join(" ");
};

const ONCE = "from 1, 1 times 5 minutes";
const TWICE = "from 1, 2 times 5 minutes";
const OFTEN = "from 5, 2 times 5 minutes";
const RARELY = "from 1, 2 of 13 times 5 minutes";
const counted = (name: string): string => `(Sum of PushgatewayProxy/test ${name})`;

/** When each alarm fires. */
const RULES: Readonly<Record<string, string>> = {
  "relay-lagging": "from 600, 1 times 5 minutes (Maximum of PushgatewayProxy lagSeconds)",
  "scrape-broken": `${ONCE} (Sum of PushgatewayProxy invalidScrapes)`,
  "pushgateway-down": `${TWICE} (Sum of PushgatewayProxy failedSweeps)`,
  "sweep-store-failing": `${TWICE} (Sum of PushgatewayProxy storeFailures)`,
  "store-went-back": `${ONCE} (Maximum of PushgatewayProxy storeBehindGroups)`,
  "foreign-groups": `${TWICE} (Maximum of PushgatewayProxy foreignGroups)`,
  "unreadable-items": `${ONCE} (Maximum of PushgatewayProxy unreadableItems)`,
  "groups-refused": `${ONCE} (Maximum of PushgatewayProxy refusedGroups)`,
  "clock-ahead": `${TWICE} (Maximum of PushgatewayProxy aheadGroups)`,
  "relay-failing": `${OFTEN} ${counted("relay-failing")}`,
  "relay-refused": `${ONCE} ${counted("relay-refused")}`,
  "store-failing": `${OFTEN} ${counted("store-failing")}`,
  "capacity-exhausted": `${ONCE} ${counted("capacity-exhausted")}`,
  "secrets-failing": `${RARELY} ${counted("secrets-failing")}`,
  "authorizer-failing": `${RARELY} ${counted("authorizer-failing")}`,
  "persistence-failing": `${ONCE} ${counted("persistence-failing")}`,
  bug: `${ONCE} ${counted("bug")}`,
  "push-failing": `${RARELY} (Sum of AWS/Lambda Errors PushFunction)`,
  "sweep-failing": `${TWICE} (Sum of AWS/Lambda Errors SweepFunction)`,
  "sweep-missing":
    "below 1, 3 times 5 minutes (SampleCount of PushgatewayProxy runSeconds), or when nothing is heard",
  "api-failing": "from 0.01, 3 of 13 times 5 minutes (Average of AWS/ApiGateway 5XXError)",
  "rate-exceeded": `from 10, 2 times 5 minutes ${counted("rate-exceeded")}`,
  "pushgateway-memory": "from 85, 3 times 5 minutes (Maximum of AWS/ECS MemoryUtilization)",
  "nobody-scrapes":
    "below 1, 12 times 5 minutes (Sum of PushgatewayProxy/test scrapes), or when nothing is heard",
  "scrape-failing": `${ONCE} (Sum of PushgatewayProxy failedScrapes)`,
  "scrape-throttled": `from 5, 1 times 5 minutes ${counted("scrape-throttled")}`,
  "page-failing": `${RARELY} (Sum of AWS/Lambda Errors PageFunction)`,
  "page-throttled": `${TWICE} (Sum of AWS/Lambda Throttles PageFunction)`,
  "rotation-failing": `${ONCE} (Sum of AWS/Lambda Errors ClientsRotation)`,
  "push-throttled": "from 10, 2 times 5 minutes (Sum of AWS/Lambda Throttles PushFunction)",
  "authorizer-throttled": "from 10, 2 times 5 minutes (Sum of AWS/Lambda Throttles Authorizer)",
};

const pushes = (outcomes: string): string => `{ $.message = "push" && (${outcomes}) }`;

/** The log and the pattern that are counted for an alarm. */
const COUNTED: Readonly<Record<string, readonly [string, string]>> = {
  "relay-failing": ["PushFunctionLog", pushes('$.outcome = "stored"')],
  "relay-refused": ["PushFunctionLog", pushes('$.outcome = "pushgateway-refused"')],
  "store-failing": ["PushFunctionLog", pushes('$.outcome = "store-unavailable"')],
  "capacity-exhausted": ["PushFunctionLog", pushes('$.outcome = "capacity-exhausted"')],
  "secrets-failing": ["AuthorizerLog", '{ $.message = "credentialReads" && $.outcome = "failed" }'],
  "authorizer-failing": ["PushAccessLog", '{ $.responseType = "AUTHORIZER_*" }'],
  "persistence-failing": ["PushgatewayLog", '?"error persisting" ?"could not load persisted"'],
  bug: ["PushFunctionLog", '{ $.level = "ERROR" }'],
  "rate-exceeded": ["PushAccessLog", '{ $.responseType = "THROTTLED" && $.resource != "/metrics" }'],
  scrapes: ["ConnectionLog", "[port = 9091, from, to]"],
  "scrape-throttled": ["PushAccessLog", '{ $.resource = "/metrics" && $.status = "429" }'],
};

describe("alarms", () => {
  it("each link to the section of the manual with the fix", () => {
    const headings = [...readFileSync("docs/operating.md", "utf8").matchAll(/^### (.*)$/gm)].map(
      (match) => match[1],
    );
    const all = [observability, withRemoteWrite].flatMap((template) =>
      Object.values(template.findResources("AWS::CloudWatch::Alarm")),
    );
    const sections = all.map(({ Properties }) => Properties.AlarmDescription.split("docs/operating.md#")[1]);
    expect([...new Set(sections)].sort()).toEqual(headings.sort());
  });

  it("all notify the topic", () => {
    expect(alarms).not.toEqual([]);
    for (const { AlarmActions, OKActions } of alarms) {
      expect(AlarmActions).toEqual([{ Ref: expect.stringMatching(/^Alarms/) }]);
      // People who were told about an alarm are also told when it is over.
      expect(OKActions).toEqual(AlarmActions);
    }
  });

  it("without a receiver cause a warning when the app is synthesised", () => {
    const { deployment } = createProxyConfig();
    const warningsWith = (changes: object) =>
      synthesizeStacks(
        createProxyConfig({
          deployment: { ...deployment, alarms: { ...deployment.alarms, ...changes } },
        }),
      )
        .observability.node.metadata.filter(({ type }) => type === "aws:cdk:warning")
        .map(({ data }) => data);
    expect(warningsWith({})).toEqual([expect.stringContaining("alarms are sent to nobody")]);
    expect(warningsWith({ email: "on-call@example.com" })).toEqual([]);
  });

  it("count a scrape of the page like one of the Pushgateway", () => {
    const [ofNetwork, ofPage, ...others] = Object.values(
      observability.findResources("AWS::Logs::MetricFilter"),
    )
      .map((filter) => filter["Properties"])
      .filter(({ MetricTransformations }) => MetricTransformations[0].MetricName === "scrapes");
    expect(others).toEqual([]);
    expect(ofPage.FilterPattern).toBe('{ $.message = "read" && $.what = "page" && $.outcome = "ok" }');
    expect(JSON.stringify(ofPage.LogGroupName)).toContain("PageFunctionLog");
    expect(ofPage.MetricTransformations).toEqual(ofNetwork.MetricTransformations);
  });

  it("for scrapes exist without a Pushgateway if a client may scrape", () => {
    const without = createProxyConfig({ pushgateway: "none" });
    const namesOf = (config: ProxyConfig) => JSON.stringify(synthesize(config).observability.toJSON());
    expect(namesOf(without)).not.toContain("nobody-scrapes");
    expect(namesOf({ ...without, clients: [scraper] })).toContain("nobody-scrapes");
  });

  it("for scrapes exist only if the proxy can log its own network", () => {
    const { deployment } = createProxyConfig();
    const network = { ...deployment.network, vpcId: EXISTING_VPC, endpoints: [] };
    const existing = synthesize(createProxyConfig({ deployment: { ...deployment, network } })).observability;
    expect(JSON.stringify(existing.toJSON())).not.toContain("nobody-scrapes");
  });

  it("use a topic that only this account's alarms may publish to, and only over TLS", () => {
    const topic = { Ref: Match.stringLikeRegexp("^Alarms") };
    observability.hasResourceProperties("AWS::SNS::TopicPolicy", {
      Topics: [topic],
      PolicyDocument: Match.objectLike({
        Statement: [
          Match.objectLike({
            Effect: "Deny",
            Principal: "*",
            Action: "sns:Publish",
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          }),
          {
            Effect: "Allow",
            Principal: { Service: "cloudwatch.amazonaws.com" },
            Action: "sns:Publish",
            Resource: topic,
            Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } },
          },
        ],
      }),
    });
  });

  it("exist for each rule, those of scrapes only with a scraper, and the one for rotation only if tokens are rotated", () => {
    const namesOf = (config: ProxyConfig) =>
      Object.values(synthesize(config).observability.findResources("AWS::CloudWatch::Alarm"))
        .map(({ Properties }): string => Properties.AlarmDescription.split("#")[1])
        .sort();
    const all = Object.keys(RULES).sort();
    expect(namesOf(every)).toEqual(all);
    const absent = ["rotation-failing", "scrape-failing", "scrape-throttled"];
    expect(namesOf(createProxyConfig())).toEqual(all.filter((name) => !absent.includes(name)));
  });

  it.each(Object.entries(RULES))("%s fires %s", (name, rule) => {
    const alarm = alarms.find(({ AlarmDescription }) => AlarmDescription.endsWith(`#${name}`));
    const { ComparisonOperator, Threshold, Period, Statistic, TreatMissingData } = alarm!;
    const { EvaluationPeriods, DatapointsToAlarm } = alarm!;
    const periods =
      DatapointsToAlarm === undefined ? EvaluationPeriods : `${DatapointsToAlarm} of ${EvaluationPeriods}`;
    const compared = ComparisonOperator === "LessThanThreshold" ? "below" : "from";
    const missing = TreatMissingData === "breaching" ? ", or when nothing is heard" : "";
    expect(
      `${compared} ${Threshold}, ${periods} times ${Period / 60} minutes (${Statistic} of ${sourceOf(alarm!)})${missing}`,
    ).toBe(rule);
  });

  it("fire on missing data only for the sweep and for scrapes", () => {
    const silent = alarms.filter(({ TreatMissingData }) => TreatMissingData !== "notBreaching");
    expect(silent).toMatchObject([
      { MetricName: "runSeconds", ComparisonOperator: "LessThanThreshold", EvaluationPeriods: 3 },
      { MetricName: "scrapes", ComparisonOperator: "LessThanThreshold", EvaluationPeriods: 12 },
    ]);
  });

  it("count only existing outcomes", () => {
    const codes = Object.values(observability.findResources("AWS::Logs::MetricFilter")).flatMap((filter) =>
      [...filter["Properties"].FilterPattern.matchAll(/\$\.outcome = "(.*?)"/g)].map((match) => match[1]),
    );
    expect(codes.length).toBeGreaterThan(4);
    for (const code of codes) {
      expect(["ok", "failed", "stored", ...Object.keys(CATALOGUE)]).toContain(code);
    }
  });

  it.each(Object.entries(COUNTED))("count %s in the right log: %s", (name, [logGroup, pattern]) => {
    const [filter] = Object.entries(observability.findResources("AWS::Logs::MetricFilter"))
      .map(([, { Properties }]) => Properties)
      .filter(({ MetricTransformations }) => MetricTransformations[0].MetricName === name)
      .filter(({ FilterPattern }) => FilterPattern === pattern);
    expect(JSON.stringify(filter!.LogGroupName)).toContain(logGroup);
    expect(filter!.MetricTransformations).toEqual([
      { MetricName: name, MetricNamespace: "PushgatewayProxy/test", MetricValue: "1" },
    ]);
  });

  it("go to the configured address, topic, or both", () => {
    const { deployment } = createProxyConfig();
    const withAlarms = (changes: object) =>
      synthesize(
        createProxyConfig({ deployment: { ...deployment, alarms: { ...deployment.alarms, ...changes } } }),
      ).observability;
    withAlarms({ email: "on-call@example.com" }).hasResourceProperties("AWS::SNS::Subscription", {
      Protocol: "email",
      Endpoint: "on-call@example.com",
    });
    const topicArn = "arn:aws:sns:eu-central-1:123456789012:on-call";
    const existing = withAlarms({ topicArn });
    existing.resourceCountIs("AWS::SNS::Topic", 0);
    existing.allResourcesProperties("AWS::CloudWatch::Alarm", { AlarmActions: [topicArn] });
    withAlarms({ topicArn, email: "on-call@example.com" }).hasResourceProperties("AWS::SNS::Subscription", {
      Protocol: "email",
      TopicArn: topicArn,
    });
  }, 120_000);
});
