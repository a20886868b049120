import { describeCause } from "../../store/store.ts";
import { toErrorField, type WriteEmfDocument } from "./emf-document.ts";

/**
 * Writes why the store did not answer, as a line without metrics: a permission, a throttle, a table that is gone, or no answer in
 * time. The line of the push only says that it did not.
 */
export const createStoreOutageLog =
  (write: WriteEmfDocument) =>
  (cause: unknown): void =>
    write({
      message: "storeOutage",
      dimensions: {},
      metrics: {},
      fields: { error: toErrorField(describeCause(cause)) },
    });
