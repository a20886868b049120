import { createServer } from "node:http";
import { listenOnLoopback } from "../support/loopback.ts";

/** GitHub's API for the jobs of one run. */
export interface GithubJobsApi {
  /** The runner's environment for a job of the run. */
  readonly env: Readonly<Record<string, string>>;
  setJobs(jobs: readonly { readonly id: number }[]): void;
  /** Removes the permission `actions: read` from the job's token, or restores it. */
  setPermission(isGiven: "given" | "missing"): void;
  /** Answers the next requests with these statuses. */
  failNext(...statuses: readonly number[]): void;
  /** The number of requests so far. */
  countRequests(): number;
  close(): Promise<void>;
}

/**
 * A stand-in for three operations of GitHub's REST API: "Get a workflow run attempt", "List jobs for a workflow run
 * attempt" (docs.github.com/rest/actions/workflow-jobs: `total_count` and `jobs`, pages of at most 100) and "Get a job for
 * a workflow run", with the 403 for a token without the permission `actions: read`.
 */
export const startGithubJobsApi = async (
  token: string,
  run: { readonly repository: string; readonly startedAt: string },
): Promise<GithubJobsApi> => {
  let jobs: readonly { readonly id: number }[] = [];
  let requests = 0;
  const statuses: number[] = [];
  let permission: "given" | "missing" = "given";
  const actions = `/repos/${run.repository}/actions`;
  const attempt = `${actions}/runs/77/attempts/1`;

  const answer = (
    pathname: string,
    authorization: string | undefined,
    page: number,
  ): readonly [number, object] => {
    if (authorization !== `Bearer ${token}`) {
      return [401, { message: "Bad credentials" }];
    }
    if (permission === "missing") {
      return [403, { message: "Resource not accessible by integration" }];
    }
    if (pathname === attempt) {
      return [200, { id: 77, run_attempt: 1, run_started_at: run.startedAt }];
    }
    const own = jobs.find(({ id }) => pathname === `${actions}/jobs/${id}`);
    if (own !== undefined) {
      return [200, own];
    }
    return pathname === `${attempt}/jobs`
      ? [200, { total_count: jobs.length, jobs: jobs.slice((page - 1) * 100, page * 100) }]
      : [404, { message: "Not Found" }];
  };

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://api.test");
    requests += 1;
    const status = statuses.shift();
    if (status !== undefined) {
      return response.writeHead(status).end("<html>Unicorn!</html>");
    }
    const [code, body] = answer(
      pathname,
      request.headers.authorization,
      Number(searchParams.get("page") ?? 1),
    );
    return response.writeHead(code, { "Content-Type": "application/json" }).end(JSON.stringify(body));
  });
  const { url } = await listenOnLoopback(server);
  return {
    env: {
      GITHUB_API_URL: url,
      GITHUB_REPOSITORY: run.repository,
      GITHUB_RUN_ID: "77",
      GITHUB_RUN_ATTEMPT: "1",
      GITHUB_REF_NAME: "main",
      GITHUB_REF_TYPE: "branch",
      GITHUB_WORKFLOW: "build",
      RUNNER_NAME: "GitHub Actions 7",
      RUNNER_OS: "Linux",
      RUNNER_ARCH: "X64",
      RUNNER_ENVIRONMENT: "github-hosted",
    },
    setJobs: (others) => {
      jobs = others;
    },
    setPermission: (isGiven) => {
      permission = isGiven;
    },
    failNext: (...next) => {
      statuses.push(...next);
    },
    countRequests: () => requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
