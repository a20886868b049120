import { RemovalPolicy } from "aws-cdk-lib";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";

export interface DiscardedLogGroupProps {
  /** One of the numbers of days that CloudWatch Logs knows. */
  readonly retentionDays: number;
}

/** A log group that is kept as long as its entries are of use, and goes with its stack. */
export class DiscardedLogGroup extends LogGroup {
  constructor(scope: Construct, id: string, { retentionDays }: DiscardedLogGroupProps) {
    super(scope, id, { retention: retentionDays, removalPolicy: RemovalPolicy.DESTROY });
  }
}
