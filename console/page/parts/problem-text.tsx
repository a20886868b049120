import { Value } from "./value.tsx";

/** Why an action failed; nothing if it did not. */
export const ProblemText = ({ text }: { readonly text: string }) =>
  text === "" ? null : (
    <p class="bad" role="alert">
      <Value text={text} max={1_000} />
    </p>
  );
