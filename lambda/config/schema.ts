/**
 * The shape of a written `proxy.yaml`: the type of each key, its default and its one-sentence documentation. The JSON
 * Schema for editors and docs/configuration.md are generated from it. Checks across several keys are in
 * cross-checks.ts.
 */
import { z } from "zod";
import { deploymentSchema } from "./deployment-schema.ts";
import {
  clientGrantSchema,
  clientReadSchema,
  issuerGrantSchema,
  issuerReadSchema,
  jobPatternSchema,
  scrapeRightSchema,
} from "./grant-schema.ts";
import { limitsSchema } from "./limits-schema.ts";
import { SIGNING_ALGORITHMS } from "./proxy-config.ts";
import { remoteWriteSchema } from "./remote-write-schema.ts";
import { durationSchema, idSchema, rateSchema, sizeSchema, urlSchema, wholeNumber } from "./schema-parts.ts";

const clientFields = {
  id: idSchema,
  limits: limitsSchema.optional().describe("Limits of this client that differ from the defaults."),
};

/** An optional list. If it is written, it must not be empty. */
const rights = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .array(schema)
    .min(1)
    .optional()
    .transform((list) => list ?? []);

const clientSchema = z
  .strictObject({
    ...clientFields,
    grants: rights(clientGrantSchema).describe(
      "What the client may push. A push that no grant allows is refused.",
    ),
    reads: rights(clientReadSchema).describe(
      "Groups that the client may read back, one at a time (`GET /metrics/job/…`). Grants do not include this right.",
    ),
    scrape: scrapeRightSchema
      .optional()
      .describe("The client may scrape the page (`GET /metrics`). No other right includes this one."),
  })
  .describe("A client with its own token, which is kept in Secrets Manager and never in this file.");

const issuerSchema = z
  .strictObject({
    ...clientFields,
    issuer: urlSchema.describe("The exact `iss` claim of the issuer's tokens."),
    audience: z
      .string()
      .min(1)
      .describe("The `aud` claim that a token must have: a name that you choose, not a default."),
    jwksUri: urlSchema
      .optional()
      .describe("The URL of the issuer's keys. Default: the one in its discovery document."),
    algorithms: z
      .array(z.enum(SIGNING_ALGORITHMS))
      .min(1)
      .default(["RS256", "ES256"])
      .describe("The algorithms that a token may be signed with."),
    grants: rights(issuerGrantSchema).describe("What the issuer's tokens may push, by their claims."),
    reads: rights(issuerReadSchema).describe(
      "Groups that the issuer's tokens may read back, by their claims. Grants do not include this right.",
    ),
  })
  .describe("An OIDC issuer (GitHub Actions, GitLab, Cognito, …) whose signed tokens are accepted.");

const rotationFields = z.strictObject({
  every: durationSchema
    .optional()
    .describe("How often every client's token is rotated, in whole days up to 1,000. Default: only by hand."),
  overlap: durationSchema
    .prefault("24h")
    .describe("How long the previous token is accepted after a rotation. It must be shorter than `every`."),
});

const rotationSchema = z
  .union([durationSchema, rotationFields], { error: "a duration such as 30d, or every and overlap" })
  .prefault({})
  .describe("How tokens of clients change. A duration alone is `every`.");

const pushgatewayFields = z.strictObject({
  image: z
    .string()
    .min(1)
    .optional()
    .describe("The container image. Default: built from the official one at deploy time."),
  baseImage: z
    .string()
    .regex(/^\S+@sha256:[0-9a-f]{64}$/, { error: "an image with its digest (…@sha256:…)" })
    .optional()
    .describe(
      "The image to build on, by digest. Default: the official one of a release, by its tag, from quay.io.",
    ),
  cpu: z
    .literal([256, 512, 1024, 2048, 4096])
    .default(512)
    .describe("Fargate CPU units of the Pushgateway; 1,024 are one vCPU."),
  memoryMiB: wholeNumber(512, 30_720)
    .default(2_048)
    .describe("Memory of the Pushgateway. Which sizes Fargate takes depends on `cpu`."),
  file: z
    .string()
    .regex(/^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}$/, { error: "a file name of letters, digits, _, . and -" })
    .default("pushgateway")
    .describe(
      "Name of the file in which the Pushgateway keeps its groups. With a new name it starts empty, which is a step of restoring a backup.",
    ),
});

const pushgatewaySchema = z
  .union([z.literal("none"), pushgatewayFields], { error: "none, or a mapping of settings" })
  .prefault({})
  .describe(
    "The Pushgateway behind the proxy. With `none` there is no Pushgateway and no VPC, and metrics are read from the page (`GET /metrics`).",
  );

