import type { ProxyConfig } from "./proxy-config.ts";

/** Replaced by the checked configuration when a bundle is built (esbuild's `define`). */
declare const __PROXY_CONFIG__: ProxyConfig;

declare global {
  /**
   * Whether the deployment has a Pushgateway. Replaced by `true` or `false` as well, where it stands: esbuild then leaves
   * out of the bundle what only the other kind of deployment needs.
   */
  const __HAS_PUSHGATEWAY__: boolean;
}

/** The configuration inside a bundle. Only `lambda/functions/` may import this: from the sources it does not exist. */
export const deployedConfig: ProxyConfig = __PROXY_CONFIG__;
