/** Contradictions in settings for AWS only: the Pushgateway, its network, and the tables. */
import { quote } from "../model/issue.ts";
import type { Check } from "./config-issue.ts";
import { NETWORK_CHECKS } from "./network-checks.ts";

/** Fargate supports only these pairs. */
const taskSizeExists: Check = ({ pushgateway }) => {
  if (pushgateway === "none") {
    return [];
  }
  const { cpu, memoryMiB } = pushgateway;
  const [least, most] = FARGATE_MEMORY_MIB[cpu] ?? [0, 0];
  if (memoryMiB >= least && memoryMiB <= most && memoryMiB % 1024 === (memoryMiB === 512 ? 512 : 0)) {
    return [];
  }
  const sizes = cpu === 256 ? "512, 1024 or 2048" : `${least} to ${most} in steps of 1024`;
  const text = `with cpu ${cpu} Fargate takes ${sizes}, got ${memoryMiB}`;
  return [{ path: ["pushgateway", "memoryMiB"], text }];
};

const FARGATE_MEMORY_MIB: Readonly<Record<number, readonly [number, number]>> = {
  256: [512, 2_048],
  512: [1_024, 4_096],
  1024: [2_048, 8_192],
  2048: [4_096, 16_384],
  4096: [8_192, 30_720],
};

const baseImageIsBuiltOn: Check = ({ pushgateway }) =>
  pushgateway === "none" || pushgateway.image === undefined || pushgateway.baseImage === undefined
    ? []
    : [{ path: ["pushgateway", "baseImage"], text: "has no effect beside image: nothing is built then" }];

/** Settings that only a Pushgateway, or its VPC, can use. */
const nothingNeedsThePushgateway: Check = ({ pushgateway, heal, deployment: { network, adopt } }) => {
  if (pushgateway !== "none") {
    return [];
  }
  const { egress, scrapeFrom, ...others } = network;
  const inNetwork = [
    ...Object.entries(others).flatMap(([key, value]) => (value === undefined ? [] : [key])),
    ...(egress === "none" ? [] : ["egress"]),
    ...(scrapeFrom.length === 0 ? [] : ["scrapeFrom"]),
  ];
  return [
    ...inNetwork.map((key) => ({
      path: ["deployment", "network", key],
      text: "has no effect: without a Pushgateway (pushgateway: none) there is no network; remove it",
    })),
    ...(adopt.fileSystemId === undefined
      ? []
      : [
          {
            path: ["deployment", "adopt", "fileSystemId"],
            text: "has no effect: only a Pushgateway has a file system, and there is none (pushgateway: none); remove it",
          },
        ]),
    ...(heal
      ? [
          {
            path: ["heal"],
            text: "has no effect: nobody can push past the proxy without a Pushgateway (pushgateway: none); remove it",
          },
        ]
      : []),
  ];
};

const onlyNewTablesAreWarmed: Check = ({ store: { table, warmThroughput } }) =>
  table === undefined || warmThroughput === undefined
    ? []
    : [
        {
          path: ["store", "warmThroughput"],
          text: "has no effect on a table that exists (table): raise it by `aws dynamodb update-table --warm-throughput`",
        },
      ];

/** Neither name can be derived from the other, and tables of different deployments must not be mixed. */
const bothTablesAreNamed: Check = ({ store: { table, contractsTable } }) => {
  if ((table === undefined) === (contractsTable === undefined)) {
    return table === undefined || table !== contractsTable
      ? []
      : [
          {
            path: ["store", "contractsTable"],
            text: `${quote(table)} is store.table already: name the other`,
          },
        ];
  }
  const [given, lacking] =
    contractsTable === undefined ? ["table", "contractsTable"] : ["contractsTable", "table"];
  return [
    {
      path: ["store", given],
      text: `${given} needs ${lacking} beside it: the two tables belong together`,
    },
  ];
};

export const DEPLOYMENT_CHECKS: readonly Check[] = [
  taskSizeExists,
  baseImageIsBuiltOn,
  nothingNeedsThePushgateway,
  ...NETWORK_CHECKS,
  bothTablesAreNamed,
  onlyNewTablesAreWarmed,
];
