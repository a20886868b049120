import { RemovalPolicy } from "aws-cdk-lib";
import { AttributeType, BillingMode, type ITable, Table } from "aws-cdk-lib/aws-dynamodb";
import { type IGrantable, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import type { AdoptedTables, WarmThroughput } from "../../lambda/config/proxy-config.ts";

export interface StoreTablesProps {
  /** Existing tables. Undefined: both are created. */
  readonly adopted: AdoptedTables | undefined;
  /** The warm throughput of the groups table, since each push writes another item of it. */
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

/**
 * The sweep's requests to each table. It updates the item of the proxy's own group, and with remote write that of a group
 * that an operator deletes.
 */
const SWEEP_ACTIONS = {
  groups: [
    "dynamodb:DeleteItem",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:Scan",
    "dynamodb:UpdateItem",
  ],
  contracts: [
    "dynamodb:BatchGetItem",
    "dynamodb:DeleteItem",
    "dynamodb:PutItem",
    "dynamodb:Scan",
    "dynamodb:UpdateItem",
  ],
} as const;

/** Remote write's requests. It changes only its lease. */
const REMOTE_WRITE_ACTIONS = {
  groups: ["dynamodb:Scan"],
  contracts: ["dynamodb:BatchGetItem", "dynamodb:PutItem"],
} as const;

/** The page function's requests. It writes nothing, and needs no contracts. */
const PAGE_ACTIONS = {
  groups: ["dynamodb:GetItem", "dynamodb:Scan"],
  contracts: [],
} as const;

/** All requests of push and sweep to any of the tables. */
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

  /** The names of the tables for the functions. */
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

  grantPage(grantee: IGrantable): void {
    this.groups.grant(grantee, ...PAGE_ACTIONS.groups);
  }

  grantSweep(grantee: IGrantable): void {
    this.groups.grant(grantee, ...SWEEP_ACTIONS.groups);
    this.contracts.grant(grantee, ...SWEEP_ACTIONS.contracts);
  }
}

/**
 * A scan that asks only for the partition key. It shows whether there is an item, but no content. A request without a
 * list of attributes asks for all of them and has another `dynamodb:Select`:
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
