import { useMemo, useRef, useState } from "preact/hooks";
import { FORMATS, type FormatId, findFormat } from "../../../lambda/decode/formats.ts";
import { judge } from "../check/judge.ts";
import { findQuickFix } from "../check/quick-fixes.ts";
import { readDropped } from "../check/read-dropped.ts";
import { toIndex } from "../check/text-position.ts";
import { toExamplePath } from "../commands/example-path.ts";
import { parsePath } from "../commands/parse-path.ts";
import { useConsoleView } from "../data/console-context.ts";
import { useAnnounce } from "../parts/announcer.tsx";
import { Field } from "../parts/field.tsx";
import { ProblemText } from "../parts/problem-text.tsx";
import { Select } from "../parts/select.tsx";
import { plural, showBytes } from "../text/numbers.ts";
import { DryRun } from "./dry-run.tsx";
import { Editor } from "./editor.tsx";
import { IssueRows } from "./issue-rows.tsx";

const EXAMPLE = `# HELP build_seconds How long the build took.
# TYPE build_seconds gauge
build_seconds 42,5
build_ok{branch='main'} 1
# TYPE build_tests counter
build_tests 12`;

/** The checked payload: a text that can be edited, or the bytes of a file. */
type Source =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "file";
      readonly name: string;
      readonly bytes: Uint8Array;
      readonly text: string | undefined;
    };

/** Bytes are checked unchanged, so that a file's byte order mark and line ends count, too. */
const bytesOf = (source: Source): Uint8Array =>
  source.kind === "file" ? source.bytes : new TextEncoder().encode(source.text);

/** Checks a payload in the page, with the proxy's own decoders and rules. */
export const CheckView = () => {
  const { overview } = useConsoleView();
  const announce = useAnnounce();
  const [source, setSource] = useState<Source>({ kind: "text", text: "" });
  const [format, setFormat] = useState<FormatId | "">("");
  const [path, setPath] = useState(() => toExamplePath(overview));
  const editor = useRef<HTMLTextAreaElement>(null);
  const key = useMemo(() => parsePath(path), [path]);
  const body = useMemo(() => bytesOf(source), [source]);
  // It is part of every overview, and changes only when proxy.yaml is read again.
  const validation = JSON.stringify(overview.validation);
  const judgement = useMemo(
    () =>
      key === undefined
        ? undefined
        : judge({ body, format: format === "" ? undefined : format, key }, JSON.parse(validation)),
    [body, format, key, validation],
  );
  const { text } = source;
  const setText = (next: string): void => setSource({ kind: "text", text: next });
  const open = async (file: File | undefined): Promise<void> => {
    if (file !== undefined) {
      const read = await readDropped(file);
      setSource({ kind: "file", ...read });
      announce(`Read ${file.name}`);
    }
  };
  const canFix = text !== undefined && (judgement?.format === "text" || judgement?.format === "openmetrics");
  const select = (index: number): void => {
    editor.current?.focus();
    editor.current?.setSelectionRange(index, index);
  };
  return (
    <>
      <h2 tabIndex={-1}>Check</h2>
      <p class="dim">Runs in this page, with the proxy's own decoders and rules. Nothing is sent.</p>
      <div class="fields">
        <Field text="Format">
          <Select
            label="Format"
            value={format}
            choices={[["", "automatic"], ...FORMATS.map(({ id }) => id)]}
            onChoose={setFormat}
          />
        </Field>
        <label class="grow">
          Group
          <input
            class="mono"
            spellcheck={false}
            autocomplete="off"
            value={path}
            onInput={({ currentTarget }) => setPath(currentTarget.value)}
          />
        </label>
        <label class="file">
          File
          <input type="file" onChange={({ currentTarget }) => open(currentTarget.files?.[0])} />
        </label>
      </div>
      <ProblemText
        text={key === undefined ? "A group is written /metrics/job/<job>{/<label>/<value>}." : ""}
      />
      {text === undefined ? (
        <p class="card">
          {source.kind === "file" && `${source.name}: ${showBytes(source.bytes.length)} that are not text.`}{" "}
          <button type="button" class="small" onClick={() => setText("")}>
            Write text instead
          </button>
        </p>
      ) : (
        <Editor
          input={editor}
          text={text}
          issues={judgement?.issues ?? []}
          isValid={judgement?.isValid ?? true}
          onText={setText}
          onFile={open}
        />
      )}
      {body.length === 0 ? (
        <p class="actions">
          <span class="dim">Paste a payload, drop a file, or</span>
          <button type="button" class="small" onClick={() => setText(EXAMPLE)}>
            try an example
          </button>
        </p>
      ) : (
        judgement !== undefined && (
          <>
            <p role="status" class={judgement.isValid ? "verdict-word good" : "verdict-word bad"}>
              {judgement.isValid ? "✓ Valid" : "✕ Invalid"} {judgement.format}:{" "}
              {judgement.isValid
                ? `${judgement.detail}${judgement.total > 0 ? `, ${plural(judgement.total, "warning")}` : ""}`
                : judgement.total > 0
                  ? plural(judgement.total, "issue")
                  : judgement.detail}
            </p>
            <IssueRows
              judgement={judgement}
              fixOf={(issue) => (canFix ? findQuickFix(text, issue) : undefined)}
              onFix={(fix) => {
                setText(fix.text);
                announce("Fixed");
              }}
              onSelect={text === undefined ? undefined : (place) => select(toIndex(text, place))}
            />
            {key !== undefined && <DryRun path={path} format={findFormat(judgement.format)!} text={text} />}
          </>
        )
      )}
    </>
  );
};
