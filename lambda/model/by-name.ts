/** The order of names for people, who expect `pc-2` before `pc-10`. */
export const byName: (a: string, b: string) => number = new Intl.Collator("en", { numeric: true }).compare;
