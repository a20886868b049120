/** Why an operator's command was not carried out. */
export interface OperatorRefusal {
  readonly error: string;
  /** `absent`: there is no such group or name. `invalid`: no such command. `unavailable`: a dependency failed; try again. */
  readonly reason: "absent" | "invalid" | "unavailable";
}

export const failOperation = (reason: OperatorRefusal["reason"], error: string): OperatorRefusal => ({
  error,
  reason,
});
