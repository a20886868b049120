import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { encodeExposition } from "../../lambda/encode/encode-exposition.ts";
import { toBasicAuth } from "../support/credentials.ts";
import type { OidcIssuer } from "../support/oidc-issuer.ts";
import { readSeries } from "../support/prometheus-query.ts";

const run = promisify(execFile);

/** The proxy, on any target, in front of a real Pushgateway. */
export interface Target {
  /** With the stage, without a final slash. */
  readonly url: string;
  readonly pushgatewayUrl: string;
  /** The issuer `ci` of its configuration. */
  readonly issuer: OidcIssuer;
  /** Reads the current token of a client. */
  readToken(client: string): Promise<string>;
  /** Gives a client a new token, as its operator would. */
  rotate(client: string): Promise<void>;
  stop(): Promise<void>;
}

const SAMPLE_FILE = join(import.meta.dirname, "../corpus/sample.prom");
const PYTHON_PUSH = join(import.meta.dirname, "../real/python/push_file.py");
const PROTOBUF =
  "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";

/**
 * What must be true of the proxy on every target. It runs against the real functions behind the emulated API Gateway
 * and behind the local one. If the two differ, the known behaviour of AWS decides.
 */
/** The families that every group has. */
const ADDED_SERIES = /^(push_(failure_)?time_seconds|pushgateway_proxy_push_timestamp_seconds)\{/;

export const describeProxy = (name: string, start: () => Promise<Target>): void => {
  describe(`${name}`, () => {
    let target: Target;

    beforeAll(async () => {
      target = await start();
    }, 300_000);

    afterAll(() => target?.stop());

    const authorization = async (client: string): Promise<Record<string, string>> => ({
      Authorization: toBasicAuth(client, await target.readToken(client)),
    });

    /** A PUT by the client desktop-app, unless told otherwise. */
    const send = async (path: string, init: RequestInit = {}): Promise<Response> =>
      fetch(`${target.url}${path}`, {
        method: "PUT",
        ...init,
        headers: { ...(await authorization("desktop-app")), ...(init.headers as Record<string, string>) },
      });

    /** The Pushgateway's series of a job, without its own two and the proxy's. */
    const readJob = async (job: string): Promise<ReadonlyMap<string, number>> => {
      const page = await (await fetch(`${target.pushgatewayUrl}/metrics`)).text();
      const series = [...readSeries(page, {})].filter(
        ([id]) => id.includes(`job=${JSON.stringify(job)}`) && !ADDED_SERIES.test(id),
      );
      return new Map(series);
    };

    const expectSample = async (job: string, instance: string): Promise<void> => {
      const expected = readSeries(readFileSync(SAMPLE_FILE, "utf8"), { job, instance });
      expect(expected.size).toBe(37);
      const stored = [...(await readJob(job))].filter(([id]) => id.includes(`instance="${instance}"`));
      expect(new Map(stored)).toEqual(expected);
    };

    describe("a push of the sample", () => {
      it.each([
        ["curl --data-binary", "binary", ["--data-binary", `@${SAMPLE_FILE}`, "-X", "PUT"]],
        ["curl -T", "upload", ["-T", SAMPLE_FILE]],
      ])("arrives complete with %s", async (_, instance, args) => {
        const user = `desktop-app:${await target.readToken("desktop-app")}`;
        const url = `${target.url}/metrics/job/curl/instance/${instance}`;
        await run("curl", ["-sS", "--fail-with-body", "-u", user, ...args, url]);
        await expectSample("curl", instance);
      });

      it("arrives complete with the Python client", async () => {
        const token = await target.readToken("desktop-app");
        await run("/usr/bin/python3", [PYTHON_PUSH, target.url, "desktop-app", token, "python", SAMPLE_FILE]);
        await expectSample("desktop-app", "python");
      });

      it.each([
        ["gzip", gzipSync],
        ["zstd", zstdCompressSync],
      ])("arrives complete when it is compressed with %s", async (encoding, compress) => {
        const response = await send(`/metrics/job/zip/instance/${encoding}`, {
          body: new Uint8Array(compress(readFileSync(SAMPLE_FILE))),
          headers: { "Content-Encoding": encoding, "Content-Type": "text/plain; version=0.0.4" },
        });
        expect(response.status).toBe(200);
        await expectSample("zip", encoding);
      });
    });

    it("accepts bytes that are not text", async () => {
      const labels = { names: ["l"], values: ["\u{1f4a1}\u0001ÿ"] };
      const body = encodeExposition([
        { type: "gauge", name: "binary", help: "", at: 0, metrics: [{ labels, value: 0.1, at: 0 }] },
      ]);
      const response = await send("/metrics/job/binary", { body, headers: { "Content-Type": PROTOBUF } });
      expect(response.status).toBe(200);
      expect([...(await readJob("binary")).values()]).toEqual([0.1]);
    });

    describe("a path", () => {
      it.each([
        ["%2F in a value is a slash in the value", "/metrics/job/enc/path/a%2Fb", "a/b"],
        ["%20 is a space", "/metrics/job/enc/path/a%20b", "a b"],
        ["+ is a plus", "/metrics/job/enc/path/a+b", "a+b"],
        ["%2B is a plus", "/metrics/job/enc/path/a%2Bb", "a+b"],
        ["%25 is a per cent sign, which is decoded once", "/metrics/job/enc/path/a%252Fb", "a%2Fb"],
        ["@ and : stand for themselves", "/metrics/job/enc/path/me@host:80", "me@host:80"],
        ["base64 is decoded", "/metrics/job/enc/path@base64/YS9i", "a/b"],
        ["base64 may be padded", "/metrics/job/enc/path@base64/YQ==", "a"],
        ["%40base64 is base64, too", "/metrics/job/enc/path%40base64/YQ", "a"],
        ["UTF-8 is decoded", "/metrics/job/enc/path/%C3%A9", "é"],
        ["a slash at the end is ignored", "/metrics/job/enc/path/end/", "end"],
        ["two slashes at the start are one", "//metrics/job/enc/path/twice", "twice"],
      ])("%s", async (_, path, value) => {
        expect((await send("/metrics/job/enc", { method: "DELETE" })).status).toBe(202);
        const response = await send(path, { body: "encoded 1\n" });
        expect([response.status, response.ok ? "" : await response.text()]).toEqual([200, ""]);
        expect([...(await readJob("enc")).keys()]).toContain(
          `encoded{instance="",job="enc",path=${JSON.stringify(value)}}`,
        );
      });

      it.each([
        ["a bad escape", "/metrics/job/enc/path/%zz"],
        ["bytes that are not UTF-8", "/metrics/job/enc/path/%FF"],
        ["an odd component", "/metrics/job/enc/path"],
        ["an empty component", "/metrics/job/enc//path/a"],
        ["a label twice", "/metrics/job/enc/path/a/path/b"],
        ["no job", "/metrics/instance/a"],
      ])("with %s is refused", async (_, path) => {
        const response = await send(path, { body: "x 1\n" });
        expect(response.status).toBe(400);
        expect(await response.json()).toMatchObject({ code: "path-invalid", instance: expect.any(String) });
      });
    });

    it("refuses dots in a path, which fetch would fold away before sending", async () => {
      const user = `desktop-app:${await target.readToken("desktop-app")}`;
      for (const dots of ["..", "%2e%2e", "."]) {
        const url = `${target.url}/metrics/job/enc/path/${dots}`;
        const args = ["-sS", "--path-as-is", "-u", user, "-X", "PUT", "--data-binary", "x 1\n", url];
        expect(JSON.parse((await run("curl", args)).stdout)).toMatchObject({
          code: "path-invalid",
          status: 400,
        });
      }
    });

    describe("a caller", () => {
      it.each([
        ["without a credential", undefined],
        ["with a wrong token", toBasicAuth("desktop-app", "wrong")],
        ["with an unknown id", toBasicAuth("nobody", "wrong")],
        ["with an unsupported scheme", "Digest username=x"],
        ["with an unreadable header", "Basic !!!"],
      ])("%s is told to authenticate", async (_, credential) => {
        const headers = credential === undefined ? undefined : { Authorization: credential };
        const url = `${target.url}/metrics/job/stranger`;
        const response = await fetch(url, { method: "PUT", body: "x 1\n", ...(headers && { headers }) });
        expect(response.status).toBe(401);
        expect(response.headers.get("www-authenticate")).toMatch(/^Basic .*Bearer /);
        expect(await response.json()).toMatchObject({
          status: 401,
          instance: expect.stringMatching(/^[0-9a-f-]{36}$/),
        });
        expect(await readJob("stranger")).toEqual(new Map());
      });

      it("may use Bearer", async () => {
        const credential = `Bearer desktop-app.${await target.readToken("desktop-app")}`;
        const response = await send("/metrics/job/bearer", {
          body: "x 1\n",
          headers: { Authorization: credential },
        });
        expect(response.status).toBe(200);
      });

      it("is refused a method that no grant allows, by the authorizer's policy", async () => {
        const response = await send("/metrics/job/reader", {
          method: "DELETE",
          headers: await authorization("reader"),
        });
        expect(response.status).toBe(403);
        expect(await response.json()).toMatchObject({ code: "group-not-granted" });
      });

      it("is refused a job that no grant allows, and allowed its own under the same cached policy", async () => {
        const headers = await authorization("reader");
        expect((await send("/metrics/job/reader", { body: "r 1\n", headers })).status).toBe(200);
        const refused = await send("/metrics/job/other", { body: "r 1\n", headers });
        expect(refused.status).toBe(403);
        expect(await refused.json()).toMatchObject({ code: "group-not-granted" });
        expect((await send("/metrics/job/reader", { body: "r 2\n", headers })).status).toBe(200);
      });

      it("may use its old token together with the new one after a rotation", async () => {
        const push = async (headers: Record<string, string>) =>
          (await send("/metrics/job/rotating", { body: "x 1\n", headers })).status;
        const old = await authorization("rotating");
        expect(await push(old)).toBe(200);
        await target.rotate("rotating");
        const fresh = await authorization("rotating");
        expect(fresh).not.toEqual(old);
        // Unknown tokens make the authorizer read again once in ten seconds at most.
        const deadline = Date.now() + 15_000;
        while ((await push(fresh)) !== 200 && Date.now() < deadline) {
          await sleep(500);
        }
        expect([await push(fresh), await push(old)]).toEqual([200, 200]);
      });
    });

    describe("a CI job with an issuer's token", () => {
      const pushAs = (credential: string, repository = "team/app"): Promise<Response> =>
        fetch(`${target.url}/metrics/job/ci/repository/${encodeURIComponent(repository)}`, {
          method: "PUT",
          body: "built 1\n",
          headers: { Authorization: credential },
        });
      const claims = { repository_id: "42", repository: "team/app" };
      const codeOf = async (response: Response): Promise<unknown> => [
        response.status,
        ((await response.json()) as { readonly code: unknown }).code,
      ];

      it("pushes with Bearer and Basic to the group that its claims name", async () => {
        const jwt = target.issuer.sign(claims);
        expect((await pushAs(`Bearer ${jwt}`)).status).toBe(200);
        expect((await pushAs(toBasicAuth("ci", jwt))).status).toBe(200);
        expect([...(await readJob("ci")).keys()]).toEqual([
          'built{instance="",job="ci",repository="team/app"}',
        ]);
      });

      it("is refused another repository's group", async () => {
        const response = await pushAs(`Bearer ${target.issuer.sign(claims)}`, "team/other");
        expect(await codeOf(response)).toEqual([403, "group-not-granted"]);
      });

      it.each([
        ["is expired", { exp: 1 }],
        ["is another's", { aud: "somebody-else" }],
      ])("is told to authenticate when it %s", async (_, wrong) => {
        expect((await pushAs(`Bearer ${target.issuer.sign({ ...claims, ...wrong })}`)).status).toBe(401);
      });

      it("is told to try again when the issuer's keys cannot be read", async () => {
        const jwt = target.issuer.sign({ ...claims, iss: "http://127.0.0.1:1" });
        const response = await pushAs(`Bearer ${jwt}`);
        expect(response.headers.get("retry-after")).toBe("5");
        expect(await codeOf(response)).toEqual([503, "authorizer-unavailable"]);
      });
    });

    it("refuses a body over the client's limit", async () => {
      const headers = await authorization("reader");
      const response = await send("/metrics/job/reader", { body: `#${"x".repeat(1024)}\n`, headers });
      expect(response.status).toBe(413);
      expect(await response.json()).toMatchObject({
        code: "body-too-large",
        detail: expect.stringContaining("1024"),
      });
    });

    // The emulator counts by usageIdentifierKey because its launcher is patched. AWS's documentation says that AWS does
    // so, too.
    it("allows a client what its usage plan allows, and others as before", async () => {
      const headers = await authorization("hasty");
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => send("/metrics/job/hasty", { body: "x 1\n", headers })),
      );
      const refused = answers.filter(({ status }) => status !== 200);
      // Three at once, and one more every ten seconds.
      expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([429]));
      expect(refused.length).toBeLessThanOrEqual(answers.length - 3);
      for (const answer of refused) {
        expect(answer.headers.get("retry-after")).toMatch(/^[1-9]\d*$/);
        expect(await answer.json()).toMatchObject({ code: "rate-exceeded" });
      }
      expect((await send("/-/ready", { method: "GET" })).status).toBe(200);
    });

    it("reports a conflict of two clients over a type, without naming the other client", async () => {
      const headers = await authorization("reader");
      const first = await send("/metrics/job/reader", { body: "# TYPE agreed counter\nagreed 1\n", headers });
      expect(first.status).toBe(200);
      const second = await send("/metrics/job/disagrees", { body: "# TYPE agreed gauge\nagreed 1\n" });
      expect(second.status).toBe(409);
      const problem = await second.text();
      expect(JSON.parse(problem)).toMatchObject({ code: "contract-conflict" });
      expect(problem).not.toContain("reader");
      expect(await readJob("disagrees")).toEqual(new Map());
    });

    describe("routes without a function", () => {
      it.each([
        ["GET", "/"],
        ["PUT", "/nothing/here"],
      ])("%s %s is 404", async (method, path) => {
        const response = await fetch(`${target.url}${path}`, { method });
        expect(response.status).toBe(404);
        expect(response.headers.get("content-type")).toBe("application/problem+json");
        expect(await response.json()).toMatchObject({ code: "route-unknown" });
      });

      it.each([
        ["PUT", "/metrics", "GET"],
        ["PATCH", "/metrics/job/x", "GET, PUT, POST, DELETE"],
        ["POST", "/-/healthy", "GET"],
        ["DELETE", "/-/ready", "GET"],
      ])("%s %s is 405 and lists the allowed methods", async (method, path, allow) => {
        const response = await fetch(`${target.url}${path}`, { method });
        expect(response.status).toBe(405);
        expect(response.headers.get("allow")).toBe(allow);
        expect(await response.json()).toMatchObject({
          code: "method-not-allowed",
          instance: expect.stringMatching(/^[0-9a-f-]{36}$/),
        });
      });

      it("healthy is for everyone, ready for clients", async () => {
        const healthy = await fetch(`${target.url}/-/healthy`);
        expect([healthy.status, await healthy.text()]).toEqual([200, "OK"]);
        expect((await fetch(`${target.url}/-/ready`)).status).toBe(401);
        expect((await send("/-/ready", { method: "GET" })).status).toBe(200);
      });
    });
  });
};
