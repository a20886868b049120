/**
 * A bound or quantile as Prometheus 3 writes it in the labels `le` and `quantile` (labels.FormatOpenMetricsFloat): the
 * shortest text that gives the number back, with an exponent below 1e-4 and from 1e6 on, and always seen to be a float.
 */
export const toFloatText = (value: number): string => {
  if (!Number.isFinite(value)) {
    return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
  }
  const [digits = "0", written = "0"] = value.toExponential().split("e");
  const exponent = Number(written);
  if (value !== 0 && (exponent < -4 || exponent >= 6)) {
    const sign = exponent < 0 ? "-" : "+";
    return `${digits}e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  const text = String(value);
  return Object.is(value, -0) ? "-0.0" : text.includes(".") ? text : `${text}.0`;
};
