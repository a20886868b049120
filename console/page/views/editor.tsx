import type { RefObject } from "preact";
import { useState } from "preact/hooks";
import type { Issue } from "../../../lambda/model/issue.ts";
import { type Mark, toMark } from "../check/text-position.ts";

/** As in the style sheet. */
const LINE_HEIGHT = 20;
const PADDING = 10;
const VISIBLE_LINES = 40;

interface EditorProps {
  readonly input: RefObject<HTMLTextAreaElement | null>;
  readonly text: string;
  readonly issues: readonly Issue[];
  readonly isValid: boolean;
  readonly onText: (text: string) => void;
  readonly onFile: (file: File | undefined) => void;
}

/** A text area with line numbers, and with marks below the places of issues. */
export const Editor = ({ input, text, issues, isValid, onText, onFile }: EditorProps) => {
  const [scroll, setScroll] = useState({ top: 0, left: 0 });
  const [isOver, setOver] = useState(false);
  const lines = text.split("\n").length;
  const first = Math.max(0, Math.floor((scroll.top - PADDING) / LINE_HEIGHT));
  const numbers = Array.from(
    { length: Math.min(VISIBLE_LINES, lines - first) },
    (_, index) => first + index + 1,
  );
  const marks = issues.map(({ location }) => toMark(text, location)).filter((mark) => mark !== undefined);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: files can be chosen with the button above, too
    <div
      class={isOver ? "editor editor-over" : "editor"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onFile(event.dataTransfer?.files[0]);
      }}
    >
      <div class="numbers" aria-hidden="true">
        {numbers.map((number) => (
          <span key={number} style={{ top: `${toTop(number, scroll.top)}px` }}>
            {number}
          </span>
        ))}
      </div>
      <div class={isValid ? "marks marks-warning" : "marks"} aria-hidden="true">
        {marks.map((mark) => (
          <MarkedLine key={`${mark.line} ${mark.before.length}`} mark={mark} scroll={scroll} />
        ))}
      </div>
      <textarea
        ref={input}
        aria-label="Payload"
        spellcheck={false}
        autocomplete="off"
        wrap="off"
        rows={14}
        placeholder="Paste metrics here, or drop a file"
        value={text}
        onInput={({ currentTarget }) => onText(currentTarget.value)}
        onScroll={({ currentTarget: { scrollTop, scrollLeft } }) =>
          setScroll({ top: scrollTop, left: scrollLeft })
        }
      />
    </div>
  );
};

const toTop = (line: number, scrollTop: number): number => PADDING + (line - 1) * LINE_HEIGHT - scrollTop;

interface MarkedLineProps {
  readonly mark: Mark;
  readonly scroll: { readonly top: number; readonly left: number };
}

const MarkedLine = ({ mark: { line, before, marked }, scroll }: MarkedLineProps) => (
  <div style={{ top: `${toTop(line, scroll.top)}px`, left: `${-scroll.left}px` }}>
    {before}
    <mark>{marked}</mark>
  </div>
);
