import { quote } from "../model/issue.ts";
import { OWN_JOB } from "../model/own-job.ts";
import { RULES } from "../validate/rules.ts";
import type { ConfigPath, UnplacedIssue } from "./config-issue.ts";
import { ENDPOINT_NAMES } from "./proxy-config.ts";
import type { WrittenConfig } from "./schema.ts";
import { suggest } from "./suggestion.ts";
import { callersOf, grantsOf, keyPatternsOf } from "./written-callers.ts";

/** What is wrong although every key by itself is right. */
export const findConflicts = (config: WrittenConfig): readonly UnplacedIssue[] =>
  CHECKS.flatMap((check) => check(config));

type Check = (config: WrittenConfig) => readonly UnplacedIssue[];

const somebodyMayPush: Check = ({ clients, issuers }) =>
  clients.length + issuers.length > 0
    ? []
    : [{ path: [], text: "nobody may push: name a client or an issuer" }];

const everybodyHasSomeRight: Check = ({ clients, issuers }) => [
  ...clients.flatMap(({ grants, reads, scrape }, index) =>
    grants.length + reads.length > 0 || scrape !== undefined
      ? []
      : [{ path: ["clients", index], text: "may do nothing: give it grants, reads or scrape" }],
  ),
  ...issuers.flatMap(({ grants, reads }, index) =>
    grants.length + reads.length > 0
      ? []
      : [{ path: ["issuers", index], text: "may do nothing: give it grants or reads" }],
  ),
];

const idsAreUnique: Check = (config) =>
  findRepeated(callersOf(config), ({ id }) => id).map(({ path, id }) => ({
    path: [...path, "id"],
    text: `${quote(id)} is taken: ids are unique over clients and issuers`,
  }));

/** A Bearer token names its issuer only by `iss`. */
const issuersAreUnique: Check = ({ issuers }) =>
  findRepeated(
    issuers.map((issuer, index) => ({ ...issuer, index })),
    ({ issuer }) => issuer,
  ).map(({ issuer, index }) => ({
    path: ["issuers", index, "issuer"],
    text: `${quote(issuer)} is configured already: give that entry another grant instead`,
  }));

const ratesAreWhole: Check = (config) =>
  [{ path: [] as ConfigPath, limits: config.limits }, ...callersOf(config)].flatMap(({ path, limits }) => {
    if ((limits?.rate === undefined) === (limits?.burst === undefined)) {
      return [];
    }
    const [given, lacking] = limits?.rate === undefined ? ["burst", "rate"] : ["rate", "burst"];
    return [{ path: [...path, "limits", given ?? ""], text: `${given} needs ${lacking} beside it` }];
  });

const groupingNamesAreDistinct: Check = (config) =>
  keyPatternsOf(config).flatMap(({ path, pattern: { grouping } }) =>
    Object.keys(grouping)
      .filter((label) => !label.endsWith("?") && Object.hasOwn(grouping, `${label}?`))
      .map((label) => ({
        path: [...path, "grouping", label],
        text: `label ${quote(label)} is listed twice, with and without ?`,
      })),
  );

const methodsAreDistinct: Check = (config) =>
  grantsOf(config).flatMap(({ path, grant: { methods } }) =>
    methods.flatMap((method, index) =>
      methods.indexOf(method) === index
        ? []
        : [{ path: [...path, "methods", index], text: `${method} is listed twice` }],
    ),
  );

const scrapeJobIsNotGranted: Check = (config) =>
  grantsOf(config)
    .filter(({ grant }) => grant.job === config.scrape.job || grant.job === OWN_JOB)
    .map(({ path, grant }) => ({
      path: [...path, "job"],
      text:
        grant.job === OWN_JOB
          ? `no push may use ${quote(grant.job)}: it is the job of the proxy's own metrics`
          : `no push may use ${quote(grant.job)}: Prometheus scrapes under it (scrape.job)`,
    }));

/** A client with its own token is one subject. */
const claimsAreCountedForIssuers: Check = ({ clients }) =>
  clients.flatMap(({ limits }, index) =>
    limits?.per === undefined
      ? []
      : [
          {
            path: ["clients", index, "limits", "per"],
            text: `${quote(limits.per)} names a claim, which only the token of an issuer has`,
          },
        ],
  );

