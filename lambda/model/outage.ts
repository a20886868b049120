/**
 * For `catch`: the value during this kind of outage, which is an expected failure. Any other error is a bug and is
 * thrown again.
 */
export const during =
  <Instead>(outage: abstract new (...parts: never[]) => Error, instead: Instead) =>
  (error: unknown): Instead => {
    if (error instanceof outage) {
      return instead;
    }
    throw error;
  };
