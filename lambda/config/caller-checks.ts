/** Contradictions in the identities of clients and issuers, and in their rights. */
import { OWN_JOB } from "../model/grouping-key.ts";
import { quote } from "../model/issue.ts";
import type { Check, ConfigPath, UnplacedIssue } from "./config-issue.ts";
import { toUsageStackNumber } from "./shared-names.ts";
import { callersOf, grantsOf, keyPatternsOf, type WrittenCaller } from "./written-callers.ts";

const thereIsACaller: Check = ({ clients, issuers }) =>
  clients.length + issuers.length > 0
    ? []
    : [{ path: [], text: "nobody may push: add a client or an issuer" }];

const callersHaveRights: Check = ({ clients, issuers }) => [
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

/** Each rate is a usage plan in a nested stack, whose resources have names without dashes. */
const usagePlansAreDistinct: Check = (config) => {
  const toPlanName = ({ id }: WrittenCaller) => `${toUsageStackNumber(id)} ${id.replaceAll("-", "")}`;
  const limited = callersOf(config).filter(
    ({ limits }) => (limits?.rate ?? config.limits.rate) !== undefined,
  );
  return findRepeated(limited, toPlanName).flatMap((caller) => {
    const other = limited.find((before) => toPlanName(before) === toPlanName(caller));
    return other === undefined || other.id === caller.id
      ? []
      : [
          {
            path: [...caller.path, "id"],
            text: `${quote(caller.id)} and ${quote(other.id)} differ only in dashes, and both have a rate: CloudFormation cannot tell their usage plans apart; choose another id, or leave out one rate`,
          },
        ];
  });
};

/** A Bearer token names its issuer only by `iss`. */
const issuersAreUnique: Check = ({ issuers }) =>
  findRepeated(
    issuers.map((issuer, index) => ({ ...issuer, index })),
    ({ issuer }) => issuer,
  ).map(({ issuer, index }) => ({
    path: ["issuers", index, "issuer"],
    text: `${quote(issuer)} is already configured: add a grant to that entry instead`,
  }));

const ratesHaveBursts: Check = (config) =>
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

const templatesAreValid: Check = (config) => [
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

/** These patterns are compared with jobs as they are stored, without the claims of a token. */
const patternsOfJobsHaveNoClaims: Check = ({ expiry, remoteWrite }) =>
  [
    ...expiry.map(({ job }, index) => ({ path: ["expiry", index, "job"], pattern: job })),
    ...remoteWrite.flatMap(({ jobs, neverRefresh }, destination) =>
      Object.entries({ jobs, neverRefresh }).flatMap(([key, patterns]) =>
        patterns.map((pattern, index) => ({ path: ["remoteWrite", destination, key, index], pattern })),
      ),
    ),
  ]
    .filter(({ pattern }) => /[{}]/.test(pattern))
    .map(({ path, pattern }) => ({
      path,
      text: `${quote(pattern)} names a claim, which only grants and reads of an issuer can; write * in its place`,
    }));

export const CALLER_CHECKS: readonly Check[] = [
  thereIsACaller,
  callersHaveRights,
  idsAreUnique,
  usagePlansAreDistinct,
  issuersAreUnique,
  ratesHaveBursts,
  groupingNamesAreDistinct,
  methodsAreDistinct,
  scrapeJobIsNotGranted,
  claimsAreCountedForIssuers,
  templatesAreValid,
  patternsOfJobsHaveNoClaims,
];

const findRepeated = <Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly Item[] =>
  items.filter((item, index) => items.findIndex((other) => keyOf(other) === keyOf(item)) < index);
