import type { ScrapedJobs } from "../authorize/authorize-read.ts";
import { GroupingKey } from "../model/grouping-key.ts";
import { readContent } from "../store/groups/content.ts";
import type { GroupStore } from "../store/store.ts";
import { BUILD_INFO, BUILD_LABELS, toPageMetrics } from "./own-metrics.ts";
import { PageFamilies } from "./page-families.ts";
import type { PageGroup } from "./page-family.ts";
import type { PageEncoding } from "./read-request.ts";
import type { PageForm } from "./render-page.ts";
import { renderPage } from "./render-page.ts";
import { UnreadableContent } from "./wire-cursor.ts";

/**
 * Joins the chunks of a page to the body of an answer. Returns `too-large` if it would have more bytes than `maxBytes`.
 */
export type PackPage = (
  chunks: Iterable<Uint8Array>,
  encoding: PageEncoding,
  maxBytes: number,
) => Promise<Uint8Array | "too-large">;

export interface MakePagePorts {
  readonly groups: Pick<GroupStore, "scan">;
  readonly pack: PackPage;
  /** Throws when the page takes longer than allowed. */
  readonly checkTime: () => void;
}

export interface PageOptions {
  readonly isShown: ScrapedJobs;
  readonly form: PageForm;
  readonly encoding: PageEncoding;
  readonly maxBytes: number;
}

export type MadePage =
  | (PageSize & { readonly kind: "page"; readonly body: Uint8Array })
  | { readonly kind: "too-large" };

export interface PageSize {
  readonly groups: number;
  /** Damaged items, which are on no page. */
  readonly unreadable: number;
}

/** The most bytes of stored content in memory, far more than the default of `store.maxBytes`. */
const MAX_CONTENT_BYTES = 512 * 1024 * 1024;

/**
 * Makes the page of all shown groups. A damaged group is left out and counted, so that the other groups are still on
 * the page. Throws the store's errors.
 */
export const makePage = async (ports: MakePagePorts, options: PageOptions): Promise<MadePage> => {
  const read = await readGroups(ports, options.isShown);
  if (read === "too-large") {
    return { kind: "too-large" };
  }
  try {
    return await renderGroups(read, ports, options);
  } catch (error) {
    if (!(error instanceof UnreadableContent)) {
      throw error;
    }
    // Values are read while the page is written, when their group can no longer be left out. So all groups are checked
    // now, and the page is made again.
    return renderGroups(withoutDamaged(read), ports, options);
  }
};

interface ReadGroups {
  readonly groups: readonly PageGroup[];
  readonly unreadable: number;
}

const readGroups = async (
  { groups: store, checkTime }: MakePagePorts,
  isShown: ScrapedJobs,
): Promise<ReadGroups | "too-large"> => {
  const groups: PageGroup[] = [];
  let unreadable = 0;
  let bytes = 0;
  for await (const page of store.scan()) {
    checkTime();
    for (const item of page) {
      if (item.state === "deleted") {
        continue;
      }
      const key = item.state === "live" ? GroupingKey.ofPath(item.path) : undefined;
      if (item.state === "unreadable" || key === undefined) {
        unreadable++;
      } else if (isShown(key.job)) {
        groups.push({ key, content: item.content, atMs: item.atMs });
        bytes += item.content.length;
      }
    }
    if (bytes > MAX_CONTENT_BYTES) {
      return "too-large";
    }
  }
  return { groups, unreadable };
};

const renderGroups = async (
  read: ReadGroups,
  { pack, checkTime }: MakePagePorts,
  { form, encoding, maxBytes }: PageOptions,
): Promise<MadePage> => {
  const families = new PageFamilies(form.labels);
  let { unreadable } = read;
  for (const group of families.order(read.groups)) {
    try {
      families.add(group);
    } catch (error) {
      if (!(error instanceof UnreadableContent)) {
        throw error;
      }
      unreadable++;
    }
  }
  const size = { groups: read.groups.length + read.unreadable - unreadable, unreadable };
  for (const metric of toPageMetrics(size)) {
    families.addOwn(metric);
  }
  families.addOwn(BUILD_INFO, families.writeLabels(BUILD_LABELS));
  checkTime();
  const body = await pack(whileInTime(renderPage(families, form), checkTime), encoding, maxBytes);
  return body === "too-large" ? { kind: "too-large" } : { kind: "page", body, ...size };
};

function* whileInTime(chunks: Iterable<Uint8Array>, checkTime: () => void): Generator<Uint8Array> {
  for (const chunk of chunks) {
    checkTime();
    yield chunk;
  }
}

const withoutDamaged = ({ groups, unreadable }: ReadGroups): ReadGroups => {
  const whole = groups.filter(({ content }) => readContent(content) !== undefined);
  return { groups: whole, unreadable: unreadable + groups.length - whole.length };
};

/** Renders one group as on the page, without the page's own metrics. Throws `UnreadableContent`. */
export const renderGroup = (group: PageGroup, form: PageForm): Iterable<Uint8Array> => {
  const families = new PageFamilies(form.labels);
  for (const labelled of families.order([group])) {
    families.add(labelled);
  }
  return renderPage(families, form);
};
