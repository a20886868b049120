import { CfnOutput, type Stack } from "aws-cdk-lib";
import { PolicyDocument, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { ILogGroup } from "aws-cdk-lib/aws-logs";

export interface OperatorPolicyProps {
  readonly sweep: IFunction;
  /** The logs that the console reads. */
  readonly logs: readonly ILogGroup[];
}

/**
 * Outputs the policy that an operator needs for `groups`, `contracts`, `sweep` and `console` with `--aws`. It is
 * attached to no one. `*` is used only where AWS has no narrower form:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
 */
export const addOperatorPolicy = (stack: Stack, { sweep, logs }: OperatorPolicyProps): void => {
  const policy = new PolicyDocument({
    statements: [
      new PolicyStatement({ actions: ["lambda:InvokeFunction"], resources: [sweep.functionArn] }),
      // It ends in `:*`, since a query needs the right to streams of the group.
      new PolicyStatement({ actions: ["logs:StartQuery"], resources: logs.map((log) => log.logGroupArn) }),
      new PolicyStatement({
        actions: ["logs:DescribeLogGroups", "logs:GetQueryResults", "logs:StopQuery"],
        resources: ["*"],
      }),
    ],
  });
  new CfnOutput(stack, "OperatorPolicy", {
    description: "IAM policy for operators, see docs/operating.md",
    value: stack.toJsonString(policy),
  });
};
