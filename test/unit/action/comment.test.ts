import { expect, it } from "@jest/globals";
import { comment } from "../../../action/comment.ts";
import type { StepState } from "../../../action/outcome.ts";
import type { HttpRequest, Ports } from "../../../action/ports.ts";
import { GroupingKey } from "../../../lambda/model/grouping-key.ts";
import { Secret } from "../../../lambda/model/secret.ts";
import { createFilesInMemory } from "../../support/ci/files-in-memory.ts";

const write = async (text: string): Promise<string> => {
  const requests: HttpRequest[] = [];
  const ports = {
    env: {
      GITHUB_API_URL: "https://api.github.com",
      GITHUB_REPOSITORY: "octo/app",
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_RUN_ID: "77",
      GITHUB_EVENT_PATH: "event.json",
    },
    files: createFilesInMemory({ "event.json": '{"pull_request": {"number": 12}}' }),
    writeLine: () => {},
    http: {
      send: async (request: HttpRequest) => {
        requests.push(request);
        return { status: request.method === "POST" ? 201 : 200, header: () => undefined, body: "[]" };
      },
      sleep: async () => {},
      now: () => 0,
      random: () => 0,
    },
  } as unknown as Ports;
  const inputs = { hasComment: true, token: new Secret("t"), key: GroupingKey.of("ci", []) };
  await comment({ base: undefined, judgements: [], text }, { inputs } as unknown as StepState, ports);
  const [, post] = requests;
  return (JSON.parse(Buffer.from(post?.body ?? []).toString()) as { body: string }).body;
};

it.each([
  ["a comment with the longest report that GitHub accepts", 64_900, (body: string) => body.includes("xxx")],
  [
    "a comment that refers to the summary when the report is longer",
    65_001,
    (body: string) => body.includes("The report is too long for a comment") && !body.includes("xxx"),
  ],
])("writes %s", async (_, length, isRight) => {
  const body = await write("x".repeat(length));
  expect(body.length).toBeLessThan(65_536);
  expect(body).toContain("[the whole run](https://github.com/octo/app/actions/runs/77)");
  expect(isRight(body)).toBe(true);
});
