import { type ComponentChildren, createContext } from "preact";
import { useContext, useRef, useState } from "preact/hooks";

import { Value } from "./value.tsx";

const Announce = createContext<(text: string) => void>(() => {});

/** Shows a message for a while, and lets screen readers read it aloud. */
export const useAnnounce = () => useContext(Announce);

const SHOWN_MS = 5_000;

export const Announcer = ({ children }: { readonly children: ComponentChildren }) => {
  const [text, setText] = useState("");
  const timer = useRef(0);
  const announce = useRef((next: string) => {
    clearTimeout(timer.current);
    setText(next);
    timer.current = window.setTimeout(() => setText(""), SHOWN_MS);
  });
  return (
    <Announce.Provider value={announce.current}>
      {children}
      <div class="toast" role="status">
        {text !== "" && <Value text={text} max={300} />}
      </div>
    </Announce.Provider>
  );
};
