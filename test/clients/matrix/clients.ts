import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findProgram } from "../../support/real-components.ts";
import type { ClientProgram, MetricKind } from "./client-program.ts";

const PROGRAMS = join(import.meta.dirname, "../programs");

/** The first capture in a manifest: the version that it pins. */
const pinned = (file: string, pattern: RegExp) => (): string =>
  pattern.exec(readFileSync(join(PROGRAMS, file), "utf8"))?.[1] ?? "";

/** The upstream version of a Debian package that is installed. */
const packaged = (name: string) => (): string =>
  /\t([^-\s]+)/.exec(execFileSync("dpkg-query", ["-W", name], { encoding: "utf8" }))?.[1] ?? "";

const printed = (program: string, pattern: RegExp) => (): string =>
  pattern.exec(execFileSync(program, ["--version"], { encoding: "utf8" }))?.[1] ?? "";

const programs = (...names: readonly string[]): Record<string, string | undefined> =>
  Object.fromEntries(names.map((name) => [name, findProgram(name)]));

/** A file that a Debian package brings. */
const debian = (name: string, file: string): Record<string, string | undefined> => ({
  [`Debian's ${name}`]: existsSync(file) ? file : undefined,
});

const CLASSIC: readonly MetricKind[] = ["gauge", "counter", "histogram", "summary"];

/** Go, Java and old Python write values of the path as if they were those of a form. */
const PLUS_FOR_SPACE = "the library writes `+`, which is a plus in a path: the Pushgateway, too, stores it";

const BODY_IS_LOST = "Errors say the status only; the proxy's reason is in the body";

const GO = {
  folder: "go",
  source: "main.go",
  language: "go",
  command: ["./client"],
  sendsDetails: true,
  types: [...CLASSIC, "untyped"],
  hasQuantiles: true,
  cannot: {},
  because: { "grouping space": PLUS_FOR_SPACE },
} as const satisfies Partial<ClientProgram>;

const PYTHON = {
  folder: "python",
  source: "main.py",
  language: "python",
  types: [...CLASSIC, "untyped", "info", "stateset"],
  hasQuantiles: false,
  cannot: {},
} as const satisfies Partial<ClientProgram>;

const PYTHON_NOTES = [
  `${BODY_IS_LOST}: \`except urllib.error.HTTPError as error: print(error.read().decode())\` shows it.`,
  'For Bearer pass a handler of your own, which adds `("Authorization", f"Bearer {client}.{token}")` to the headers and calls `prometheus_client.exposition.default_handler`. A user in the URL does not work.',
  "Summaries have a sum and a count, and no quantiles. Counters, histograms and summaries bring a gauge `…_created` along; `PROMETHEUS_DISABLE_CREATED_SERIES=True` in the environment leaves it out.",
];

// A pip that is there already saves installing one first, which takes longer than all the rest.
const VENV_BY_THIS_PIP =
  "{ python3 -m venv --without-pip venv && python3 -m pip --python venv/bin/python install -q -r requirements.txt; }";
const VENV_WITH_PIP = "python3 -m venv venv && venv/bin/pip install -q -r requirements.txt";

