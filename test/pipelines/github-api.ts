import { createServer, type IncomingMessage } from "node:http";
import { listenOnLoopback } from "../support/loopback.ts";

/** A comment in GitHub's API, with the fields that are used. */
export interface StoredComment {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string; readonly type: "Bot" | "User" };
  readonly author_association: string;
}

/** GitHub's REST API for the comments of one pull request. */
export interface GithubApi {
  /** Value of GITHUB_API_URL. */
  readonly url: string;
  readonly comments: StoredComment[];
  /** Method and path of every request. */
  readonly requests: string[];
  /** Another user adds a comment. */
  add(comment: Omit<StoredComment, "id">): void;
  /** Answers every request of the method with this status, until it is undefined. */
  refuse(method: string, status: number | undefined, message?: string): void;
  close(): Promise<void>;
}

/**
 * A stand-in for the part of GitHub's API that comments need. Source: docs.github.com/rest/issues/comments ("Every pull
 * request is an issue"; ordered by ascending id; `per_page` is 30 by default and at most 100; 201 for a created
 * comment, 200 for an updated one; permission `issues` or `pull_requests`), and the 403 "Resource not accessible by
 * integration" for a job's token without that permission (docs.github.com/rest/overview/troubleshooting), and 403 or 429
 * for too many requests (docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api).
 */
export const startGithubApi = async (
  repository: string,
  pullRequest: number,
  token: string,
): Promise<GithubApi> => {
  const comments: StoredComment[] = [];
  const requests: string[] = [];
  const refusals = new Map<string, readonly [number, object]>();
  const add = (comment: Omit<StoredComment, "id">): StoredComment => {
    const stored = { ...comment, id: 1_000 + comments.length };
    comments.push(stored);
    return stored;
  };

  const answer = (request: IncomingMessage, body: string): readonly [number, unknown] => {
    const { method = "", headers, url = "" } = request;
    const { pathname, searchParams } = new URL(url, "http://api.test");
    const refusal = refusals.get(method);
    if (headers.authorization !== `Bearer ${token}`) {
      return [401, { message: "Bad credentials" }];
    }
    if (headers["user-agent"] === undefined || refusal !== undefined) {
      return refusal ?? [403, { message: NOT_ACCESSIBLE }];
    }
    const list = `/repos/${repository}/issues/${pullRequest}/comments`;
    const [, id] = /^\/repos\/octo\/app\/issues\/comments\/(\d+)$/.exec(pathname) ?? [];
    if (method === "GET" && pathname === list) {
      const size = Math.min(Number(searchParams.get("per_page") ?? 30), 100);
      const from = (Number(searchParams.get("page") ?? 1) - 1) * size;
      return [200, comments.slice(from, from + size)];
    }
    const text = (JSON.parse(body || "{}") as { body?: string }).body ?? "";
    if (method === "POST" && pathname === list) {
      return [201, add({ body: text, user: BOT, author_association: "NONE" })];
    }
    const comment = comments.find((stored) => stored.id === Number(id));
    if (method === "PATCH" && comment !== undefined) {
      comment.body = text;
      return [200, comment];
    }
    return [404, { message: "Not Found" }];
  };

  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      const [status, value] = answer(request, body);
      response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(value));
    });
  });
  const { url } = await listenOnLoopback(server);
  return {
    url,
    comments,
    requests,
    add,
    refuse: (method, status, message = NOT_ACCESSIBLE) => {
      refusals.delete(method);
      if (status !== undefined) {
        refusals.set(method, [status, { message }]);
      }
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const NOT_ACCESSIBLE = "Resource not accessible by integration";

const BOT = { login: "github-actions[bot]", type: "Bot" } as const;
