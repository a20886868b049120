import { Validations } from "aws-cdk-lib";
import { type ITopic, Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { Construct } from "constructs";
import type { DeploymentConfig } from "../../lambda/config/proxy-config.ts";

/** Where alarms go: the configured topic, or one of the proxy's own, which mails them to the configured address. */
export const toAlarmTopic = (scope: Construct, { topicArn, email }: DeploymentConfig["alarms"]): ITopic => {
  if (topicArn !== undefined) return Topic.fromTopicArn(scope, "Alarms", topicArn);
  const topic = new Topic(scope, "Alarms", { enforceSSL: true });
  if (email !== undefined) topic.addSubscription(new EmailSubscription(email));
  Validations.of(topic).acknowledge({
    id: "AwsSolutions-SNS2",
    reason: "CloudWatch cannot publish through AWS's own key for SNS, and what an alarm says is no secret.",
  });
  return topic;
};