const JAVA = {
  source: "src/main/java/Main.java",
  language: "java",
  needs: programs("mvn", "javac"),
  build:
    "mvn -q -B dependency:copy-dependencies -DoutputDirectory=lib && javac -d classes -cp 'lib/*' src/main/java/Main.java",
  command: ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", "classes:lib/*", "Main"],
  types: [...CLASSIC, "info", "stateset"],
  hasQuantiles: true,
  cannot: {},
  because: { "grouping space": PLUS_FOR_SPACE },
} as const satisfies Partial<ClientProgram>;

const NO_SUCH_TYPE = "the format has none: push a gauge";

const TOOL = {
  folder: "shell",
  language: "sh",
  build: undefined,
  types: [...CLASSIC, "untyped"],
  hasQuantiles: true,
  cannot: { "type info": NO_SUCH_TYPE, "type stateset": NO_SUCH_TYPE },
  because: {},
} as const satisfies Partial<ClientProgram>;

const CURL = {
  ...TOOL,
  needs: programs("curl"),
  readVersion: printed("curl", /^curl (\S+)/),
} as const satisfies Partial<ClientProgram>;

const ENCODE_VALUES =
  "A value with a slash or a space, or an empty one, goes into the path as base64: `instance@base64/$(printf %s \"$VALUE\" | base64 -w0 | tr '+/' '-_')`, and `instance@base64/=` when it is empty.";

const CURL_NOTES = [
  "Without `--fail-with-body` (curl 7.76; `-f` before that, which hides the reason) a refusal ends with the exit status 0.",
  "`Accept: text/plain` asks for one line an issue. What the gateway answers by itself (401, 429) is JSON all the same.",
  'For Bearer: `--oauth2-bearer "$CLIENT.$TOKEN"` in place of `-u`.',
  ENCODE_VALUES,
];

const NEWLINES_LOST =
  "`-d @file` joins the lines of the file: a payload of more than one line needs `--data-binary`";

export const CLIENTS: readonly ClientProgram[] = [
  {
    ...GO,
    id: "go",
    title: "Go: client_golang",
    needs: programs("go"),
    build: "go build -o client .",
    readVersion: pinned("go/go.mod", /client_golang v([\d.]+)/),
    notes: [
      "Imports `github.com/prometheus/client_golang/prometheus` and its package `push`.",
      'For Bearer: `.Header(http.Header{"Authorization": {"Bearer " + client + "." + token}})` in place of `BasicAuth`.',
      "The error holds the proxy's whole answer: the `detail` in it says what to do.",
    ],
  },
  {
    ...GO,
    id: "go-debian",
    title: "Go: client_golang, Debian's",
    needs: {
      ...programs("go"),
      ...debian(
        "golang-github-prometheus-client-golang-dev",
        "/usr/share/gocode/src/github.com/prometheus/client_golang/prometheus/push/push.go",
      ),
    },
    build: "GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS= go build -o client main.go",
    readVersion: packaged("golang-github-prometheus-client-golang-dev"),
    notes: ["It has no `Header()`: for Bearer pass `Client()` an HTTP client that adds the header."],
  },
  {
    ...PYTHON,
    id: "python",
    title: "Python: prometheus-client",
    needs: programs("python3"),
    build: `${VENV_BY_THIS_PIP} || { rm -rf venv; ${VENV_WITH_PIP}; }`,
    command: ["venv/bin/python", "main.py"],
    readVersion: pinned("python/requirements.txt", /prometheus-client==([\d.]+)/),
    because: {},
    notes: PYTHON_NOTES,
  },
  {
    ...PYTHON,
    id: "python-debian",
    title: "Python: prometheus-client, Debian's",
    needs: debian(
      "python3-prometheus-client",
      "/usr/lib/python3/dist-packages/prometheus_client/__init__.py",
    ),
    build: undefined,
    command: ["/usr/bin/python3", "main.py"],
    readVersion: packaged("python3-prometheus-client"),
    because: { "grouping space": PLUS_FOR_SPACE },
    notes: PYTHON_NOTES,
  },
  {
    ...JAVA,
    id: "java",
    title: "Java: prometheus-metrics-exporter-pushgateway",
    folder: "java",
    sendsDetails: true,
    readVersion: pinned("java/pom.xml", /exporter-pushgateway<\/artifactId>\s*<version>([\d.]+)/),
    notes: [
      "Imports `io.prometheus.metrics.core.metrics.Gauge`, `io.prometheus.metrics.model.registry.PrometheusRegistry`, and `PushGateway` and `Scheme` of `io.prometheus.metrics.exporter.pushgateway`; the artifacts are `prometheus-metrics-core` and `prometheus-metrics-exporter-pushgateway`.",
      "The address has the stage in it and no scheme, which is said beside it.",
      'For Bearer: `.bearerToken(client + "." + token)` in place of `basicAuth`.',
      "Histograms are classic and native at once unless they are told otherwise. Both are pushed; which of them Prometheus keeps is for its `scrape_config` to say.",
    ],
  },
  {
    ...JAVA,
    id: "java-simpleclient",
    title: "Java: simpleclient_pushgateway",
    folder: "java-simpleclient",
    readVersion: pinned(
      "java-simpleclient/pom.xml",
      /simpleclient_pushgateway<\/artifactId>\s*<version>([\d.]+)/,
    ),
    notes: [
      "Imports `CollectorRegistry` and `Gauge` of `io.prometheus.client`, `BasicAuthHttpConnectionFactory` and `PushGateway` of `io.prometheus.client.exporter`.",
      "Give `PushGateway` a `URL`: a text is taken for host and port, and http.",
      "For Bearer pass `setConnectionFactory` one that sets the header.",
    ],
  },
  {
    id: "node",
    title: "Node.js: prom-client",
    folder: "node",
    source: "main.js",
    language: "js",
    needs: programs("npm"),
    build: "npm install --silent --no-audit --no-package-lock",
    command: [process.execPath, "main.js"],
    readVersion: pinned("node/package.json", /"prom-client": "([\d.]+)"/),
    types: CLASSIC,
    hasQuantiles: true,
    cannot: {},
    because: {},
    notes: [
      "Await the push: what is not awaited fails as an unhandled rejection.",
      'For Bearer: `{ headers: { Authorization: "Bearer " + client + "." + token } }` in place of `auth`.',
      "A `..` as a grouping value is folded away before it is sent, and the push lands in another group.",
    ],
  },
  {
    id: "cpp",
    title: "C++: prometheus-cpp, Debian's",
    folder: "cpp",
    source: "main.cc",
    language: "cpp",
    needs: {
      ...programs("g++", "make"),
      ...debian("prometheus-cpp-dev", "/usr/include/prometheus/gateway.h"),
    },
    build: "make -s client",
    command: ["./client"],
    readVersion: packaged("prometheus-cpp-dev"),
    types: CLASSIC,
    hasQuantiles: true,
    cannot: {
      bearer: "`Gateway` takes a user and a password, and nothing else",
      "status 415": "cannot happen: it always sends the text format as it is, which is supported",
    },
    because: {
      push: "swapped in this version: `Push()` sends POST, which adds",
      pushadd: "swapped in this version: `PushAdd()` sends PUT, which replaces",
      "grouping slash": "not encoded, so that the path has one component too many",
      "grouping space": "not encoded, so that nothing is sent",
    },
    notes: [
      "Includes `prometheus/gateway.h`, `prometheus/gauge.h` and `prometheus/registry.h`; links `prometheus-cpp-push`, `prometheus-cpp-core`, `curl` and `z`.",
      "The port has the stage behind it: `443/prod`.",
      "Nothing is thrown: compare what the call returns with 200, and with 202 for `Delete()` and for a push that is stored while the Pushgateway is down; a negative number is curl's, of a request that was not sent. What the proxy answers is printed on standard output.",
    ],
  },
  {
    id: "rust",
    title: "Rust: prometheus",
    folder: "rust",
    source: "src/main.rs",
    language: "rust",
    needs: programs("cargo"),
    build: "cargo build --quiet && mv target/debug/client . && rm -rf target",
    command: ["./client"],
    readVersion: pinned("rust/Cargo.toml", /prometheus = .*"=([\d.]+)"/),
    types: ["gauge", "counter", "histogram"],
    hasQuantiles: false,
    cannot: {
      delete: "the crate has no function for it; `curl -X DELETE` does it",
      bearer: "`push_metrics` takes a user and a password, and nothing else",
      "status 415": "cannot happen: it always sends protobuf as it is, which is supported",
    },
    because: { "grouping slash": "the crate refuses it before anything is sent" },
    notes: [
      "Take the crate's feature `push`. It brings a blocking HTTP client: call it from `spawn_blocking` in asynchronous code.",
      `${BODY_IS_LOST}, which the crate drops: push the same by curl to see it.`,
      "A `..`, `?`, `#` or `%` in a grouping value is not encoded and leads elsewhere.",
    ],
  },
  {
    ...CURL,
    id: "curl-data-binary",
    title: "curl --data-binary",
    source: "curl-data-binary.sh",
    command: ["sh", "curl-data-binary.sh"],
    notes: CURL_NOTES,
  },
  {
    ...CURL,
    id: "curl-upload",
    title: "curl -T",
    source: "curl-upload.sh",
    command: ["sh", "curl-upload.sh"],
    notes: ["`-T` is PUT by itself; with `-X POST` it adds to the group. Otherwise as `--data-binary`."],
  },
  {
    ...CURL,
    id: "curl-data",
    title: "curl -d",
    source: "curl-data.sh",
    command: ["sh", "curl-data.sh"],
    because: Object.fromEntries(TOOL.types.map((kind) => [`type ${kind}`, NEWLINES_LOST])),
    notes: ["For a single line. Without `-X PUT` it is POST. Otherwise as `--data-binary`."],
  },
  {
    ...CURL,
    id: "curl-json",
    title: "curl --json",
    source: "curl-json.sh",
    command: ["sh", "curl-json.sh"],
    notes: [
      "curl 7.82 or newer. The shorthand, a name and a number each, makes gauges; every type can be written in the families' form, of which [a payload of the tests](../test/clients/programs/shell/payloads/types.json) is an example.",
      "Otherwise as `--data-binary`.",
    ],
  },
  {
    ...TOOL,
    id: "wget",
    title: "wget",
    source: "wget.sh",
    needs: programs("wget"),
    command: ["sh", "wget.sh"],
    readVersion: printed("wget", /^GNU Wget (\S+)/),
    notes: [
      "`--content-on-error` shows the reason, but of a 401. The exit status is 6 for a 401 and 8 for every other refusal.",
      'For Bearer: `--header "Authorization: Bearer $CLIENT.$TOKEN"` in place of user and password.',
      ENCODE_VALUES,
    ],
  },
];
