import { useEffect, useState } from "preact/hooks";
import { toReadablePath } from "../../../lambda/model/readable-path.ts";
import type { Group, GroupContent } from "../../api.ts";
import { toSelector } from "../commands/promql.ts";
import { type Shell, toTextLines, toUser, writePush } from "../commands/push-command.ts";
import { useConsoleView, useTokenOf } from "../data/console-context.ts";
import { useAnnounce } from "../parts/announcer.tsx";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { KeyChips } from "../parts/labels.tsx";
import { ProblemText } from "../parts/problem-text.tsx";
import { describeAge } from "../text/duration.ts";
import { plural } from "../text/numbers.ts";
import { FamilyTable } from "./family-table.tsx";

/** The content of a group, and its actions. */
export const GroupDetail = ({ group, now }: { readonly group: Group; readonly now: number }) => {
  const { api, overview } = useConsoleView();
  const announce = useAnnounce();
  const tokenOf = useTokenOf();
  const [content, setContent] = useState<GroupContent>();
  const [problem, setProblem] = useState("");
  const [isAsking, setAsking] = useState(false);
  const { path, pushedAt } = group;

  // It is read again with every push.
  useEffect(() => {
    let isWanted = true;
    void api.ask("/api/group", { path }).then((answer) => {
      if (isWanted) {
        setProblem(answer.ok ? "" : answer.error.text);
        setContent((before) => (answer.ok ? answer.value : before));
      }
    });
    return () => {
      isWanted = false;
    };
  }, [api, path, pushedAt]);

  const writeAs = async (shell: Shell): Promise<string> => {
    const user = toUser(group.owner);
    return writePush(
      {
        url: overview.pushUrl + toReadablePath(group),
        method: "POST",
        user,
        token: await tokenOf(user),
        body: { kind: "lines", lines: content === undefined ? [] : toTextLines(content) },
      },
      shell,
    );
  };
  const remove = async (): Promise<void> => {
    const answer = await api.ask("/api/group/delete", { path });
    const at =
      answer.ok && answer.value.atPushgateway === "later"
        ? "; the Pushgateway follows with the next sweep"
        : "";
    announce(answer.ok ? `The group was deleted${at}` : answer.error.text);
  };

  return (
    <div class="group-detail">
      <p class="dim">
        Pushed {describeAge(pushedAt, now)} (
        <time dateTime={pushedAt}>{new Date(pushedAt).toLocaleString()}</time>)
        {group.expiresAfterSeconds === undefined && ", never expires"}.{" "}
        <code class="path">{toReadablePath(group)}</code>
      </p>
      <ProblemText text={problem} />
      {content === undefined ? (
        problem === "" && <p class="skeleton">Reading …</p>
      ) : (
        <FamilyTable content={content} group={group} />
      )}
      {(content?.omittedSeries ?? 0) > 0 && (
        <p class="dim">
          {plural(content!.omittedSeries, "more series", "more series")} of this group are not shown.
        </p>
      )}
      <div class="actions">
        <CopyButton label="Copy PromQL" what="the selector of this group" text={() => toSelector(group)} />
        {(["curl", "PowerShell"] as const).map((shell) => (
          <CopyButton
            key={shell}
            label={`Copy ${shell}`}
            what={`a push to this group with ${shell}`}
            text={() => writeAs(shell)}
          />
        ))}
        {overview.mayChange && (
          <button type="button" class="small danger" onClick={() => setAsking(true)}>
            Delete …
          </button>
        )}
      </div>
      {isAsking && (
        <ConfirmDialog
          title="Delete this group?"
          word={group.job}
          action="Delete the group"
          onConfirm={remove}
          onClose={() => setAsking(false)}
        >
          <p>
            <KeyChips job={group.job} labels={group.labels} />
          </p>
          <p>
            Its {plural(group.series, "series", "series")} are gone from the next scrape on, until somebody
            pushes the group again.
          </p>
        </ConfirmDialog>
      )}
    </div>
  );
};
