import { isLabelName, type SourcePosition } from "../model/exposition.ts";
import type { ReportRawIssue } from "./found-issues.ts";

/**
 * Reports what is wrong with the name of a label whose value is empty. Such a label is dropped, so the rules for label
 * names would not see it. `reserved` is the label that the type of the family uses itself, such as `le`.
 */
export const checkEmptyLabel = (
  name: string,
  reserved: string | undefined,
  at: SourcePosition,
  report: ReportRawIssue,
): void => {
  if (name === "") {
    report("label-name-invalid", at, name);
  } else if (!isLabelName(name)) {
    report("label-name-utf8", at, name);
  }
  if (name.startsWith("__")) {
    report("label-name-reserved", at, name);
  }
  if (name === reserved) {
    report("label-misplaced", at, name);
  }
};
