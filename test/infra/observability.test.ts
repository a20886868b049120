import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { Match } from "aws-cdk-lib/assertions";
import { createEmfAuthorizerAudit } from "../../lambda/adapters/emf-authorizer-audit.ts";
import { createEmfWriter } from "../../lambda/adapters/emf-document.ts";
import { CATALOGUE } from "../../lambda/model/catalogue.ts";
import { createProxyConfig } from "../support/proxy-config.ts";
import { synthesize } from "../support/synthesize.ts";

const { observability } = synthesize();

const alarms = Object.values(observability.findResources("AWS::CloudWatch::Alarm")).map(
  (alarm) => alarm["Properties"],
);

describe("alarms", () => {
  it("each lead to the section of the manual that says what to do", () => {
    const headings = [...readFileSync("docs/operating.md", "utf8").matchAll(/^### (.*)$/gm)].map(
      (match) => match[1],
    );
    const sections = alarms.map(({ AlarmDescription }) => AlarmDescription.split("docs/operating.md#")[1]);
    expect(sections.sort()).toEqual(headings.sort());
  });

  it("all tell somebody", () => {
    for (const { AlarmActions } of alarms) expect(AlarmActions).toHaveLength(1);
  });

  it("ring when the sweep is silent, and only then because nothing is heard", () => {
    const silent = alarms.filter(({ TreatMissingData }) => TreatMissingData !== "notBreaching");
    expect(silent).toMatchObject([
      { MetricName: "Invocations", ComparisonOperator: "LessThanThreshold", EvaluationPeriods: 3 },
    ]);
  });

  it("count outcomes that exist", () => {
    const codes = Object.values(observability.findResources("AWS::Logs::MetricFilter")).flatMap((filter) =>
      [...filter["Properties"].FilterPattern.matchAll(/\$\.outcome = "(.*?)"/g)].map((match) => match[1]),
    );
    expect(codes.length).toBeGreaterThan(4);
    for (const code of codes) expect(["failed", ...Object.keys(CATALOGUE)]).toContain(code);
  });

  it("watch what the Pushgateway says when it cannot keep its state", () => {
    observability.hasResourceProperties("AWS::Logs::MetricFilter", {
      FilterPattern: '?"error persisting" ?"could not load persisted"',
    });
  });

  it("count what happens in this deployment, and not in others of the account", () => {
    observability.allResourcesProperties("AWS::Logs::MetricFilter", {
      MetricTransformations: [Match.objectLike({ MetricNamespace: "PushgatewayProxy/test" })],
    });
  });

  it("go to the address, or to the topic, of the configuration", () => {
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
  }, 120_000);
});

describe("metrics that the functions write", () => {
  const written = (audit: (write: ReturnType<typeof createEmfWriter>) => void): EmfLine => {
    const lines: string[] = [];
    audit(createEmfWriter({ environment: "test", write: (line) => lines.push(line), now: () => 0 }));
    return JSON.parse(lines[0] ?? "") as EmfLine;
  };

  it("are searched for by the dashboard under the dimensions that they have, in this environment alone", () => {
    const { Namespace, Dimensions } = written((write) =>
      createEmfAuthorizerAudit(write).outcome(
        { kind: "refused", reason: "token-wrong", callerId: "ci" },
        "id",
      ),
    )._aws.CloudWatchMetrics[0]!;
    const [dashboard] = Object.values(observability.findResources("AWS::CloudWatch::Dashboard"));
    const searches = JSON.stringify(dashboard).match(/SEARCH\(.*?'Sum'/g) ?? [];
    expect(searches).toHaveLength(3);
    for (const search of searches) {
      expect(search).toContain(`{${[Namespace, ...Dimensions[0]!].join(",")}}`);
      expect(search).toMatch(/environment=\\+"test\\+"/);
    }
  });

  it("ring when they are this environment's", () => {
    for (const MetricName of ["unsoundScrapes", "failedSweeps"]) {
      observability.hasResourceProperties("AWS::CloudWatch::Alarm", {
        Namespace: "PushgatewayProxy",
        MetricName,
        Dimensions: [{ Name: "environment", Value: "test" }],
      });
    }
  });
});

interface EmfLine {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
    }[];
  };
}
