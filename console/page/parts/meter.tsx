import { showBytes, showCount } from "../text/numbers.ts";

interface MeterProps {
  readonly what: "groups" | "series" | "bytes" | "names";
  readonly used: number;
  readonly limit: number | undefined;
}

const NEARLY_FULL = 0.8;

/** How much of a limit is used, also in words. */
export const LimitMeter = ({ what, used, limit }: MeterProps) => {
  const show = what === "bytes" ? showBytes : showCount;
  if (limit === undefined) {
    return (
      <span class="limit">
        <span>{show(used)}</span> <span class="dim">no limit</span>
      </span>
    );
  }
  const share = limit === 0 ? 1 : used / limit;
  return (
    <span class={share >= 1 ? "limit limit-full" : share >= NEARLY_FULL ? "limit limit-high" : "limit"}>
      <meter aria-label={what} min={0} max={Math.max(1, limit)} high={limit * NEARLY_FULL} value={used} />
      <span>
        {show(used)} <span class="dim">of {show(limit)}</span>
        {share >= NEARLY_FULL && <b> {share >= 1 ? "full" : "nearly full"}</b>}
      </span>
    </span>
  );
};
