import { plural } from "../text/numbers.ts";

const WIDTH = 120;
const HEIGHT = 24;

interface BarsProps {
  /** One number per minute, the oldest first. */
  readonly counts: readonly number[];
  /** The unit, as in `push`. */
  readonly what: readonly [one: string, more: string];
  readonly tone?: "bad";
}

/** The counts of the last minutes. */
export const Bars = ({ counts, what: [one, more], tone }: BarsProps) => {
  const most = Math.max(1, ...counts);
  const step = WIDTH / counts.length;
  const sum = counts.reduce((total, count) => total + count, 0);
  const path = counts
    .map((count, index) => {
      const height = count === 0 ? 1 : Math.max(3, (count / most) * HEIGHT);
      return `M${(index * step).toFixed(1)} ${HEIGHT}v${-height.toFixed(1)}h${(step - 1).toFixed(1)}V${HEIGHT}z`;
    })
    .join("");
  return (
    <svg
      class={tone === undefined ? "bars" : `bars bars-${tone}`}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${plural(sum, one, more)} in ${counts.length} minutes, at most ${most} a minute`}
    >
      <path d={path} />
    </svg>
  );
};
