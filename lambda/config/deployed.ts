import type { ProxyConfig } from "./proxy-config.ts";

/** Replaced by the checked configuration when a bundle is built (esbuild's `define`). */
declare const __PROXY_CONFIG__: ProxyConfig;

declare global {
  /**
   * Whether the deployment has a Pushgateway. It is also replaced by `true` or `false`, so that esbuild can leave out
   * code that only the other kind of deployment needs.
   */
  const __HAS_PUSHGATEWAY__: boolean;
}

/**
 * The configuration inside a bundle. Only `lambda/functions/` may import this, since it does not exist when the sources
 * run directly.
 */
export const deployedConfig: ProxyConfig = __PROXY_CONFIG__;
