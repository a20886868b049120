import { replaceOnce, type Trim } from "./trim.ts";

export const AXIOS_TRIMS: readonly Trim[] = [
  {
    // The relay makes its own instance of the class: the library's ready one brings all of its helpers along.
    module: "axios/index.js",
    replace: () =>
      ["Axios", "AxiosError", "AxiosHeaders"]
        .map((name) => `export { default as ${name} } from "./lib/core/${name}.js";`)
        .join(""),
  },
  {
    // Of these the class looks at the adapter and the transforms alone. Ours has its own adapter, and transforms nothing.
    module: "axios/lib/defaults/index.js",
    replace: () => "export default {};",
  },
  {
    // Knows the library's own adapters by name: for browsers, and for streams and forms, which the relay does not send. Ours
    // is a function.
    module: "axios/lib/adapters/adapters.js",
    replace: () => "export default { getAdapter: (adapter) => adapter };",
  },
  {
    // Nothing intercepts. Without `use` an attempt to add an interceptor fails as the function is loaded.
    module: "axios/lib/core/InterceptorManager.js",
    replace: () => "export default class InterceptorManager { forEach() {} }",
  },
  {
    // Only `getUri` builds a URL with parameters, which brings forms along. Nothing calls it.
    module: "axios/lib/helpers/buildURL.js",
    replace: () => "export default (url) => url;",
  },
  {
    // Merely reading the global FormData makes Node load all of undici: a third of what importing a function would take.
    module: "axios/lib/utils.js",
    replace: replaceOnce("typeof G.FormData !== 'undefined' ? G.FormData : undefined", "undefined"),
  },
];
