import { RemovalPolicy } from "aws-cdk-lib";
import { AttributeType, BillingMode, type ITable, Table } from "aws-cdk-lib/aws-dynamodb";
import { type IGrantable, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import type { AdoptedTables, WarmThroughput } from "../../lambda/config/proxy-config.ts";

export interface StoreTablesProps {
  /** Tables that exist already. Undefined: both are made. */
  readonly adopted: AdoptedTables | undefined;
  /** Of the groups table: each push writes to another item of it. */
  readonly warmThroughput: WarmThroughput | undefined;
}

/**
 * The actions of the push function on each table. It does not delete items or read whole tables. {@link allowScanOfKeys}
 * lets it see whether the groups table is empty.
 */
const PUSH_ACTIONS = {
  groups: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
  contracts: ["dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
} as const;

/** What the sweep asks of each table. It overwrites no group in part. */
const SWEEP_ACTIONS = {
  groups: ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Scan"],
  contracts: [
    "dynamodb:BatchGetItem",
    "dynamodb:DeleteItem",
    "dynamodb:PutItem",
    "dynamodb:Scan",
    "dynamodb:UpdateItem",
  ],
} as const;

/** What remote write asks: it changes nothing but its lease. */
const REMOTE_WRITE_ACTIONS = {
  groups: ["dynamodb:Scan"],
  contracts: ["dynamodb:BatchGetItem", "dynamodb:PutItem"],
} as const;

/** What the page function asks: it writes nothing, and the contracts tell nothing that is on the page. */
const PAGE_ACTIONS = {
  groups: ["dynamodb:GetItem", "dynamodb:Scan"],
  contracts: [],
} as const;

/** All that anybody asks of any of the tables. */
export const STORE_ACTIONS: readonly string[] = [
  ...new Set([PUSH_ACTIONS, SWEEP_ACTIONS].flatMap(({ groups, contracts }) => [...groups, ...contracts])),
].sort();

/**
 * The two tables of the store (docs/store.md): what every group holds, and everything that groups have agreed on. New tables
 * are billed by use, can be restored to any second of the last 35 days, are protected from deletion, and are kept when the
 * stack is deleted.
 */
export class StoreTables extends Construct {
  readonly groups: ITable;
  readonly contracts: ITable;

  constructor(scope: Construct, id: string, { adopted, warmThroughput }: StoreTablesProps) {
    super(scope, id);
    this.groups =
      adopted === undefined
        ? createTable(this, "Groups", warmThroughput)
        : Table.fromTableName(this, "Groups", adopted.groups);
    this.contracts =
      adopted === undefined
        ? createTable(this, "Contracts")
        : Table.fromTableName(this, "Contracts", adopted.contracts);
  }

  /** By which the functions find the tables. */
  get environment(): Readonly<Record<string, string>> {
    return { GROUPS_TABLE: this.groups.tableName, CONTRACTS_TABLE: this.contracts.tableName };
  }

  grantPush(grantee: IGrantable): void {
    this.groups.grant(grantee, ...PUSH_ACTIONS.groups);
    grantee.grantPrincipal.addToPrincipalPolicy(allowScanOfKeys(this.groups));
    this.contracts.grant(grantee, ...PUSH_ACTIONS.contracts);
  }

  grantRemoteWrite(grantee: IGrantable): void {
    this.groups.grant(grantee, ...REMOTE_WRITE_ACTIONS.groups);
    this.contracts.grant(grantee, ...REMOTE_WRITE_ACTIONS.contracts);
  }

  /** With remote write an operator's deletion leaves what the group held where it is. */
  grantBurying(grantee: IGrantable): void {
    this.groups.grant(grantee, "dynamodb:UpdateItem");
  }

  grantPage(grantee: IGrantable): void {
    this.groups.grant(grantee, ...PAGE_ACTIONS.groups);
  }

  grantSweep(grantee: IGrantable): void {
    this.groups.grant(grantee, ...SWEEP_ACTIONS.groups);
    this.contracts.grant(grantee, ...SWEEP_ACTIONS.contracts);
  }
}

/**
 * A scan that asks for the partition key and names no other attribute: it tells whether there is an item, and no contents.
 * A request that names no attributes at all asks for all of them and has another `dynamodb:Select`:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
const allowScanOfKeys = (table: ITable): PolicyStatement =>
  new PolicyStatement({
    actions: ["dynamodb:Scan"],
    resources: [table.tableArn],
    conditions: {
      "ForAllValues:StringEquals": { "dynamodb:Attributes": ["pk"] },
      StringEquals: { "dynamodb:Select": "SPECIFIC_ATTRIBUTES" },
    },
  });

const createTable = (scope: Construct, id: string, warmThroughput?: WarmThroughput): ITable =>
  new Table(scope, id, {
    ...(warmThroughput !== undefined && {
      warmThroughput: {
        readUnitsPerSecond: warmThroughput.readUnits,
        writeUnitsPerSecond: warmThroughput.writeUnits,
      },
    }),
    partitionKey: { name: "pk", type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  }) as ITable;
