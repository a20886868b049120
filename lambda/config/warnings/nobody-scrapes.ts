import type { Warning } from "../config-issue.ts";

/** Without a Pushgateway there is nothing to scrape but the page. */
export const nobodyScrapes: Warning = ({ pushgateway, clients }) =>
  pushgateway !== "none" || clients.some(({ scrape }) => scrape !== undefined)
    ? []
    : [
        {
          path: ["pushgateway"],
          text: 'there is no Pushgateway to scrape, and no client may scrape the page, so that nothing that is pushed reaches Prometheus; give a client scrape: { jobs: ["*"] }',
        },
      ];
