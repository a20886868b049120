import { type Client, DEFAULT_LIMITS, type Grant } from "../../lambda/model/client.ts";
import { countSeries, type MetricFamily } from "../../lambda/model/exposition.ts";
import { GroupingKey } from "../../lambda/model/grouping-key.ts";
import type { PushRequest } from "../../lambda/model/push-request.ts";
import type { AuthorizedPush, ReadPush, SoundPush } from "../../lambda/model/stages.ts";

export const keyOf = (job: string, labels: Readonly<Record<string, string>> = {}): GroupingKey =>
  GroupingKey.of(
    job,
    Object.entries(labels).map(([name, value]) => ({ name, value })),
  );

/** A grant of everything in the group `job="backup"`, but for what `grant` says. */
export const createGrant = (grant: Partial<Grant> = {}): Grant => ({
  when: {},
  methods: ["PUT", "POST", "DELETE"],
  job: "backup",
  grouping: [],
  metrics: ["*"],
  dryRunOnly: false,
  ...grant,
});

export const createClient = (client: Partial<Client> = {}): Client => ({
  id: "test",
  grants: [createGrant()],
  limits: DEFAULT_LIMITS,
  claims: {},
  ...client,
});

/** A PUT of nothing to `job="backup"`, but for what `request` says. */
export const createReadPush = (client: Client, request: Partial<PushRequest> = {}): ReadPush =>
  ({
    client,
    request: {
      method: "PUT",
      key: keyOf("backup"),
      isDryRun: false,
      format: "text",
      encoding: "identity",
      body: new Uint8Array(),
      ...request,
    },
  }) as unknown as ReadPush;

/** A push of these families, whose positions are their lines. */
export const createSoundPush = (push: AuthorizedPush, families: readonly MetricFamily[]): SoundPush =>
  ({
    ...push,
    exposition: {
      families,
      series: families.reduce((sum, family) => sum + countSeries(family), 0),
      warnings: [],
      source: { locate: (line: number) => ({ line, column: 1 }) },
    },
  }) as unknown as SoundPush;
