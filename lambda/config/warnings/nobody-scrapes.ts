import type { Warning } from "../config-issue.ts";

/** Without a Pushgateway and remote write, only the page can be read. */
export const nobodyScrapes: Warning = ({ pushgateway, clients, remoteWrite }) =>
  pushgateway !== "none" || remoteWrite.length > 0 || clients.some(({ scrape }) => scrape !== undefined)
    ? []
    : [
        {
          path: ["pushgateway"],
          text: 'there is no Pushgateway to scrape, and no client may scrape the page, so that nothing that is pushed reaches Prometheus; give a client scrape: { jobs: ["*"] }, or name a destination under remoteWrite',
        },
      ];
