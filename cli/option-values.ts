import { InvalidArgumentError } from "commander";

/** All values of an option that may be given more than once. */
export const collectTexts = (text: string, texts: readonly string[] = []): readonly string[] => [
  ...texts,
  text,
];

/** Whole seconds, at least `least`. */
export const secondsFrom =
  (least: number) =>
  (text: string): number => {
    if (!/^\d{1,4}$/.test(text) || Number(text) < least) {
      throw new InvalidArgumentError(`It must be whole seconds, from ${least} to 9999.`);
    }
    return Number(text);
  };
