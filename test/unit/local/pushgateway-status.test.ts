import { createServer, type Server } from "node:http";
import { afterEach, describe, expect, it } from "@jest/globals";
import { fetchStatus } from "../../../infra/local/pushgateway-status.ts";
import { err, ok } from "../../../lambda/model/result.ts";
import { listenOnLoopback } from "../../support/loopback.ts";

describe("the status of a Pushgateway", () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.close();
  });

  const serve = async (body: string, status = 200): Promise<string> => {
    server = createServer((_, response) => response.writeHead(status, { location: "/" }).end(body));
    return (await listenOnLoopback(server)).url;
  };

  const fetchWith = async (body: string) => fetchStatus(await serve(body));

  it.each([
    ["1m0s", 65_000],
    ["5s", 10_000],
    ["1h30m1.5s", 5_406_500],
    ["250ms", 5_250],
    ["soon", 305_000],
  ])("tells how old its file may be when it writes it every %s", async (interval, persistedMs) => {
    const flags = { "persistence.file": "/data", "persistence.interval": interval };
    expect(await fetchWith(JSON.stringify({ data: { flags } }))).toEqual(
      ok({ isChecking: true, file: "/data", persistedMs }),
    );
  });

  it("tells that there is no file", async () => {
    const flags = { "persistence.file": "", "push.disable-consistency-check": "true" };
    expect(await fetchWith(JSON.stringify({ data: { flags } }))).toEqual(
      ok({ isChecking: false, file: "", persistedMs: 0 }),
    );
  });

  it.each(["{}", "nothing", "null"])("is not the answer %s", async (body) => {
    expect(await fetchWith(body)).toEqual(
      err(
        "answers 200 to GET /api/v1/status, but not as a Pushgateway does: check the host, the port and the path of its URL; the path is that of its --web.external-url or --web.route-prefix",
      ),
    );
  });

  it.each([
    [404, "check the host, the port and the path of its URL"],
    [401, "check the user and the password of its URL"],
    [403, "check the user and the password of its URL"],
    [302, "redirects are not followed, so give the URL to which this one leads"],
    [502, "look at its log, or at that of the proxy in front of it"],
  ])(
    "says that %d came back, from which path, and what to do, without the credential",
    async (status, advice) => {
      const url = (await serve("{}", status)).replace("//", "//me:secret@");
      const answer = await fetchStatus(`${url}//nothing/`);
      expect(answer).toEqual(
        err(
          expect.stringMatching(
            `^answers ${status} to GET //nothing/api/v1/status, but not as a Pushgateway does: ${advice}`,
          ),
        ),
      );
      expect(JSON.stringify(answer)).not.toContain("secret");
    },
  );

  it("says that nothing came back", async () => {
    expect(await fetchStatus("http://127.0.0.1:1")).toEqual(
      err("does not answer: start it, or check its URL"),
    );
  });
});
