import type { ProxyConfig } from "./proxy-config.ts";

/** Replaced by the checked configuration when a bundle is built (esbuild's `define`). */
declare const __PROXY_CONFIG__: ProxyConfig;

/** The configuration inside a bundle. Only `lambda/functions/` may import this: from the sources it does not exist. */
export const deployedConfig: ProxyConfig = __PROXY_CONFIG__;
