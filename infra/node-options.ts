/**
 * Errors then show the places of the sources. Node reads the source map at every cold start, some 25 ms of processor time:
 * nothing that a push waits for may have it.
 */
export const SOURCE_MAPS = "--enable-source-maps";

/**
 * Garbage is cleared away every 4 MiB instead of every 16. Node counts only a buffer's handle there, not its bytes, so that
 * tens of MB of answers pile up before they are freed: with it a sweep of 10,000 groups peaks some 60 MB lower in the same time.
 */
export const SMALL_NURSERY = "--max-semi-space-size=4";
