import { GroupingKey } from "../../../lambda/model/grouping-key.ts";
import type { Part } from "../../api.ts";
import { toHref } from "../data/use-route.ts";
import { KeyChips } from "../parts/labels.tsx";
import { useNow } from "../parts/use-now.ts";
import { Value } from "../parts/value.tsx";
import { describeAge } from "../text/duration.ts";

export const STATES = {
  good: { sign: "✓", word: "good" },
  waiting: { sign: "…", word: "waiting" },
  bad: { sign: "✕", word: "problem" },
  unknown: { sign: "?", word: "unknown" },
} as const;

/** A part with a problem, or a store that takes no pushes yet. */
export const isNotable = ({ name, state }: Part): boolean =>
  state === "bad" || (name === "store" && state === "waiting");

/** The state of every part of the system. Notable ones are shown directly, the rest in a line that opens. */
export const PartStates = ({ parts }: { readonly parts: readonly Part[] }) => {
  const now = useNow();
  return (
    <>
      {parts.filter(isNotable).map((part) => (
        <div key={part.name} class={`banner banner-${part.state}`} role="alert">
          <b>{part.name}:</b> <Value text={part.text} max={1_000} /> <Age part={part} now={now} />
          <Culprits paths={part.groups} />
        </div>
      ))}
      <details class="parts">
        <summary>
          <span class="hidden">State of the parts:</span>
          {parts.map((part) => (
            <span key={part.name} class={`part part-${part.state}`}>
              <span aria-hidden="true">{STATES[part.state].sign}</span> {part.name}{" "}
              <span class="hidden">{STATES[part.state].word},</span> <Age part={part} now={now} />
            </span>
          ))}
        </summary>
        <dl>
          {parts.map(({ name, text, state }) => (
            <div key={name}>
              <dt>
                {name} <span class="dim">{STATES[state].word}</span>
              </dt>
              <dd>
                <Value text={text} max={1_000} />
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </>
  );
};

/** How long ago the state was seen. */
export const Age = ({ part: { seenAt }, now }: { readonly part: Part; readonly now: number }) => (
  <small>{seenAt === undefined ? "never seen" : describeAge(seenAt, now)}</small>
);

/** The groups that cause a problem, each with a link that shows only that group. */
const Culprits = ({ paths }: { readonly paths: readonly string[] }) =>
  paths.length === 0 ? null : (
    <ul class="culprits">
      {paths.map((path) => {
        const key = GroupingKey.ofPath(path);
        if (key === undefined) {
          return <li key={path}>{path}</li>;
        }
        const labels = Object.fromEntries(key.labels.map(({ name, value }) => [name, value]));
        const filter = [`job=${key.job}`, ...key.labels.map(({ name, value }) => `${name}=${value}`)].join(
          " ",
        );
        return (
          <li key={path}>
            <a href={toHref("overview", { filter })}>
              <KeyChips job={key.job} labels={labels} />
            </a>
          </li>
        );
      })}
    </ul>
  );
