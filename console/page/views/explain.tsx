import { useState } from "preact/hooks";
import type { ExplainQuestion, Explanation } from "../../api.ts";
import { toExamplePath } from "../commands/example-path.ts";
import { useConsoleView } from "../data/console-context.ts";
import { Field } from "../parts/field.tsx";
import { ProblemText } from "../parts/problem-text.tsx";
import { Select } from "../parts/select.tsx";
import { Value } from "../parts/value.tsx";

const METHODS = ["PUT", "POST", "DELETE", "GET"] as const;

const toMethod = (text: string | null): ExplainQuestion["method"] =>
  METHODS.find((method) => method === text) ?? "PUT";

const toClaims = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text.split("\n").flatMap((line) => {
      const [, name, value] = /^\s*([^=:\s]+)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, value ?? ""]];
    }),
  );

/** Whether a caller may send a request, and the line of proxy.yaml that decides it. */
export const ExplainView = ({ parameters }: { readonly parameters: URLSearchParams }) => {
  const { api, overview } = useConsoleView();
  const [caller, setCaller] = useState(parameters.get("caller") ?? overview.callers[0]?.id ?? "");
  const [method, setMethod] = useState(toMethod(parameters.get("method")));
  const [url, setUrl] = useState(parameters.get("url") ?? "");
  const [claims, setClaims] = useState("");
  const [answer, setAnswer] = useState<Explanation>();
  const [problem, setProblem] = useState("");
  const isIssuer = overview.callers.some(({ id, kind }) => id === caller && kind === "issuer");
  const ask = async (event: Event): Promise<void> => {
    event.preventDefault();
    const given = await api.ask("/api/explain", {
      caller,
      method,
      url: url.trim(),
      claims: isIssuer ? toClaims(claims) : {},
    });
    setAnswer(given.ok ? given.value : undefined);
    setProblem(given.ok ? "" : given.error.text);
  };
  return (
    <>
      <h2 tabIndex={-1}>Explain</h2>
      <p class="dim">May a client push to an address? Paste the whole URL, or its path.</p>
      <form class="card form" onSubmit={ask}>
        <div class="fields">
          <Field text="Client">
            <Select
              label="Client"
              value={caller}
              choices={overview.callers.map(
                ({ id, kind }) => [id, kind === "issuer" ? `${id} (issuer)` : id] as const,
              )}
              onChoose={setCaller}
            />
          </Field>
          <Field text="Method">
            <Select label="Method" value={method} choices={METHODS} onChoose={setMethod} />
          </Field>
          <label class="grow">
            URL
            <input
              required
              class="mono"
              spellcheck={false}
              autocomplete="off"
              placeholder={overview.pushUrl + toExamplePath(overview)}
              value={url}
              onInput={({ currentTarget }) => setUrl(currentTarget.value)}
            />
          </label>
        </div>
        {isIssuer && (
          <label>
            <span>
              Claims of the token, one <code>name=value</code> a line
            </span>
            <textarea
              rows={3}
              class="mono"
              spellcheck={false}
              placeholder={"repository=example/app\nref=refs/heads/main"}
              value={claims}
              onInput={({ currentTarget }) => setClaims(currentTarget.value)}
            />
          </label>
        )}
        <div class="actions">
          <button type="submit" class="primary">
            Explain
          </button>
        </div>
      </form>
      <div aria-live="polite">
        <ProblemText text={problem} />
        {answer !== undefined && <Answer answer={answer} />}
      </div>
    </>
  );
};

const Answer = ({ answer: { isAllowed, text, place, conditions } }: { readonly answer: Explanation }) => (
  <div class={isAllowed ? "card verdict verdict-good" : "card verdict verdict-bad"}>
    <p class="verdict-word">{isAllowed ? "✓ Allowed" : "✕ Refused"}</p>
    <p>
      <Value text={text} max={1_000} />
    </p>
    {place !== undefined && (
      <p>
        {isAllowed ? "Written" : "Its rights are"} at <code>{place}</code>
      </p>
    )}
    {conditions.length > 0 && (
      <ul>
        {conditions.map((condition) => (
          <li key={condition}>
            <Value text={condition} max={600} />
          </li>
        ))}
      </ul>
    )}
  </div>
);
