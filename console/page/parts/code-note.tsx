import { useState } from "preact/hooks";
import type { CodeEntry } from "../../api.ts";
import { useConsoleView } from "../data/console-context.ts";
import { useAnnounce } from "./announcer.tsx";
import { Code } from "./code.tsx";

/** The documentation of an issue's or a problem's code, once it is opened. */
export const CodeNote = ({ code }: { readonly code: string }) => {
  const { api } = useConsoleView();
  const announce = useAnnounce();
  const [entry, setEntry] = useState<CodeEntry>();
  const read = async (): Promise<void> => {
    const answer = await api.ask("/api/codes", undefined);
    if (answer.ok) {
      setEntry(answer.value.codes[code] ?? { cause: "This code is not documented.", fix: "", example: "" });
    } else {
      announce(answer.error.text);
    }
  };
  return (
    <details class="code-note" onToggle={() => entry === undefined && read()}>
      <summary>
        <code>{code}</code>
      </summary>
      {entry !== undefined && (
        <>
          <p>{entry.cause}</p>
          <p>{entry.fix}</p>
          {entry.example !== "" && <Code text={entry.example} label={`An example of ${code}`} />}
        </>
      )}
    </details>
  );
};
