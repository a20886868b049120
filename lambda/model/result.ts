/** The result of a step that can fail: expected failures are values, a throw is a bug or an outage. */
export type Result<Value, Reason> = Ok<Value> | Err<Reason>;

export interface Ok<Value> {
  readonly ok: true;
  readonly value: Value;
}

export interface Err<Reason> {
  readonly ok: false;
  readonly error: Reason;
}

export const ok = <Value>(value: Value): Ok<Value> => ({ ok: true, value });

export const err = <Reason>(error: Reason): Err<Reason> => ({ ok: false, error });
