import type { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { describe, expect, it } from "@jest/globals";
import type { EmfDocument } from "../../../lambda/adapters/cloudwatch/emf-document.ts";
import { createEmfRemoteWriteReport } from "../../../lambda/adapters/cloudwatch/emf-remote-write-report.ts";
import { createRemoteWriteSecret } from "../../../lambda/adapters/remote-write/remote-write-secret.ts";
import type { RemoteWriteReport } from "../../../lambda/destinations/remote-write/report.ts";
import { REMOTE_WRITE_TIMES } from "../../../lambda/destinations/remote-write/times.ts";
import { createRemoteWriteHandler } from "../../../lambda/handlers/remote-write.ts";
import { gauge } from "../../support/expositions.ts";
import { createRemoteWriteConfig } from "../../support/proxy-config.ts";
import { ModelReceiver } from "../../support/remote-write/model-receiver.ts";
import { createMemoryStore } from "../../support/store/memory-store.ts";
import { StoreWorld } from "../../support/store/store-world.ts";

const secretWith = (value: string) => {
  const client = {
    send: async (command: GetSecretValueCommand) => {
      expect(command.input.SecretId).toBe("arn");
      return { SecretString: value };
    },
  };
  return createRemoteWriteSecret(client as unknown as SecretsManagerClient, "arn");
};

describe("the secret of a destination", () => {
  it.each(["", "  \n", '{"notSetYet":true,"random":"x"}'])("is not set while it is %j", async (value) =>
    expect(await secretWith(value)()).toBeUndefined(),
  );

  it.each([
    ["glc_abc\n", "glc_abc"],
    ['{"a":1}', '{"a":1}'],
    ["12345", "12345"],
  ])("from %j is the credential %j", async (value, credential) =>
    expect((await secretWith(value)())?.reveal()).toBe(credential),
  );
});

const invoke = async (isCredentialSet: boolean) => {
  const world = await new StoreWorld(createMemoryStore("groups", "kept")).open();
  await world.write([gauge("m")]);
  const receiver = new ModelReceiver();
  const lines: unknown[] = [];
  const reports: RemoteWriteReport[] = [];
  const handler = createRemoteWriteHandler(
    {
      store: world.inner,
      receiver: { renewCredential: async () => {}, send: async ({ body }) => receiver.store(body) },
      now: () => world.nowMs,
      sleep: async () => {},
      random: () => 0,
      createId: () => world.createId(),
      isCredentialSet: async () => isCredentialSet,
      report: (report) => {
        reports.push(report);
        createEmfRemoteWriteReport((line) => lines.push(line))(report);
      },
    },
    {
      destination: createRemoteWriteConfig(),
      shard: 0,
      times: REMOTE_WRITE_TIMES,
    },
  );
  await handler({}, {});
  return { receiver, reports, lines };
};

describe("an invocation", () => {
  it("does one run, and logs one line with the metrics of its destination", async () => {
    const { receiver, lines } = await invoke(true);
    expect(receiver.series.size).toBe(3);
    expect(lines).toEqual([
      expect.objectContaining({
        message: "remoteWrite",
        dimensions: { destination: "amp" },
        metrics: {
          remoteWriteSamples: 3,
          remoteWriteDropped: 0,
          remoteWriteRefused: 0,
          remoteWriteTooLarge: 0,
          remoteWriteRejected: 0,
          remoteWriteRuns: 1,
          remoteWriteLagSeconds: 0,
        },
      }),
    ]);
  });

  it.each([
    ["complete", { remoteWriteRuns: 1, remoteWriteLagSeconds: 90 }],
    ["incomplete", { remoteWriteRuns: 0, remoteWriteLagSeconds: 90 }],
    // Another run has the lease, and reports how far behind it is.
    ["held", { remoteWriteRuns: 0, remoteWriteLagSeconds: undefined }],
  ] as const)("logs what was dropped, and how far behind a run is that ends as %s", (outcome, expected) => {
    const lines: EmfDocument[] = [];
    const dropped = { refused: 2, "too-large": 3, rejected: 4 };
    const report = { destination: "amp", outcome, samples: 5, dropped, lagMs: 90_000 };
    createEmfRemoteWriteReport((line) => lines.push(line))(report as unknown as RemoteWriteReport);
    const { metrics } = lines[0]!;
    expect({ ...metrics, remoteWriteLagSeconds: metrics["remoteWriteLagSeconds"] }).toEqual({
      remoteWriteSamples: 5,
      remoteWriteDropped: 9,
      remoteWriteRefused: 2,
      remoteWriteTooLarge: 3,
      remoteWriteRejected: 4,
      ...expected,
    });
  });

  it("sends nothing while the secret is not set, and reports it", async () => {
    const { receiver, reports, lines } = await invoke(false);
    expect(receiver.series.size).toBe(0);
    expect(reports).toMatchObject([{ outcome: "disabled", problem: expect.stringContaining("not set yet") }]);
    expect(lines).toMatchObject([{ metrics: { remoteWriteRuns: 0 } }]);
  });
});
