import { globOfAnyClaims, globsOverlap, parseGlob } from "../../model/glob.ts";
import { quote } from "../../model/issue.ts";
import type { Warning } from "../config-issue.ts";
import { canPush, grantsOf } from "../written-callers.ts";

/** A client that may set an external label can push series that are equal to those of others at the receiver. */
export const externalLabelGranted: Warning = (config) =>
  grantsOf(config)
    .filter(canPush)
    .flatMap(({ path, grant: { job, grouping } }) => {
      const glob = globOfAnyClaims(job);
      const sent = config.remoteWrite.filter(({ jobs }) =>
        jobs.some((pattern) => globsOverlap(glob, parseGlob(pattern))),
      );
      const external = new Set(sent.flatMap(({ externalLabels }) => Object.keys(externalLabels)));
      return Object.keys(grouping)
        .filter((label) => external.has(label.replace(/\?$/, "")))
        .map((label) => ({
          path: [...path, "grouping", label],
          text: `remote write adds the label ${quote(label.replace(/\?$/, ""))} to series without it, so series that a client pushes with it can be equal to series of others, also of other deployments; choose another name`,
        }));
    });
