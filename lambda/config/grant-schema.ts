import { z } from "zod";

const A_PATTERN = {
  error: "a text of 1 to 1,024 characters without control characters; * matches any characters",
};

/** A glob over label values or jobs, which for issuers may contain `{claim}`. */
const patternSchema = z.string(A_PATTERN).regex(/^[^\u0000-\u001f\u007f]{1,1024}$/, A_PATTERN);

export const jobPatternSchema = patternSchema;

const A_METRIC_PATTERN = { error: "a metric name, in which * matches any characters" };

const metricPatternSchema = z.string(A_METRIC_PATTERN).regex(/^[a-zA-Z0-9_:*]{1,2048}$/, A_METRIC_PATTERN);

const A_GROUPING_LABEL = {
  error: "a label name other than job, le, quantile and __*; with ? behind it the label may be left out",
};

const groupingLabelSchema = z
  .string()
  .regex(/^(?!__)(?!(?:job|le|quantile)\??$)[a-zA-Z_][a-zA-Z0-9_]*\??$/, A_GROUPING_LABEL);

const keyFields = {
  job: jobPatternSchema.describe("Pattern for the decoded job: `*` matches any characters."),
  grouping: z
    .record(groupingLabelSchema, patternSchema)
    .default({})
    .describe(
      "Labels of the key in addition to job, each with a pattern for its value. A label with `?` is optional. Labels that are not listed are refused.",
    ),
};

const grantFields = {
  methods: z
    .array(z.enum(["PUT", "POST", "DELETE"]))
    .min(1)
    .describe("PUT replaces a group, POST replaces families of the same name, DELETE removes the group."),
  ...keyFields,
  metrics: z
    .array(metricPatternSchema)
    .min(1)
    .describe("Patterns for names of metric families. One of them must match."),
  dryRunOnly: z
    .boolean()
    .default(false)
    .describe("Allow only `?dry_run=true`: pushes are checked and not stored."),
};

export const clientGrantSchema = z.strictObject(grantFields);

const CLAIM_NAME = { error: "the name of a claim" };

const claimPatternsSchema = z.record(z.string().regex(/^[^{}]+$/, CLAIM_NAME), patternSchema);

export const issuerGrantSchema = z.strictObject({
  when: claimPatternsSchema.describe(
    "Claims that the token must have, each with a pattern. `{}` gives the grant to every token of the issuer.",
  ),
  ...grantFields,
});

export const clientReadSchema = z.strictObject(keyFields);

export const issuerReadSchema = z.strictObject({
  when: claimPatternsSchema
    .default({})
    .describe(
      "Claims that the token must have, each with a pattern. Default: every token of the issuer has the right.",
    ),
  ...keyFields,
});

/** The right to read the page. */
export const scrapeRightSchema = z.strictObject({
  jobs: z
    .array(jobPatternSchema)
    .min(1)
    .describe(
      'Patterns for the jobs whose groups are on the page. "*" leaves out the proxy\'s own metrics: list their job ("pushgateway-proxy") to get them.',
    ),
});
