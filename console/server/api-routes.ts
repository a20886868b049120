import * as z from "zod";
import { EXPLAINED_METHODS } from "../../lambda/authorize/explain-request.ts";
import { ok } from "../../lambda/model/result.ts";
import { toCodeTable } from "./code-table.ts";
import type { Answered, ConsoleSource, SourceOutage } from "./console-source.ts";
import { toSnippets } from "./snippets.ts";

export interface ConsoleAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Answers an admitted request to `/api/…`. `body` is undefined if it is not JSON. */
export const answerApi = async (
  method: string,
  path: string,
  body: unknown,
  source: ConsoleSource,
): Promise<ConsoleAnswer> => {
  const route = ROUTES[path];
  if (route === undefined) {
    return toApiProblem(404, "the console has no such path");
  }
  if (method !== route.method) {
    return toApiProblem(405, `${path} takes ${route.method}`);
  }
  return route.answer(source, body);
};

interface Route {
  readonly method: "GET" | "POST";
  readonly answer: (source: ConsoleSource, body: unknown) => Promise<ConsoleAnswer>;
}

const reading = <Value>(read: (source: ConsoleSource) => Promise<Answered<Value>>): Route => ({
  method: "GET",
  answer: async (source) => toAnswer(await read(source)),
});

const asking = <Question, Value>(
  question: z.ZodType<Question>,
  ask: (source: ConsoleSource, question: Question) => Answered<Value> | Promise<Answered<Value>>,
): Route => ({
  method: "POST",
  answer: async (source, body) => {
    const parsed = question.safeParse(body);
    return parsed.success
      ? toAnswer(await ask(source, parsed.data))
      : toApiProblem(400, `the body is not what this path takes: ${z.prettifyError(parsed.error)}`);
  },
});

const PATH = z.strictObject({ path: z.string() });

const NAME = z.strictObject({ name: z.string() });

const CLIENT = z.strictObject({ client: z.string() });

const QUESTION = z.strictObject({
  caller: z.string(),
  method: z.enum(EXPLAINED_METHODS),
  url: z.string(),
  claims: z.record(z.string(), z.string()),
});

const ROUTES: Readonly<Record<string, Route>> = {
  "/api/overview": {
    method: "GET",
    answer: async (source) => ({ status: 200, body: await source.overview() }),
  },
  "/api/groups": reading((source) => source.groups()),
  "/api/contracts": reading((source) => source.contracts()),
  "/api/group": asking(PATH, (source, { path }) => source.group(path)),
  "/api/group/delete": asking(PATH, (source, { path }) => source.deleteGroup(path)),
  "/api/contract/release": asking(NAME, (source, { name }) => source.releaseName(name)),
  "/api/explain": asking(QUESTION, (source, question) => source.explain(question)),
  "/api/codes": { method: "GET", answer: async () => ({ status: 200, body: toCodeTable() }) },
  "/api/snippets": asking(CLIENT, async (source, { client }) =>
    ok(toSnippets(await source.overview(), client)),
  ),
  "/api/token": asking(CLIENT, (source, { client }) => source.token(client)),
};

const STATUSES = { absent: 404, denied: 403, unavailable: 503 } as const satisfies Record<
  SourceOutage["kind"],
  number
>;

const toAnswer = (answered: Answered<unknown>): ConsoleAnswer =>
  answered.ok
    ? { status: 200, body: answered.value }
    : toApiProblem(STATUSES[answered.error.kind], answered.error.error);

export const toApiProblem = (status: number, error: string): ConsoleAnswer => ({ status, body: { error } });
