/** A setting of the function's environment; without it the function cannot start. */
export const requireEnv = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === "") {
    throw new TypeError(`the environment lacks ${name}`);
  }
  return value;
};
