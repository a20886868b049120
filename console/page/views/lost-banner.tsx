import type { Connection } from "../data/use-console.ts";
import { useNow } from "../parts/use-now.ts";
import { describeSeconds } from "../text/duration.ts";

interface LostBannerProps {
  readonly connection: Extract<Connection, { state: "lost" }>;
  readonly onRetry: () => void;
}

export const LostBanner = ({ connection: { sinceMs, retryAtMs }, onRetry }: LostBannerProps) => {
  const now = useNow();
  const waitSeconds = Math.ceil((retryAtMs - now) / 1_000);
  return (
    <div class="banner">
      <span role="alert">
        <b>The console's server does not answer.</b> What is shown is old. If it has ended, start it again and
        open the new address.
      </span>{" "}
      <span>
        Lost {describeSeconds((now - sinceMs) / 1_000)} ago;{" "}
        {waitSeconds > 0 ? `next try in ${waitSeconds} s` : "trying"}.
      </span>{" "}
      <button type="button" class="small" onClick={onRetry}>
        Try now
      </button>
    </div>
  );
};
