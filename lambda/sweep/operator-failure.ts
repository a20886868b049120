/** Why an operator's command was not carried out. */
export interface OperatorFailure {
  readonly error: string;
  /** `absent`: there is no such group or name. `invalid`: no such command. `unavailable`: a dependency failed; try again. */
  readonly reason: "absent" | "invalid" | "unavailable";
}

export const failOperation = (reason: OperatorFailure["reason"], error: string): OperatorFailure => ({
  error,
  reason,
});
