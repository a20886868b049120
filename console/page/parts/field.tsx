import type { ComponentChildren } from "preact";

/** A choice with its name above. Screen readers read the name with the choice. */
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
