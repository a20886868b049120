import type { ClientConfig, IssuerConfig } from "../../lambda/config/proxy-config.ts";
import { DEFAULT_LIMITS } from "../../lambda/model/client.ts";
import { createGrant } from "./granted-pushes.ts";

export const createClientConfig = (id: string, changes: Partial<ClientConfig> = {}): ClientConfig => ({
  id,
  grants: [createGrant({ job: id })],
  reads: [],
  scrape: undefined,
  limits: DEFAULT_LIMITS,
  rate: undefined,
  ...changes,
});

export const createIssuerConfig = (changes: Partial<IssuerConfig> = {}): IssuerConfig => ({
  ...createClientConfig("github"),
  issuer: "https://token.example.com",
  audience: "pushgateway-proxy",
  jwksUri: undefined,
  countPer: undefined,
  algorithms: ["RS256", "ES256"],
  grants: [
    createGrant({
      when: { repository_id: "123" },
      job: "ci",
      grouping: [{ label: "ref", isOptional: false, value: "{ref}" }],
    }),
  ],
  ...changes,
});
