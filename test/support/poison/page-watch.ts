import { findPageIssues } from "../exposition-oracle.ts";
import { createKeepAliveClient } from "../keep-alive-client.ts";

/** Looks at the page that Prometheus scrapes. */
export interface PageWatch {
  /** To be told of everything that may change the page. */
  touch(): void;
  /**
   * Throws unless the page is answered with 200, has one TYPE a name and no two equal series. A page that nothing has
   * touched since it was last found valid is not read again.
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
