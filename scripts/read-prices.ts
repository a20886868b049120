import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Prices } from "./estimate-cost.ts";

/** `prices.json`, which names its region, date and sources. */
export const PRICES = JSON.parse(readFileSync(join(import.meta.dirname, "prices.json"), "utf8")) as Prices;
