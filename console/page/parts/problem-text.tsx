import { Value } from "./value.tsx";

/** Why something did not work; nothing while it does. */
export const ProblemText = ({ text }: { readonly text: string }) =>
  text === "" ? null : (
    <p class="bad" role="alert">
      <Value text={text} max={1_000} />
    </p>
  );
