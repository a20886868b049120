/** Claims of a token, by name. */
export type Claims = Readonly<Record<string, string>>;

/**
 * A prepared pattern of `proxy.yaml`: `*` is any run of characters, and all others stand for themselves. These are the
 * literal pieces between the stars; a pattern without a star is one piece.
 */
export type Glob = readonly string[];

export const parseGlob = (pattern: string): Glob => pattern.split("*");

/**
 * Replaces `{name}` in a pattern with the value of the claim, in which a star is an ordinary character. Undefined if
 * the token has no such claim: then the pattern matches nothing.
 */
export const bindGlob = (template: string, claims: Claims): Glob | undefined => {
  const pieces = [""];
  for (const part of parseTemplate(template)) {
    if (part.kind === "star") {
      pieces.push("");
      continue;
    }
    const literal = part.kind === "text" ? part.text : claimOf(claims, part.name);
    if (literal === undefined) {
      return undefined;
    }
    pieces.push(pieces.pop() + literal);
  }
  return pieces;
};

/**
 * Whether the whole of `text` matches. Each piece is searched once, from left to right, without backtracking: the first
 * place where a piece fits leaves the most room for the rest.
 */
export const matchesGlob = (glob: Glob, text: string): boolean => {
  const first = glob[0] ?? "";
  if (glob.length === 1) {
    return text === first;
  }
  const last = glob[glob.length - 1]!;
  const end = text.length - last.length;
  if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) {
    return false;
  }
  let from = first.length;
  for (let i = 1; i < glob.length - 1; i++) {
    const piece = glob[i]!;
    const found = text.indexOf(piece, from);
    if (found === -1) {
      return false;
    }
    from = found + piece.length;
  }
  return from <= end;
};

/** Whether a text matches at least one of the patterns. */
export const toMatcher = (patterns: readonly string[]): ((text: string) => boolean) => {
  const globs = patterns.map(parseGlob);
  return (text) => globs.some((glob) => matchesGlob(glob, text));
};

export const matchesEverything = (glob: Glob): boolean =>
  glob.length > 1 && glob.every((piece) => piece === "");

/**
 * Whether some text matches both. Two patterns with stars overlap if their beginnings and ends fit: a text can contain
 * the middle pieces of both, one after the other.
 */
export const globsOverlap = (one: Glob, other: Glob): boolean => {
  if (one.length === 1) {
    return matchesGlob(other, one[0] ?? "");
  }
  if (other.length === 1) {
    return matchesGlob(one, other[0] ?? "");
  }
  const fits = (a: string, b: string, starts: (long: string, short: string) => boolean): boolean =>
    a.length > b.length ? starts(a, b) : starts(b, a);
  return (
    fits(one[0] ?? "", other[0] ?? "", (long, short) => long.startsWith(short)) &&
    fits(one.at(-1) ?? "", other.at(-1) ?? "", (long, short) => long.endsWith(short))
  );
};

/** The pattern for callers with unknown claims: a claim can then be any text. */
export const globOfAnyClaims = (template: string): Glob =>
  parseTemplate(template)
    .map((part) => (part.kind === "text" ? part.text : "*"))
    .join("")
    .split("*");

/** The pattern for users, with claims filled in. */
export const printGlob = (glob: Glob): string => glob.join("*");

export type TemplatePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "star" }
  | { readonly kind: "claim"; readonly name: string };

/** The parts of a pattern, in order. Unpaired braces are text: the configuration's check refuses them. */
export const parseTemplate = (template: string): readonly TemplatePart[] =>
  template
    .split(/(\*|\{[^{}]+\})/)
    .filter((part) => part !== "")
    .map(toTemplatePart);

/** The names of the claims in a pattern, in order. */
export const claimsIn = (template: string): readonly string[] =>
  parseTemplate(template)
    .filter((part) => part.kind === "claim")
    .map(({ name }) => name);

const toTemplatePart = (part: string): TemplatePart => {
  if (part === "*") {
    return { kind: "star" };
  }
  if (/^\{[^{}]+\}$/.test(part)) {
    return { kind: "claim", name: part.slice(1, -1) };
  }
  return { kind: "text", text: part };
};

const claimOf = (claims: Claims, name: string): string | undefined =>
  Object.hasOwn(claims, name) ? claims[name] : undefined;
