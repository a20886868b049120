import { useState } from "preact/hooks";
import type { FoldedRefusal } from "../../api.ts";
import { parsePath } from "../commands/parse-path.ts";
import { useConsoleView } from "../data/console-context.ts";
import { toHref } from "../data/use-route.ts";
import { CodeNote } from "../parts/code-note.tsx";
import { KeyChips } from "../parts/labels.tsx";
import { Select } from "../parts/select.tsx";
import { useNow } from "../parts/use-now.ts";
import { Value } from "../parts/value.tsx";
import { describeAge } from "../text/duration.ts";
import { plural, showCount } from "../text/numbers.ts";
import { Age } from "./part-states.tsx";

const UNKNOWN = "unknown";

/** Refused pushes, with equal ones folded. */
export const RefusalsView = () => {
  const { overview } = useConsoleView();
  const now = useNow();
  const [client, setClient] = useState("");
  const clients = [...new Set(overview.refusals.map((refusal) => refusal.client ?? UNKNOWN))].sort();
  // If requests are not seen at once, it shows the age of this list, or why it is empty.
  const reading = overview.parts.find(({ name }) => name === "requests");
  const shown = overview.refusals.filter(
    (refusal) => client === "" || (refusal.client ?? UNKNOWN) === client,
  );
  const count = shown.reduce((sum, refusal) => sum + refusal.count, 0);
  return (
    <>
      <h2 tabIndex={-1}>Refusals</h2>
      {reading !== undefined && (
        <p class="dim">
          <Value text={reading.text} max={1_000} /> <Age part={reading} now={now} />
        </p>
      )}
      {overview.refusals.length === 0 ? (
        overview.traffic !== undefined && <p class="nothing">No push was refused in the last 30 minutes.</p>
      ) : (
        <>
          <div class="toolbar">
            <Select
              label="Client"
              value={client}
              choices={[["", "all clients"], ...clients]}
              onChoose={setClient}
            />
            <span role="status" class="dim">
              {plural(count, "refusal")}, {plural(shown.length, "cause")}
            </span>
          </div>
          <ul class="refusals">
            {shown.map((refusal) => (
              <Refusal key={keyOf(refusal)} refusal={refusal} now={now} />
            ))}
          </ul>
        </>
      )}
    </>
  );
};

const keyOf = ({ firstAt, client, method, path, problem, issue }: FoldedRefusal): string =>
  [firstAt, client, method, path, problem, issue?.code, issue?.line, issue?.column, issue?.pointer].join(" ");

const toPlace = ({ line, column, pointer }: NonNullable<FoldedRefusal["issue"]>): string => {
  if (line !== undefined) {
    return `line ${line}, column ${column ?? 1}`;
  }
  return pointer ?? "";
};

const Refusal = ({ refusal, now }: { readonly refusal: FoldedRefusal; readonly now: number }) => {
  const { client, status, problem, method, path, detail, issue, issues, fix, count, firstAt, lastAt } =
    refusal;
  const place = issue === undefined ? "" : toPlace(issue);
  const code = issue?.code ?? problem;
  const group = parsePath(path);
  return (
    <li class="refusal">
      <div class="when">
        <time dateTime={lastAt}>{describeAge(lastAt, now)}</time>
        {count > 1 && (
          <span class="times" title={`first ${describeAge(firstAt, now)}`}>
            ×{showCount(count)}
          </span>
        )}
      </div>
      <div class="who">
        <b>{client === undefined ? <span class="dim">{UNKNOWN}</span> : <Value text={client} max={60} />}</b>
        <span class="status">
          {status} {problem}
        </span>
      </div>
      <div class="what">
        <p>
          {place !== "" && <code class="place">{place}</code>}{" "}
          <Value text={issue?.detail ?? detail} max={600} />
          {issues > 1 && <span class="dim"> (and {plural(issues - 1, "more issue")})</span>}
        </p>
        {fix !== undefined && (
          <p class="fix">
            Fix: <Value text={fix} max={600} />
          </p>
        )}
        {group !== undefined && path.includes("@base64") && (
          <KeyChips
            job={group.job}
            labels={Object.fromEntries(group.labels.map(({ name, value }) => [name, value]))}
          />
        )}
        <p class="dim path">
          {method === "" ? "unreadable request" : method} <Value text={path} max={300} />
        </p>
        <div class="links">
          {code !== "" && <CodeNote code={code} />}
          {status === 403 && client !== undefined && (
            <a href={toHref("explain", { caller: client, method, url: path })}>
              What may <Value text={client} max={40} /> push?
            </a>
          )}
          {status === 409 && <a href={toHref("contracts")}>Contracts</a>}
        </div>
      </div>
    </li>
  );
};
