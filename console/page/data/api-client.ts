import { err, ok, type Result } from "../../../lambda/model/result.ts";
import type { ReleaseProgress } from "../../../lambda/sweep/operator/release-contract.ts";
import type {
  CodeTable,
  ConsoleProblem,
  ContractTable,
  Deleted,
  ExplainQuestion,
  Explanation,
  GroupContent,
  GroupTable,
  Overview,
  SnippetList,
  Token,
} from "../../api.ts";
import { EventReader } from "./event-reader.ts";

/** By path: the request and the answer. */
interface Exchanges {
  readonly "/api/overview": { readonly question: undefined; readonly answer: Overview };
  readonly "/api/groups": { readonly question: undefined; readonly answer: GroupTable };
  readonly "/api/codes": { readonly question: undefined; readonly answer: CodeTable };
  readonly "/api/contracts": { readonly question: undefined; readonly answer: ContractTable };
  readonly "/api/group": { readonly question: { readonly path: string }; readonly answer: GroupContent };
  readonly "/api/group/delete": { readonly question: { readonly path: string }; readonly answer: Deleted };
  readonly "/api/contract/release": {
    readonly question: { readonly name: string };
    readonly answer: ReleaseProgress;
  };
  readonly "/api/explain": { readonly question: ExplainQuestion; readonly answer: Explanation };
  readonly "/api/snippets": { readonly question: { readonly client: string }; readonly answer: SnippetList };
  readonly "/api/token": { readonly question: { readonly client: string }; readonly answer: Token };
}

export interface ApiProblem {
  /** `lost`: no answer; `denied`: this server has another token. */
  readonly kind: "lost" | "denied" | "refused";
  /** A sentence. */
  readonly text: string;
}

export interface Api {
  ask<Path extends keyof Exchanges>(
    path: Path,
    question: Exchanges[Path]["question"],
  ): Promise<Result<Exchanges[Path]["answer"], ApiProblem>>;
  /** Yields every overview that the server sends, and ends with the reason why no more come. */
  listen(onOverview: (overview: Overview) => void, signal: AbortSignal): Promise<ApiProblem>;
}

/** The server sends something at least every 15 s. */
const SILENCE_MS = 20_000;

const LOST: ApiProblem = { kind: "lost", text: "The console's server does not answer." };

/** EventSource sends no Authorization header, so events are read from a response of fetch. */
export const createApi = (token: string): Api => {
  const send = async (
    path: string,
    question: unknown,
    signal?: AbortSignal,
  ): Promise<Result<Response, ApiProblem>> => {
    try {
      const response = await fetch(path, {
        headers: {
          authorization: `Bearer ${token}`,
          ...(question !== undefined && { "content-type": "application/json" }),
        },
        ...(question !== undefined && { method: "POST", body: JSON.stringify(question) }),
        ...(signal !== undefined && { signal }),
        cache: "no-store",
        credentials: "omit",
      });
      return response.ok ? ok(response) : err(await toApiProblem(response));
    } catch {
      return err(LOST);
    }
  };
  return {
    ask: async (path, question) => {
      const sent = await send(path, question);
      try {
        return sent.ok ? ok(await sent.value.json()) : sent;
      } catch {
        return err(LOST);
      }
    },
    listen: async (onOverview, signal) => {
      const silence = new AbortController();
      const sent = await send("/api/events", undefined, AbortSignal.any([signal, silence.signal]));
      if (!sent.ok) {
        return sent.error;
      }
      const reader = new EventReader();
      const wait = () => setTimeout(() => silence.abort(), SILENCE_MS);
      let timer = wait();
      try {
        for await (const piece of sent.value.body!.pipeThrough(new TextDecoderStream())) {
          clearTimeout(timer);
          timer = wait();
          for (const { name, data } of reader.read(piece)) {
            if (name === "overview") {
              onOverview(JSON.parse(data));
            }
          }
        }
      } catch {
        // The same as an end: no more events come.
      }
      clearTimeout(timer);
      return LOST;
    },
  };
};

const toApiProblem = async (response: Response): Promise<ApiProblem> => {
  const text = await response.json().then(
    ({ error }: ConsoleProblem) => error,
    () => `The console's server answers ${response.status}.`,
  );
  return { kind: response.status === 401 ? "denied" : "refused", text };
};