const claimsMakeSense: Check = (config) => [
  ...keyPatternsOf(config).flatMap(({ path, pattern: { job, grouping }, hasClaims }) =>
    [
      { path: [...path, "job"], pattern: job },
      ...Object.entries(grouping).map(([label, pattern]) => ({
        path: [...path, "grouping", label],
        pattern,
      })),
    ].flatMap((written) => checkTemplate(written.path, written.pattern, hasClaims)),
  ),
  ...config.clients.flatMap(({ scrape }, client) =>
    (scrape?.jobs ?? []).flatMap((job, index) =>
      checkTemplate(["clients", client, "scrape", "jobs", index], job, false),
    ),
  ),
];

const checkTemplate = (path: ConfigPath, pattern: string, hasClaims: boolean): readonly UnplacedIssue[] => {
  if (!/[{}]/.test(pattern)) {
    return [];
  }
  if (!hasClaims) {
    return [{ path, text: `${quote(pattern)} names a claim, which only the token of an issuer has` }];
  }
  if (/[{}]/.test(pattern.replace(/\{[^{}]+\}/g, ""))) {
    return [
      { path, text: `${quote(pattern)} has a brace without its other, or an empty pair; write {claim}` },
    ];
  }
  return [];
};

const rulesMayBeRelaxed: Check = ({ validation }) =>
  Object.keys(validation.rules).flatMap((code) => {
    const rule = RULES.find((candidate) => candidate.code === code);
    if (rule?.isRelaxable === true) {
      return [];
    }
    const text =
      rule === undefined
        ? `there is no rule ${quote(code)}`
        : `rule ${quote(code)} protects the scrape or the Pushgateway, and stays`;
    return [
      {
        path: ["validation", "rules", code],
        text,
        suggestion: rule === undefined ? suggest(code, RELAXABLE) : undefined,
      },
    ];
  });

const RELAXABLE = RULES.filter(({ isRelaxable }) => isRelaxable).map(({ code }) => code);

/** Fargate knows certain pairs only. */
const taskSizeExists: Check = ({ pushgateway: { cpu, memoryMiB } }) => {
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

const baseImageIsBuiltOn: Check = ({ pushgateway: { image, baseImage } }) =>
  image === undefined || baseImage === undefined
    ? []
    : [{ path: ["pushgateway", "baseImage"], text: "has no effect beside image: nothing is built then" }];

const overlapIsShorterThanRotation: Check = ({ rotation }) => {
  if (typeof rotation === "number" || rotation.every === undefined || rotation.overlap < rotation.every) {
    return [];
  }
  return [
    { path: ["rotation", "overlap"], text: "the overlap must be shorter than the time between rotations" },
  ];
};

/** EventBridge-style schedules of Secrets Manager count whole days. */
const rotationIsInDays: Check = ({ rotation }) => {
  const every = typeof rotation === "number" ? rotation : rotation.every;
  if (every === undefined || (every % 86_400 === 0 && every <= 1_000 * 86_400)) {
    return [];
  }
  const path = typeof rotation === "number" ? ["rotation"] : ["rotation", "every"];
  return [{ path, text: "tokens are rotated every 1 to 1,000 whole days; write for instance 30d" }];
};

/** From isolated subnets without endpoints the functions reach no table, and the Pushgateway no image. */
const endpointsFitTheVpc: Check = ({ deployment: { network } }) => {
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

/** Neither name follows from the other, and tables of different times must not meet. */
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

const CHECKS: readonly Check[] = [
  somebodyMayPush,
  everybodyHasSomeRight,
  idsAreUnique,
  issuersAreUnique,
  ratesAreWhole,
  groupingNamesAreDistinct,
  methodsAreDistinct,
  scrapeJobIsNotGranted,
  claimsAreCountedForIssuers,
  claimsMakeSense,
  rulesMayBeRelaxed,
  taskSizeExists,
  baseImageIsBuiltOn,
  overlapIsShorterThanRotation,
  rotationIsInDays,
  endpointsFitTheVpc,
  existingNetworkIsWhole,
  subnetsAreDistinct,
  bothTablesAreNamed,
];

const findRepeated = <Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly Item[] =>
  items.filter((item, index) => items.findIndex((other) => keyOf(other) === keyOf(item)) < index);
