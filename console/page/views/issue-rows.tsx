import type { Location } from "../../../lambda/model/exposition.ts";
import type { Issue } from "../../../lambda/model/issue.ts";
import type { PayloadJudgement } from "../check/judge.ts";
import type { QuickFix } from "../check/quick-fixes.ts";
import { CodeNote } from "../parts/code-note.tsx";
import { Value } from "../parts/value.tsx";
import { plural } from "../text/numbers.ts";

type LinePlace = Extract<Location, { line: number }>;

interface IssueListProps {
  readonly judgement: PayloadJudgement;
  readonly fixOf: (issue: Issue) => QuickFix | undefined;
  readonly onFix: (fix: QuickFix) => void;
  /** Moves the cursor. Undefined: there is no text. */
  readonly onSelect: ((place: LinePlace) => void) | undefined;
}

export const IssueRows = ({
  judgement: { issues, total, isValid },
  fixOf,
  onFix,
  onSelect,
}: IssueListProps) => (
  <>
    <ul class="issues">
      {issues.map((issue, index) => {
        const fix = fixOf(issue);
        return (
          <li key={`${index} ${issue.code}`} class={isValid ? "issue issue-warning" : "issue"}>
            <Place location={issue.location} onSelect={onSelect} />
            <div>
              <p>
                <Value text={issue.detail} max={600} />
              </p>
              <div class="links">
                {fix !== undefined && (
                  <button type="button" class="small primary" onClick={() => onFix(fix)}>
                    <Value text={fix.title} max={60} />
                  </button>
                )}
                <CodeNote code={issue.code} />
              </div>
            </div>
          </li>
        );
      })}
    </ul>
    {total > issues.length && <p class="dim">And {plural(total - issues.length, "more issue")}.</p>}
  </>
);

const Place = ({
  location,
  onSelect,
}: { readonly location: Location | undefined } & Pick<IssueListProps, "onSelect">) => {
  if (location === undefined) {
    return <span class="place" />;
  }
  if (!("line" in location)) {
    return (
      <code class="place">
        <Value text={location.pointer} max={80} />
      </code>
    );
  }
  const text = `${location.line}:${location.column}`;
  return onSelect === undefined ? (
    <code class="place">{text}</code>
  ) : (
    <button
      type="button"
      class="place link"
      aria-label={`${text}: go to this line and column`}
      onClick={() => onSelect(location)}
    >
      {text}
    </button>
  );
};
