/**
 * A bound or quantile as Prometheus 3 writes it in the labels `le` and `quantile` (labels.FormatOpenMetricsFloat): the
 * shortest text that parses to the same number, with an exponent below 1e-4 and from 1e6 on, and always with a point or
 * an exponent.
 */
export const toFloatText = (value: number): string => {
  if (Number.isNaN(value)) {
    return "NaN";
  }
  if (!Number.isFinite(value)) {
    return value === Number.POSITIVE_INFINITY ? "+Inf" : "-Inf";
  }
  const [digits, exponent] = value.toExponential().split("e") as [string, string];
  if (Number(exponent) < -4 || Number(exponent) >= 6) {
    return `${digits}e${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, "0")}`;
  }
  // String(-0) is "0".
  const text = String(value);
  return text.includes(".") ? text : `${text}.0`;
};
