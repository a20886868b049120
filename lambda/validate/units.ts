/** Units in names of metrics, and the base unit of each (prometheus/client_golang prometheus/testutil/promlint). */
const BASE_UNITS: ReadonlyMap<string, string> = new Map([
  ...["amperes", "bytes", "celsius", "grams", "joules", "kelvin", "meters", "metres", "seconds", "volts"].map(
    (unit): [string, string] => [unit, unit],
  ),
  ["minutes", "seconds"],
  ["hours", "seconds"],
  ["days", "seconds"],
  ["weeks", "seconds"],
  ["kelvins", "kelvin"],
  ["fahrenheit", "celsius"],
  ["rankine", "celsius"],
  ["inches", "meters"],
  ["yards", "meters"],
  ["miles", "meters"],
  ["bits", "bytes"],
  ["calories", "joules"],
  ["pounds", "grams"],
  ["ounces", "grams"],
]);

const PREFIX =
  /^(?:pico|nano|micro|milli|centi|deci|deca|hecto|kilo|kibi|mega|mibi|giga|gibi|tera|tebi|peta|pebi)/;

export interface Unit {
  /** As it is written in the name. */
  readonly written: string;
  readonly base: string;
}

/** The first unit in a metric name, if it has one. */
export const findUnit = (name: string): Unit | undefined => {
  for (const written of name.split("_")) {
    const base = BASE_UNITS.get(written) ?? BASE_UNITS.get(written.replace(PREFIX, ""));
    if (base !== undefined) {
      return { written, base };
    }
  }
  return undefined;
};
