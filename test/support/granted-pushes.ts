import { TEXT_FORMAT } from "../../lambda/decode/text/decode-text.ts";
import { type Client, DEFAULT_LIMITS, type Grant } from "../../lambda/model/client.ts";
import { countSeries, type MetricFamily } from "../../lambda/model/exposition.ts";
import { GroupingKey } from "../../lambda/model/grouping-key.ts";
import type { PushRequest } from "../../lambda/model/push-request.ts";
import type { AuthorizedRequest, ReadPush, SoundPush } from "../../lambda/model/stages.ts";

export const createGrant = (changes: Partial<Grant> = {}): Grant => ({
  when: {},
  methods: ["PUT", "POST"],
  job: "backup",
  grouping: [],
  metrics: ["*"],
  dryRunOnly: false,
  ...changes,
});

export const createClient = (changes: Partial<Client> = {}): Client => ({
  id: "desktop-app",
  grants: [createGrant()],
  limits: DEFAULT_LIMITS,
  claims: {},
  ...changes,
});

export const keyOf = (job: string, labels: Readonly<Record<string, string>> = {}): GroupingKey =>
  GroupingKey.of(
    job,
    Object.entries(labels).map(([name, value]) => ({ name, value })),
  );

/** A push as the stage `request` gives it. */
export const createReadPush = (client: Client, request: Partial<PushRequest> = {}): ReadPush =>
  ({
    client,
    request: {
      method: "PUT",
      key: keyOf("backup"),
      isDryRun: false,
      format: TEXT_FORMAT,
      encoding: "identity",
      body: new Uint8Array(),
      ...request,
    },
  }) as ReadPush;

/** A push as the stage `validate` gives it; every position is the line of that number, column 1. */
export const createSoundPush = (
  authorized: AuthorizedRequest,
  families: readonly MetricFamily[],
): SoundPush =>
  ({
    ...authorized,
    exposition: {
      families,
      series: families.reduce((sum, family) => sum + countSeries(family), 0),
      warnings: [],
      source: { locate: (at: number) => ({ line: at, column: 1 }) },
    },
  }) as unknown as SoundPush;