const scrapeSchema = z
  .strictObject({
    job: z
      .string()
      .min(1)
      .default("pushgateway")
      .describe("The `job_name` with which Prometheus scrapes. No push may use it as its job."),
    rate: rateSchema
      .prefault("12/m")
      .describe(
        "Scrapes of the page (`GET /metrics`) over time, by all scrapers together. Further scrapes get 429.",
      ),
    burst: wholeNumber(1, 5_000).default(5).describe("Scrapes of the page that may come at the same time."),
    transfer: z
      .enum(["stream", "buffered"])
      .default("stream")
      .describe(
        "How the page is sent from AWS. `buffered` is for regions where Lambda cannot stream responses; the page may then have up to 4.5 MB, compressed.",
      ),
  })
  .prefault({})
  .describe("How Prometheus scrapes pushed metrics.");

const MOST_STORED_BYTES = 1024 * 1024 * 1024 * 1024;

const tableNameSchema = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{3,255}$/, { error: "the name of a DynamoDB table (not its ARN)" });

const storeSchema = z
  .strictObject({
    maxSeries: wholeNumber(1, 100_000_000)
      .default(500_000)
      .describe("Series that all clients together may keep."),
    maxBytes: sizeSchema(MOST_STORED_BYTES)
      .prefault("128MiB")
      .describe("Bytes that all clients together may keep, including what a scrape repeats."),
    maxNames: wholeNumber(1, 100_000_000)
      .default(50_000)
      .describe("Metric names that all clients together may keep."),
    maxGroups: wholeNumber(1, 100_000_000)
      .optional()
      .describe("Groups that all clients together may keep. Default: no limit for all of them."),
    table: tableNameSchema
      .optional()
      .describe(
        "A groups table that an earlier deployment left, or that a backup was restored to; needs `contractsTable`. Default: one is made.",
      ),
    contractsTable: tableNameSchema
      .optional()
      .describe("The contracts table that belongs to `table`, or was restored with it."),
    warmThroughput: z
      .strictObject({
        readUnits: wholeNumber(12_000, 1_000_000).describe("Read units a second."),
        writeUnits: wholeNumber(4_000, 1_000_000).describe("Write units a second."),
      })
      .optional()
      .describe(
        "Requests that the groups table can take immediately (warm throughput of DynamoDB). Raise it if many clients start at the same time. Default: 12,000 reads and 4,000 writes a second, which grow with use, at most twofold in 30 minutes.",
      ),
  })
  .prefault({})
  .describe("How much all clients together may keep, and the tables of the store.");

const expiryRuleSchema = z.strictObject({
  job: jobPatternSchema.describe("Pattern for the job; the longest matching pattern wins."),
  after: durationSchema.describe("Delete a group when its last push is older than this."),
});

const RULE_CODE = /^[a-z][a-z0-9-]*$/;

const validationSchema = z
  .strictObject({
    rules: z
      .record(z.string().regex(RULE_CODE, { error: "the code of a rule" }), z.enum(["warn", "off"]))
      .default({})
      .describe(
        "Rules that only warn (`warn`) or are not applied (`off`), by code. Rules that protect the scrape cannot be relaxed.",
      ),
  })
  .prefault({})
  .describe("How strictly payloads are judged.");

export const proxySchema = z
  .strictObject({
    environment: z
      .string()
      // It is a part of the Pushgateway's host name, in which Prometheus does not accept a dash before a dot.
      .regex(/^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/, {
        error:
          "a name of lower-case letters, digits and dashes, at most 32, that begins with a letter and does not end with a dash",
      })
      .default("prod")
      .describe(
        "The name of the deployment: lower-case letters, digits and dashes, at most 32. One account can have several.",
      ),
    clients: z.array(clientSchema).default([]).describe("Clients that push or read with their own tokens."),
    issuers: z.array(issuerSchema).default([]).describe("Issuers whose signed tokens may push or read."),
    limits: limitsSchema.prefault({}).describe("Default limits of every client."),
    rotation: rotationSchema,
    validation: validationSchema,
    scrape: scrapeSchema,
    store: storeSchema,
    pushgateway: pushgatewaySchema,
    expiry: z
      .array(expiryRuleSchema)
      .default([])
      .describe("When groups that are no longer pushed are deleted."),
    remoteWrite: z
      .array(remoteWriteSchema)
      .max(8)
      .default([])
      .describe(
        "Receivers that get everything that is stored, in addition to the Pushgateway. At most 8, with 64 shards together.",
      ),
    heal: z
      .boolean()
      .default(false)
      .describe(
        "Let the sweep delete groups that were pushed past the proxy, and groups that break the page.",
      ),
    deployment: deploymentSchema,
  })
  .describe("Who may push what, and how the proxy is deployed.");

/** A written `proxy.yaml`, with durations, rates and sizes parsed and defaults filled in. */
export type WrittenConfig = z.output<typeof proxySchema>;
export type WrittenClient = WrittenConfig["clients"][number];
export type WrittenIssuer = WrittenConfig["issuers"][number];
