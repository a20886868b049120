import { quote } from "../model/issue.ts";
import type { UnplacedIssue } from "./config-issue.ts";
import type { WrittenConfig } from "./schema.ts";

type Destination = WrittenConfig["remoteWrite"][number];

/** Issues of remote-write destinations whose keys are all valid by themselves. */
export const findRemoteWriteConflicts = ({ remoteWrite }: WrittenConfig): readonly UnplacedIssue[] => [
  ...remoteWrite.flatMap((destination, index) =>
    CHECKS.flatMap((check) => check(destination, remoteWrite.slice(0, index))).map(({ path, text }) => ({
      path: ["remoteWrite", index, ...path],
      text,
    })),
  ),
  ...findTooManyShards(remoteWrite),
];

/** A shard needs seven resources of the remote-write stack, and CloudFormation allows 500 in a stack. */
const MAX_SHARDS = 64;

const findTooManyShards = (destinations: readonly Destination[]): readonly UnplacedIssue[] => {
  const shards = destinations.reduce((sum, destination) => sum + destination.shards, 0);
  return shards <= MAX_SHARDS
    ? []
    : [
        {
          path: ["remoteWrite"],
          text: `all destinations together may have ${MAX_SHARDS} shards, since a stack of CloudFormation can hold no more; got ${shards}`,
        },
      ];
};

type Check = (destination: Destination, before: readonly Destination[]) => readonly UnplacedIssue[];

const isNamedOnce: Check = ({ name }, before) =>
  before.some((other) => other.name === name)
    ? [{ path: ["name"], text: `${quote(name)} is taken: each destination has its own name` }]
    : [];

const hasOneTarget: Check = ({ amp, url }) =>
  amp !== undefined && url !== undefined
    ? [{ path: ["url"], text: "has no effect beside amp: make it a separate destination" }]
    : [];

const hasOneCredential: Check = ({ amp, username, bearer }) => {
  if (amp !== undefined && (username !== undefined || bearer)) {
    const key = username === undefined ? "bearer" : "username";
    return [{ path: [key], text: "has no effect beside amp: requests are signed with the function's role" }];
  }
  return username !== undefined && bearer
    ? [{ path: ["bearer"], text: "has no effect beside username: choose Basic (username) or Bearer" }]
    : [];
};

/** Headers whose name means a credential, and those that the protocol sets itself. */
const SECRET_HEADER = /authorization|cookie|token|secret|password|api-?key|apikey|credential|^x-amz-/i;
const PROTOCOL_HEADER =
  /^(content-.*|host|user-agent|x-prometheus-.*|transfer-encoding|connection|retry-attempt)$/i;

const headersAreHarmless: Check = ({ headers }) =>
  Object.keys(headers).flatMap((name) => {
    if (PROTOCOL_HEADER.test(name)) {
      return [{ path: ["headers", name], text: `${quote(name)} is written by the protocol; remove it` }];
    }
    return SECRET_HEADER.test(name)
      ? [
          {
            path: ["headers", name],
            text: `${quote(name)} looks like a credential: use username or bearer, whose secret is kept in Secrets Manager`,
          },
        ]
      : [];
  });

const refreshIsInRuns: Check = ({ refresh }) =>
  refresh % 60 === 0 && refresh >= 60 && refresh <= 240
    ? []
    : [{ path: ["refresh"], text: "takes 1m, 2m, 3m or 4m: queries show a series for 5 minutes" }];

const labelsAreFree: Check = ({ externalLabels }) =>
  Object.keys(externalLabels)
    .filter((name) => ["job", "le", "quantile"].includes(name))
    .map((name) => ({
      path: ["externalLabels", name],
      text: `${quote(name)} has no effect: series have their own; choose another name`,
    }));

const CHECKS: readonly Check[] = [
  isNamedOnce,
  hasOneTarget,
  hasOneCredential,
  headersAreHarmless,
  refreshIsInRuns,
  labelsAreFree,
];
