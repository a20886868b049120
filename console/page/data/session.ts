const KEY = "pushgateway-proxy-console";

/**
 * The token of this tab. It arrives in the fragment (`#k=<token>`), which is in no request, and is removed from the address
 * bar immediately, so that neither the history nor a screenshot shows it.
 */
export const takeConsoleToken = (): string | undefined => {
  const token = /^#k=([^&]+)/.exec(location.hash)?.[1];
  if (token !== undefined) {
    sessionStorage.setItem(KEY, decodeURIComponent(token));
    history.replaceState(null, "", location.pathname);
  }
  return sessionStorage.getItem(KEY) ?? undefined;
};
