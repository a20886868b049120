import type { Location, Source, SourcePosition } from "../../model/exposition.ts";
import { cutName } from "../../model/issue.ts";

/** The position of a family, or of one of its metrics. Positions ascend in the order of the payload. */
export const toPosition = (family: number, metric = -1): SourcePosition => family * STRIDE + metric + 1;

/** The position of the payload as a whole. */
export const WHOLE: SourcePosition = -1;

/** More than the number of metrics that a payload can have. */
const STRIDE = 2 ** 26;

/** The locations of a JSON payload, as JSON Pointers (RFC 6901). */
export class JsonSource implements Source {
  readonly #topKeys: readonly string[];

  /** `topKeys` are the keys of the outermost object; empty if it is a list. */
  constructor(topKeys: Iterable<string>) {
    this.#topKeys = [...topKeys];
  }

  locate(at: SourcePosition): Location {
    if (at === WHOLE) {
      return { pointer: "" };
    }
    const family = Math.floor(at / STRIDE);
    const metric = (at % STRIDE) - 1;
    const top = `/${escapeToken(cutName(this.#topKeys[family] ?? String(family)))}`;
    return { pointer: metric < 0 ? top : `${top}/metrics/${metric}` };
  }
}

const escapeToken = (token: string): string => token.replaceAll("~", "~0").replaceAll("/", "~1");
