// Renders the page of this many groups three times, as the page function does, and prints the costs as JSON.
import { packPage } from "../../../lambda/adapters/page/pack-page.ts";
import { makePage } from "../../../lambda/page/make-page.ts";
import { PROTOBUF_FORM } from "../../../lambda/page/protobuf-form.ts";
import { TEXT_FORM } from "../../../lambda/page/text-form.ts";
import { createSampleGroups, toScannedStore } from "./sample-groups.ts";

export interface PageCost {
  readonly tookMs: number;
  readonly cpuMs: number;
  readonly gzipBytes: number;
}

const [groups = "", format = ""] = process.argv.slice(2);
const store = toScannedStore(createSampleGroups(Number(groups)));
const form = format === "text" ? TEXT_FORM : PROTOBUF_FORM;

const costs: PageCost[] = [];
for (let run = 0; run < 3; run++) {
  const startedMs = performance.now();
  const cpu = process.cpuUsage();
  const made = await makePage(
    { groups: store, pack: packPage, checkTime: () => {} },
    { isShown: () => true, form, encoding: "gzip", maxBytes: Number.POSITIVE_INFINITY },
  );
  const { user, system } = process.cpuUsage(cpu);
  costs.push({
    tookMs: performance.now() - startedMs,
    cpuMs: (user + system) / 1_000,
    gzipBytes: made.kind === "page" ? made.body.length : 0,
  });
}
process.stdout.write(JSON.stringify({ costs, peakRssMb: process.resourceUsage().maxRSS / 1_024 }));
