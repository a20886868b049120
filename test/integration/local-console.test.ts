import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { GroupContent, GroupTable, Overview } from "../../console/api.ts";
import { toBasicAuth } from "../support/credentials.ts";
import { LocalStarts, type StartedSystem } from "../support/npm-start.ts";

describe("the console of npm start", () => {
  let starts: LocalStarts;
  let system: StartedSystem;

  beforeAll(async () => {
    starts = new LocalStarts();
    ({ system } = await starts.startJson([]));
  }, 60_000);
  afterAll(() => starts.close());

  const push = (payload: string): Promise<Response> =>
    fetch(`${system.url}/metrics/job/desktop-app`, {
      method: "PUT",
      headers: { authorization: toBasicAuth("desktop-app", system.clients[0]?.token ?? "") },
      body: payload,
    });

  const ask = async <Answer>(path: string, body?: object): Promise<Answer> => {
    const { origin, hash } = new URL(system.console.url);
    const response = await fetch(`${origin}${path}`, {
      headers: { authorization: `Bearer ${hash.replace("#k=", "")}` },
      ...(body && { method: "POST", body: JSON.stringify(body) }),
    });
    return (await response.json()) as Answer;
  };

  it("shows pushes, refusals and the state of the parts", async () => {
    expect((await push("# HELP x Times.\nx 1\n")).status).toBe(200);
    expect((await push("x 1\ny{ 1\n")).status).toBe(400);
    const overview = await ask<Overview>("/api/overview");
    expect(overview.traffic).toMatchObject({ pushed: 1, refused: 1 });
    expect(overview.refusals).toMatchObject([
      { client: "desktop-app", issue: { line: 2, column: 4 }, count: 1 },
    ]);
    expect(overview.parts).toContainEqual(expect.objectContaining({ name: "store", state: "good" }));
    expect(overview.callers[0]?.owners).toMatchObject([{ owner: "desktop-app", groups: 1, series: 1 }]);
    const { groups } = await ask<GroupTable>("/api/groups");
    expect(groups).toMatchObject([{ job: "desktop-app", series: 1, owner: "desktop-app" }]);
    expect(await ask<GroupContent>("/api/group", { path: groups[0]?.path })).toMatchObject({
      families: [{ name: "x", help: "Times.", series: [{ values: [{ name: "value", value: "1" }] }] }],
    });
  });

  it("returns a client's token, and deletes a group", async () => {
    const token = system.clients[0]?.token;
    expect(await ask("/api/token", { client: "desktop-app" })).toEqual({ client: "desktop-app", token });
    const { groups } = await ask<GroupTable>("/api/groups");
    await ask("/api/group/delete", { path: groups[0]?.path });
    expect((await ask<GroupTable>("/api/groups")).groups).toEqual([]);
  });

  it("serves its page, and the API's root tells a browser its address without the token", async () => {
    const { origin, hash } = new URL(system.console.url);
    const page = await fetch(system.console.url);
    expect(page.headers.get("content-type")).toMatch(/^text\/html/);
    const home = await (await fetch(system.url, { headers: { accept: "text/html" } })).text();
    expect(home).toContain(`<a href="${origin}">`);
    expect(home).not.toContain(hash.slice(3));
    expect((await fetch(system.url)).headers.get("content-type")).toMatch(/json/);
  });
});
