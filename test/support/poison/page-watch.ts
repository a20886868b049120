import { findPageIssues } from "../exposition-oracle.ts";
import { createKeepAliveClient } from "../keep-alive-client.ts";

/** Checks the page that Prometheus scrapes. */
export interface PageWatch {
  /** Must be called after every possible change of the page. */
  touch(): void;
  /**
   * Throws unless the page has status 200, one TYPE per name and no two equal series. An unchanged valid page is not
   * read again.
   */
  expectValid(): Promise<void>;
}

export const createPageWatch = (pushgatewayUrl: string): PageWatch => {
  const request = createKeepAliveClient();
  const url = new URL("/metrics", pushgatewayUrl);
  let isTouched = true;
  return {
    touch: () => {
      isTouched = true;
    },
    expectValid: async () => {
      if (!isTouched) {
        return;
      }
      const { status, body } = await request(url, { method: "GET" });
      const issues = status === 200 ? findPageIssues(body) : [body];
      if (issues.length > 0) {
        throw new Error(`the page has the status ${status}: ${issues.join("\n")}`);
      }
      isTouched = false;
    },
  };
};
