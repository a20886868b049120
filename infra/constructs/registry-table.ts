import { RemovalPolicy } from "aws-cdk-lib";
import { AttributeType, BillingMode, type ITable, Table } from "aws-cdk-lib/aws-dynamodb";
import type { IGrantable } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";

/** What claims, seeding and the sweep take. A transaction needs the rights to what is in it, and none of its own. */
export const REGISTRY_ACTIONS = [
  "dynamodb:BatchGetItem",
  "dynamodb:DeleteItem",
  "dynamodb:PutItem",
  "dynamodb:Scan",
  "dynamodb:UpdateItem",
];

export interface RegistryTableProps {
  /** The name of a table that an earlier deployment has left behind. @default a new one is made */
  readonly adopted: string | undefined;
}

/** The contract registry's table: one item a claim, paid for by use, restorable, and kept when the stack goes. */
export class RegistryTable extends Construct {
  readonly table: ITable;

  constructor(scope: Construct, id: string, { adopted }: RegistryTableProps) {
    super(scope, id);
    this.table =
      adopted === undefined ? (this.create() as ITable) : Table.fromTableName(this, "Adopted", adopted);
  }

  private create(): Table {
    return new Table(this, "Table", {
      partitionKey: { name: "pk", type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  grantRegistry(grantee: IGrantable): void {
    this.table.grant(grantee, ...REGISTRY_ACTIONS);
  }
}
