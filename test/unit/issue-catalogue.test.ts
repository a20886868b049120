import { describe, expect, it } from "@jest/globals";
import { createClientDirectory } from "../../lambda/authenticate/client-directory.ts";
import { createKeyLabels } from "../../lambda/authorize/key-labels.ts";
import { parseProxyConfig } from "../../lambda/config/parse.ts";
import { findFormat } from "../../lambda/decode/formats.ts";
import { createPushHandler } from "../../lambda/handlers/push.ts";
import { ISSUE_CATALOGUE } from "../../lambda/issue-catalogue.ts";
import { CATALOGUE } from "../../lambda/model/catalogue.ts";
import type { IssueEntry, IssueExample } from "../../lambda/model/issues/issue-entry.ts";
import type { IssueCode } from "../../lambda/model/issues.ts";
import { createRecordingPorts } from "../support/pipeline-ports.ts";
import { encodePrototext } from "../support/prototext.ts";
import { aPushEvent } from "../support/push-event.ts";

const ANY_PUSH = 'grants: [{ methods: [PUT], job: "*", grouping: { "instance?": "*" }, metrics: ["*"] }]';

const toConfig = (client = "") => {
  const lines = client.includes("grants:") ? client : `${ANY_PUSH}\n${client}`;
  const yaml = `clients:\n  - id: example\n${lines.replaceAll(/^/gm, "    ")}\n`;
  const config = parseProxyConfig(yaml, "example.yaml");
  if (!config.ok) {
    throw new TypeError(JSON.stringify(config.error));
  }
  return config.value;
};

const toBytes = ({ notation, payload }: IssueExample): Buffer => {
  switch (notation) {
    case "hex":
      return Buffer.from(payload, "hex");
    case "prototext":
      return encodePrototext(payload);
    default:
      return Buffer.from(payload);
  }
};

type Recording = Awaited<ReturnType<typeof createRecordingPorts>>;

const send = async (ports: Recording["ports"], { path, format = "text", ...example }: IssueExample) => {
  const contentType = findFormat(format)?.contentType;
  if (contentType === undefined) {
    throw new TypeError(`unknown format ${format}`);
  }
  const { statusCode, body } = await createPushHandler(ports)(
    aPushEvent({
      authorizer: { client: "example" },
      path: path ?? "/metrics/job/backup",
      headers: { "Content-Type": contentType },
      body: toBytes({ ...example }),
    }),
    {},
  );
  return { status: statusCode, ...JSON.parse(body) } as {
    readonly status: number;
    readonly code?: string;
    readonly warnings?: readonly { readonly code: string }[];
    readonly errors?: readonly { readonly code: string }[];
  };
};

describe("the example of an issue code", () => {
  it.each(Object.entries(ISSUE_CATALOGUE) as [IssueCode, IssueEntry][])(
    "%s produces the issue and the problem of the catalogue",
    async (code, { problem, example }) => {
      const config = toConfig(example.client);
      const recording = await createRecordingPorts();
      const ports = {
        ...recording.ports,
        directory: createClientDirectory(config),
        keyLabels: createKeyLabels(config),
      };
      for (const earlier of example.after ?? []) {
        expect(await send(ports, earlier)).toMatchObject({ status: "pushed" });
      }
      const answer = await send(ports, example);
      const issue = expect.arrayContaining([expect.objectContaining({ code })]);
      expect(answer).toMatchObject(
        problem === undefined
          ? { status: "pushed", warnings: issue }
          : { status: CATALOGUE[problem].status, code: problem, errors: issue },
      );
    },
  );
});
