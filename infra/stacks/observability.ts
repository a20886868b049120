import { Annotations, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { ProxyConfig } from "../../lambda/config/proxy-config.ts";
import { sweepMetricsOf } from "../../lambda/config/sweep-metrics.ts";
import { toAlarmTopic } from "../constructs/alarm-topic.ts";
import { firewallName } from "../constructs/firewall.ts";
import { ProxyAlarms } from "../constructs/proxy-alarms.ts";
import { ProxyDashboard } from "../constructs/proxy-dashboard.ts";
import type { ApiStack } from "./api.ts";
import type { DataStack } from "./data.ts";
import type { PushgatewayStacks } from "./pushgateway.ts";
import type { RemoteWriteStack } from "./remote-write.ts";

export interface ObservabilityStackProps extends StackProps {
  readonly config: ProxyConfig;
  readonly data: DataStack;
  /** Undefined: there is no Pushgateway. */
  readonly behind: PushgatewayStacks | undefined;
  readonly api: ApiStack;
  /** Undefined: there is no destination. */
  readonly remoteWrite: RemoteWriteStack | undefined;
}

/** The monitoring of the proxy: alarms for conditions that need a person, and a dashboard for the rest. */
export class ObservabilityStack extends Stack {
  constructor(scope: Construct, id: string, props: ObservabilityStackProps) {
    super(scope, id, props);
    const { config, data, behind, api } = props;
    const { authorizer, push, page, sweep } = api;
    const { environment, deployment } = config;
    const watched = {
      environment,
      api: api.api.api,
      authorizer,
      push,
      page,
      sweep,
      pushgateway: behind?.pushgateway.pushgateway,
      sweepMetrics: sweepMetricsOf(config),
    };
    if (deployment.alarms.email === undefined && deployment.alarms.topicArn === undefined) {
      Annotations.of(this).addWarningV2(
        "pushgateway-proxy:alarmsTellNobody",
        "alarms are sent to nobody: set deployment.alarms.email or deployment.alarms.topicArn",
      );
    }
    new ProxyAlarms(this, "Alarm", {
      ...watched,
      rotate: api.rotate,
      scrapeLog: behind?.network.scrapeLog,
      remoteWrite: props.remoteWrite?.destinations ?? new Map(),
      isPageScraped: config.clients.some(({ scrape }) => scrape !== undefined),
      accessLog: api.api.accessLog,
      topic: toAlarmTopic(this, deployment.alarms),
    });
    new ProxyDashboard(this, "Overview", {
      ...watched,
      remoteWrite: config.remoteWrite.map(({ name }) => name),
      store: data.store,
      firewall: deployment.firewall === "off" ? undefined : firewallName(api),
    });
  }
}
