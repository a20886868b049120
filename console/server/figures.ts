export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Of an even number of values, the upper one in the middle. Undefined: there are no values. */
export const median = (values: readonly number[]): number | undefined =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
