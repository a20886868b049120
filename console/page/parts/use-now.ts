import { useEffect, useState } from "preact/hooks";

const TICK_MS = 1_000;

/** The current time, updated regularly. */
export const useNow = (): number => {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
};
