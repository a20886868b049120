export type Mapping = Record<string, unknown>;

/** An issue of a valid part can contain the placeholder of an invalid part, which is not in the file. */
export const IS_STAND_IN = /\bstand[-_]in[-_]\d/;

const createGrant = (number: number, isIssuers: boolean): Mapping => ({
  ...(isIssuers ? { when: {} } : {}),
  methods: ["PUT"],
  job: `stand-in-${number}`,
  metrics: [`stand_in_${number}`],
});

const createCaller = (number: number, isIssuers: boolean): Mapping => ({
  id: `stand-in-${number}`,
  ...(isIssuers ? { issuer: `https://${number}.invalid`, audience: `stand-in-${number}` } : {}),
  grants: [createGrant(number, isIssuers)],
});

/** A value that the schema accepts, and that differs from everything else in the file. */
export const STAND_INS: readonly {
  readonly place: RegExp;
  readonly create: (number: number, isIssuers: boolean) => unknown;
}[] = [
  { place: /^(clients|issuers)\[\d+\]$/, create: createCaller },
  { place: /^(clients|issuers)\[\d+\]\.(id|audience)$/, create: (number) => `stand-in-${number}` },
  { place: /^issuers\[\d+\]\.issuer$/, create: (number) => `https://${number}.invalid` },
  { place: /\.grants$/, create: (number, isIssuers) => [createGrant(number, isIssuers)] },
  { place: /\.grants\[\d+\]$/, create: createGrant },
  { place: /\.reads$/, create: (number) => [{ job: `stand-in-${number}` }] },
  { place: /\.reads\[\d+\]$/, create: (number) => ({ job: `stand-in-${number}` }) },
  { place: /\.reads\[\d+\]\.job$/, create: (number) => `stand-in-${number}` },
  { place: /^clients\[\d+\]\.scrape$/, create: (number) => ({ jobs: [`stand-in-${number}`] }) },
  { place: /\.grants\[\d+\]\.methods$/, create: () => ["PUT"] },
  { place: /\.grants\[\d+\]\.job$/, create: (number) => `stand-in-${number}` },
  { place: /\.grants\[\d+\]\.metrics$/, create: (number) => [`stand_in_${number}`] },
  { place: /\.grants\[\d+\]\.when$/, create: () => ({}) },
  { place: /^expiry\[\d+\]$/, create: (number) => ({ job: `stand-in-${number}`, after: "1d" }) },
  { place: /^expiry\[\d+\]\.job$/, create: (number) => `stand-in-${number}` },
  { place: /^expiry\[\d+\]\.after$/, create: () => "1d" },
];
