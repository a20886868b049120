/** A number as Prometheus writes it. */
export const showNumber = (value: number): string => {
  if (value === Number.POSITIVE_INFINITY) {
    return "+Inf";
  }
  return value === Number.NEGATIVE_INFINITY ? "-Inf" : String(value);
};
