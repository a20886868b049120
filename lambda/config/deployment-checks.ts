/** Contradictions in what only AWS needs: the Pushgateway, its network, and the tables. */
import { quote } from "../model/issue.ts";
import type { Check } from "./config-issue.ts";
import { ENDPOINT_NAMES } from "./proxy-config.ts";

/** Fargate knows certain pairs only. */
const taskSizeExists: Check = ({ pushgateway }) => {
  if (pushgateway === "none") {
    return [];
  }
  const { cpu, memoryMiB } = pushgateway;
  const [least, most] = FARGATE_MEMORY_MIB[cpu] ?? [0, 0];
  if (memoryMiB >= least && memoryMiB <= most && memoryMiB % 1024 === (memoryMiB === 512 ? 512 : 0)) {
    return [];
  }
  const text = `with cpu ${cpu} Fargate takes ${least} to ${most} in steps of 1024, got ${memoryMiB}`;
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

/** What only a Pushgateway, or the VPC that it lives in, can make use of. */
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

/** From isolated subnets without endpoints the functions reach no table, and the Pushgateway no image. */
const endpointsFitTheVpc: Check = ({ pushgateway, deployment: { network } }) => {
  if (pushgateway === "none") {
    return [];
  }
  const { vpcId, endpoints, egress, cidr } = network;
  const at = (key: string, text: string) => [{ path: ["deployment", "network", key], text }];
  if (vpcId !== undefined) {
    if (cidr !== undefined) {
      return at("cidr", "is of the VPC that is made; an existing one (vpcId) has its own");
    }
    return endpoints === "create"
      ? at(
          "endpoints",
          `an existing VPC gets no endpoint that is not named, since others use it, too: list them, as in [${ENDPOINT_NAMES.join(", ")}]`,
        )
      : [];
  }
  if (Array.isArray(endpoints)) {
    return at(
      "endpoints",
      "a list is for an existing VPC (vpcId); a new one gets the endpoints that it needs",
    );
  }
  return endpoints === "existing" && egress === "none"
    ? at("endpoints", "a new VPC has no endpoints yet; create them, or name the VPC (vpcId)")
    : [];
};

/** Without a look-up neither the VPC's route tables nor its zones are known, which endpoints would need. */
const existingNetworkIsWhole: Check = ({ deployment: { network } }) => {
  const { vpcId, subnetIds, securityGroupIds, endpoints, scrapeFrom } = network;
  const named = [
    ...(subnetIds === undefined ? [] : ["subnetIds"]),
    ...(securityGroupIds === undefined ? [] : ["securityGroupIds"]),
  ];
  const at = (key: string, text: string) => ({ path: ["deployment", "network", key], text });
  return named.flatMap((key) => [
    ...(vpcId === undefined ? [at(key, "needs the VPC that it belongs to beside it (vpcId)")] : []),
    ...(Array.isArray(endpoints)
      ? [at(key, "needs endpoints: existing, since no endpoint is made here")]
      : []),
    ...(key === "securityGroupIds" && scrapeFrom.length > 0
      ? [
          at(
            "scrapeFrom",
            "has no effect on security groups that are named: let them admit Prometheus yourself",
          ),
        ]
      : []),
  ]);
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

const subnetsAreDistinct: Check = ({ deployment: { network } }) =>
  (network.subnetIds ?? []).flatMap((id, index, all) =>
    all.indexOf(id) === index
      ? []
      : [{ path: ["deployment", "network", "subnetIds", index], text: `${quote(id)} is listed twice` }],
  );

export const DEPLOYMENT_CHECKS: readonly Check[] = [
  taskSizeExists,
  baseImageIsBuiltOn,
  nothingNeedsThePushgateway,
  endpointsFitTheVpc,
  existingNetworkIsWhole,
  subnetsAreDistinct,
  bothTablesAreNamed,
  onlyNewTablesAreWarmed,
];
