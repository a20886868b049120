import type { ConfigPath } from "./config-issue.ts";
import type { WrittenClient, WrittenConfig, WrittenIssuer } from "./schema.ts";

/** A client or an issuer as it is written, with its place in the file. */
export type WrittenCaller = { readonly path: ConfigPath; readonly hasClaims: boolean } & (
  | WrittenClient
  | WrittenIssuer
);

export const callersOf = ({ clients, issuers }: WrittenConfig): readonly WrittenCaller[] => [
  ...clients.map((client, index) => ({ ...client, path: ["clients", index], hasClaims: false })),
  ...issuers.map((issuer, index) => ({ ...issuer, path: ["issuers", index], hasClaims: true })),
];

/** Every grant of everybody, with its place in the file. */
export const grantsOf = (config: WrittenConfig) =>
  callersOf(config).flatMap(({ path, grants, hasClaims }) =>
    grants.map((grant, index) => ({ path: [...path, "grants", index] as ConfigPath, grant, hasClaims })),
  );

export type PlacedGrant = ReturnType<typeof grantsOf>[number];

export const canPush = ({ grant }: PlacedGrant): boolean =>
  grant.methods.some((method) => method !== "DELETE");
