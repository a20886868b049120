import { expect, it } from "@jest/globals";
import { joinRefusals } from "../../../console/server/aws/log-refusals.ts";

const line = (atMs: number, row: Readonly<Record<string, string>>) => ({ atMs, row });

const ID = "00000000-0000-4000-8000-000000000001";

it("a client cannot hide a refusal behind a later one by choosing the same request id", () => {
  const pushes = [1, 2].map((atMs) =>
    line(atMs, { requestId: ID, client: "app", outcome: "group-not-granted", method: "PUT" }),
  );
  const requests = [1, 2, 3].map((atMs) =>
    line(atMs, { requestId: ID, client: "app", status: atMs === 3 ? "404" : "403", path: `/${atMs}` }),
  );
  expect(
    joinRefusals(pushes, requests).map(({ atMs, refusal: { path, status } }) => [atMs, path, status]),
  ).toEqual([
    [1, "/1", 403],
    [2, "/2", 403],
    [3, "/3", 404],
  ]);
});
