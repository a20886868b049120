import { z } from "zod";
import { jobPatternSchema } from "./grant-schema.ts";
import { PROTOCOL_VERSIONS } from "./proxy-config.ts";
import { durationSchema, urlSchema, wholeNumber } from "./schema-parts.ts";

const A_HEADER = "a value without line breaks or control characters, at most 1,024";

export const remoteWriteSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,31}$/, {
        error: "lower-case letters, digits and dashes, at most 32, beginning with a letter",
      })
      .describe("Unique; names the function, the secret and the metrics of the destination."),
    amp: z
      .string()
      .regex(/^(create|arn:aws[a-z-]*:aps:[a-z0-9-]+:[0-9]{12}:workspace\/[A-Za-z0-9-]+)$/, {
        error: "create, or the ARN of a workspace of Amazon Managed Service for Prometheus",
      })
      .optional()
      .describe(
        "The ARN of a workspace of Amazon Managed Service for Prometheus. `create` makes one, which is kept when the stack is deleted.",
      ),
    url: urlSchema.optional().describe("The remote-write endpoint of any other receiver, in place of `amp`."),
    username: z
      .string()
      .regex(/^[^:\u0000-\u001f\u007f]+$/, { error: "a user name without colons and control characters" })
      .optional()
      .describe("User name of Basic authentication. The password is in a secret that the deployment makes."),
    bearer: z
      .boolean()
      .default(false)
      .describe("Authenticate with a Bearer token, which is in a secret that the deployment makes."),
    headers: z
      .record(
        z.string().regex(/^[A-Za-z0-9-]{1,64}$/, { error: "the name of a header" }),
        z.string({ error: A_HEADER }).regex(/^[\x20-\x7e]{1,1024}$/, { error: A_HEADER }),
      )
      .default({})
      .describe(
        "Headers of every request, for instance one that names a tenant. Do not put credentials here.",
      ),
    protocol: z
      .enum(PROTOCOL_VERSIONS)
      .default("1.0")
      .describe("Version of remote write. If the receiver does not store `2.0`, the run continues with 1.0."),
    refresh: durationSchema
      .prefault("4m")
      .describe(
        "How often a group is sent again if it is not pushed: 1m to 4m. Queries show a series for 5 minutes after its last sample.",
      ),
    jobs: z.array(jobPatternSchema).min(1).default(["*"]).describe("Patterns for the jobs that are sent."),
    neverRefresh: z
      .array(jobPatternSchema)
      .default([])
      .describe(
        "Patterns for jobs whose groups are sent only after a push. Queries stop showing them 5 minutes later.",
      ),
    externalLabels: z
      .record(
        z
          .string()
          .regex(/^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/, { error: "the name of a label, not beginning with __" }),
        z.string().min(1).max(1_024),
      )
      .default({})
      .describe("Labels that are added to series. Bodies of pushes may not set them."),
    shards: wholeNumber(1, 16)
      .default(1)
      .describe(
        "Number of functions that share the groups. One function sends some millions of series a minute.",
      ),
  })
  .refine(({ amp, url }) => amp !== undefined || url !== undefined, {
    error: "a workspace (amp) or a receiver (url)",
  })
  .describe("A receiver of remote write that gets the groups of the store once a minute.");
