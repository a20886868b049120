import { CfnOutput, CfnWaitConditionHandle, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { ProxyConfig } from "../../lambda/config/proxy-config.ts";
import { StoreTables } from "../constructs/store-tables.ts";

export interface DataStackProps extends StackProps {
  readonly config: ProxyConfig;
}

/** The resources that must outlive every other stack: the store. */
export class DataStack extends Stack {
  readonly store: StoreTables;

  constructor(scope: Construct, id: string, { config, ...props }: DataStackProps) {
    super(scope, id, props);
    const { adopted, warmThroughput } = config.store;
    this.store = new StoreTables(this, "Store", { adopted, warmThroughput });
    // CloudFormation accepts no stack without resources. This one costs nothing and does nothing.
    if (adopted !== undefined) {
      new CfnWaitConditionHandle(this, "NothingToMake");
    }
    new CfnOutput(this, "GroupsTable", {
      description: "The store's groups. A deployment that uses it again sets store.table",
      value: this.store.groups.tableName,
    });
    new CfnOutput(this, "ContractsTable", {
      description: "The store's contracts. A deployment that uses it again sets store.contractsTable",
      value: this.store.contracts.tableName,
    });
  }
}
