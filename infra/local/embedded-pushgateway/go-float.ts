/** Go writes larger ones with an exponent. */
const LARGEST_PLAIN_EXPONENT = 5;
const SMALLEST_PLAIN_EXPONENT = -4;

/**
 * A float as Go writes it by `strconv.FormatFloat(x, 'g', -1, 64)` and `fmt.Sprint(x)`: the shortest digits that give the
 * same number back, with an exponent of two digits at least below 1e-04 and from 1e+06 on.
 */
export const formatGoFloat = (value: number): string => {
  if (Number.isNaN(value)) {
    return "NaN";
  }
  if (!Number.isFinite(value)) {
    return value > 0 ? "+Inf" : "-Inf";
  }
  if (Object.is(value, -0)) {
    return "-0";
  }
  const [digits = "", exponentText = "0"] = value.toExponential().split("e");
  const exponent = Number(exponentText);
  if (exponent >= SMALLEST_PLAIN_EXPONENT && exponent <= LARGEST_PLAIN_EXPONENT) {
    return String(value);
  }
  return `${digits}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
};
