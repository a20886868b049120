import type { ComponentChildren } from "preact";

/** A choice with its name above, which the choice says itself to those who hear the page. */
export const Field = ({
  text,
  children,
}: {
  readonly text: string;
  readonly children: ComponentChildren;
}) => (
  <div class="field">
    <span aria-hidden="true">{text}</span>
    {children}
  </div>
);
