import { Aws, Validations } from "aws-cdk-lib";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { type ITopic, Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { Construct } from "constructs";
import type { DeploymentConfig } from "../../lambda/config/proxy-config.ts";

/** The receiver of alarms: the configured topic or a new one, which mails them to the configured address. */
export const toAlarmTopic = (scope: Construct, { topicArn, email }: DeploymentConfig["alarms"]): ITopic => {
  const topic = topicArn === undefined ? createTopic(scope) : Topic.fromTopicArn(scope, "Alarms", topicArn);
  if (email !== undefined) {
    topic.addSubscription(new EmailSubscription(email));
  }
  return topic;
};

const createTopic = (scope: Construct): Topic => {
  const topic = new Topic(scope, "Alarms", { enforceSSL: true });
  topic.addToResourcePolicy(admitAlarms(topic));
  Validations.of(topic).acknowledge({
    id: "AwsSolutions-SNS2",
    reason:
      "CloudWatch cannot publish through AWS's own key for SNS, and the text of an alarm is not a secret.",
  });
  return topic;
};

/**
 * A topic with a custom policy loses the default one, which lets its account publish. Without this statement no alarm
 * would arrive.
 */
const admitAlarms = (topic: ITopic): PolicyStatement =>
  new PolicyStatement({
    principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
    actions: ["sns:Publish"],
    resources: [topic.topicArn],
    conditions: { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID } },
  });
