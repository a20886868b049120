import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Plugin } from "esbuild";

/** What is bundled instead of a module of a library, made from that module's source. */
interface Trim {
  /** Path below `node_modules/`. */
  readonly module: string;
  readonly replace: (source: string) => string;
}

/**
 * Leaves out of libraries what no function can come to use, and what tree-shaking cannot know of. A new release may have
 * moved a module, which would only be seen in the size of a bundle: so whatever is not where it was ends the build.
 */
export const trimmedLibraries: Plugin = {
  name: "trimmed-libraries",
  setup(build) {
    const trims = new Map(TRIMS.map(({ module, replace }) => [join(NODE_MODULES, module), replace]));
    for (const file of trims.keys()) {
      readFileSync(file);
    }
    build.onLoad({ filter: /[\\/]node_modules[\\/](?:axios|@aws-sdk|@smithy)[\\/]/ }, ({ path }) => {
      const replace = trims.get(path);
      return replace === undefined
        ? undefined
        : { contents: replace(readFileSync(path, "utf8")), loader: "js", resolveDir: dirname(path) };
    });
  },
};

const NODE_MODULES = dirname(dirname(createRequire(import.meta.url).resolve("axios/package.json")));

/** The relay has its own adapter and sends bytes: neither browsers nor streams nor multipart forms are met. */
const AXIOS_LEFT_OUT = ["adapters/http", "adapters/xhr", "adapters/fetch", "platform/node/classes/FormData"];

const TRIMS: readonly Trim[] = [
  ...AXIOS_LEFT_OUT.map((name) => ({
    module: `axios/lib/${name}.js`,
    replace: () => "export default null; export const getFetch = () => null;",
  })),
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
    // Only `getUri` builds a URL with parameters, which brings forms along. Nothing calls it.
    module: "axios/lib/helpers/buildURL.js",
    replace: () => "export default (url) => url;",
  },
  {
    // Merely reading the global FormData makes Node load all of undici: a third of what importing a function would take.
    module: "axios/lib/utils.js",
    replace: replaceOnce("typeof G.FormData !== 'undefined' ? G.FormData : undefined", "undefined"),
  },
  {
    // Lambda hands credentials over in the environment. The chain of all other sources is imported dynamically, and what
    // is imported so is bundled whole, the clients of SSO, STS and sign-in included.
    module: "@aws-sdk/credential-provider-node/dist-es/index.js",
    replace: () => 'export { fromEnv as defaultProvider } from "@aws-sdk/credential-provider-env";',
  },
  {
    // DynamoDB's addresses are not discovered, but the client makes a cache for them.
    module: "@aws-sdk/endpoint-cache/dist-es/EndpointCache.js",
    replace: () => "export class EndpointCache {}",
  },
  {
    // Of the whole file the client reads its version only.
    module: "@aws-sdk/client-dynamodb/package.json",
    replace: (source) =>
      `export default ${JSON.stringify({ version: (JSON.parse(source) as { version: string }).version })};`,
  },
  {
    // Imported dynamically as well, for operations that stream events. None of ours does.
    module: "@smithy/core/dist-es/submodules/event-streams/index.js",
    replace: () => "export const EventStreamSerde = undefined, eventStreamSerdeProvider = undefined;",
  },
];

function replaceOnce(text: string, replacement: string): Trim["replace"] {
  return (source) => {
    if (source.split(text).length !== 2) {
      throw new Error(`a library does not say ${text} any more, or twice`);
    }
    return source.replace(text, () => replacement);
  };
}
