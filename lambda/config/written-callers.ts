import type { ConfigPath } from "./config-issue.ts";
import type { WrittenClient, WrittenConfig, WrittenIssuer } from "./schema.ts";

/** A client or an issuer in the file, with its place. */
export type WrittenCaller = { readonly path: ConfigPath; readonly hasClaims: boolean } & (
  | WrittenClient
  | WrittenIssuer
);

export const callersOf = ({ clients, issuers }: WrittenConfig): readonly WrittenCaller[] => [
  ...clients.map((client, index) => ({ ...client, path: ["clients", index], hasClaims: false })),
  ...issuers.map((issuer, index) => ({ ...issuer, path: ["issuers", index], hasClaims: true })),
];

/** Every grant in the file, with its place. */
export const grantsOf = (config: WrittenConfig) =>
  callersOf(config).flatMap(({ path, grants, hasClaims }) =>
    grants.map((grant, index) => ({ path: [...path, "grants", index] as ConfigPath, grant, hasClaims })),
  );

/** Every right to read in the file, with its place. */
export const readsOf = (config: WrittenConfig) =>
  callersOf(config).flatMap(({ path, reads, hasClaims }) =>
    reads.map((read, index) => ({ path: [...path, "reads", index] as ConfigPath, read, hasClaims })),
  );

/** Every pattern over groups: of grants and of rights to read. */
export const keyPatternsOf = (config: WrittenConfig) => [
  ...grantsOf(config).map(({ grant, ...placed }) => ({ ...placed, pattern: grant })),
  ...readsOf(config).map(({ read, ...placed }) => ({ ...placed, pattern: read })),
];

export type PlacedGrant = ReturnType<typeof grantsOf>[number];

export const canPush = ({ grant }: PlacedGrant): boolean =>
  grant.methods.some((method) => method !== "DELETE");
