import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Value } from "./value.tsx";

interface ConfirmDialogProps {
  readonly title: string;
  readonly children: ComponentChildren;
  /** The word to type. */
  readonly word: string;
  readonly action: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before an action that cannot be undone. Its button works once the word is typed. */
export const ConfirmDialog = ({ title, children, word, action, onConfirm, onClose }: ConfirmDialogProps) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState("");
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const isTyped = typed === word;
  return (
    <dialog ref={dialog} aria-labelledby={`${id}-title`} onClose={onClose}>
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          if (isTyped) {
            onConfirm();
            dialog.current?.close();
          }
        }}
      >
        <h2 id={`${id}-title`}>{title}</h2>
        {children}
        <label for={`${id}-word`}>
          Type{" "}
          <b class="mono">
            <Value text={word} />
          </b>{" "}
          to confirm
        </label>
        <input
          id={`${id}-word`}
          autocomplete="off"
          spellcheck={false}
          value={typed}
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        />
        <div class="actions">
          <button type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="submit" class="danger" disabled={!isTyped}>
            {action}
          </button>
        </div>
      </form>
    </dialog>
  );
};
