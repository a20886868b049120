import { RemovalPolicy } from "aws-cdk-lib";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";

export interface DiscardedLogGroupProps {
  /** One of the retention times that CloudWatch Logs accepts. */
  readonly retentionDays: number;
}

/** A log group with a retention time. It is deleted with its stack. */
export class DiscardedLogGroup extends LogGroup {
  constructor(scope: Construct, id: string, { retentionDays }: DiscardedLogGroupProps) {
    super(scope, id, { retention: retentionDays, removalPolicy: RemovalPolicy.DESTROY });
  }
}
