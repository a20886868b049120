import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findProgram } from "../../support/real-components.ts";
import type { ClientProgram, MetricKind } from "./client-program.ts";

const PROGRAMS = join(import.meta.dirname, "../programs");

/** The pinned version: the first capture in a manifest. */
const pinned = (file: string, pattern: RegExp) => (): string =>
  pattern.exec(readFileSync(join(PROGRAMS, file), "utf8"))?.[1] ?? "";

/** The upstream version of an installed Debian package. */
const packaged = (name: string) => (): string =>
  /\t([^-\s]+)/.exec(execFileSync("dpkg-query", ["-W", name], { encoding: "utf8" }))?.[1] ?? "";

const printed = (program: string, pattern: RegExp) => (): string =>
  pattern.exec(execFileSync(program, ["--version"], { encoding: "utf8" }))?.[1] ?? "";

const programs = (...names: readonly string[]): Record<string, string | undefined> =>
  Object.fromEntries(names.map((name) => [name, findProgram(name)]));

/** A file of a Debian package. */
const debian = (name: string, file: string): Record<string, string | undefined> => ({
  [`Debian's ${name}`]: existsSync(file) ? file : undefined,
});

const CLASSIC: readonly MetricKind[] = ["gauge", "counter", "histogram", "summary"];

/** Go, Java and old Python escape path values as in a form. */
const PLUS_FOR_SPACE =
  "the library writes `+`, and in a path that is a plus: a Pushgateway stores `build+agent+7`, too";

const BODY_IS_LOST = "Errors have only the status. The reason is in the body of the answer";

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

// An existing pip saves its installation, which takes longer than all the rest.
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
  "Write a value with a slash or a space in base64: `instance@base64/$(printf %s \"$VALUE\" | base64 -w0 | tr '+/' '-_')`. An empty value is `instance@base64/=`.";

const CURL_NOTES = [
  "Without `--fail-with-body` the exit status of a refused push is 0. Before curl 7.76 use `-f`, which hides the reason.",
  "With `Accept: text/plain` the answer has one line for each issue. What API Gateway answers itself is always JSON, such as 401, 405 and `rate-exceeded`.",
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
      "Do not choose OpenMetrics with `Format()`: `Push()` leaves out the last line, `# EOF`, and the proxy refuses the push. The default, protobuf, contains more.",
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
    notes: [
      `${BODY_IS_LOST}: \`except urllib.error.HTTPError as error: print(error.read().decode())\` shows it.`,
      'For Bearer pass a custom handler. It adds `("Authorization", f"Bearer {client}.{token}")` to the headers and calls `prometheus_client.exposition.default_handler`. A user in the URL does not work.',
      "Summaries have a sum and a count, but no quantiles. With counters, histograms and summaries the library also sends a gauge `…_created`. Set `PROMETHEUS_DISABLE_CREATED_SERIES=True` in the environment to leave it out.",
    ],
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
    notes: ["The notes there apply here, too."],
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
      "The address includes the stage but not the scheme, which is a separate setting.",
      'For Bearer: `.bearerToken(client + "." + token)` in place of `basicAuth`.',
      "By default a histogram is classic and native at the same time. Both are pushed, and the `scrape_config` decides which of them Prometheus stores.",
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
      "Pass a `URL` to `PushGateway`. It takes a string for host and port, and uses http.",
      "For Bearer pass to `setConnectionFactory` a factory that sets the header.",
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
      "Await the push. Otherwise a failed push is an unhandled rejection. Before version 15 a refused push is no error: look at `resp.statusCode` of the result.",
      'For Bearer: `{ headers: { Authorization: "Bearer " + client + "." + token } }` in place of `auth`.',
      'A registry for OpenMetrics, which exemplars need, also needs `headers: { "Content-Type": register.contentType }`, because the library sends no Content-Type.',
      "If a grouping value is `..`, the library removes it from the path, and the push goes to another group.",
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
      bearer: "`Gateway` takes only a user and a password",
      "status 415": "cannot happen: it always sends the text format as it is, which is supported",
    },
    because: {
      push: "swapped in this version: `Push()` sends POST, which adds to the group",
      pushadd: "swapped in this version: `PushAdd()` sends PUT, which replaces the group",
      "grouping slash": "the library does not encode it, so the path has one component too many",
      "grouping space": "the library does not encode it, and sends nothing",
    },
    notes: [
      "Includes `prometheus/gateway.h`, `prometheus/gauge.h` and `prometheus/registry.h`; links `prometheus-cpp-push`, `prometheus-cpp-core`, `curl` and `z`.",
      "Append the stage to the port: `443/prod`.",
      "The calls do not throw. They return the status: 200, or 202 for `Delete()` and for a push while the Pushgateway is down. A negative number is an error of curl, and nothing was sent. The library prints the proxy's answer on standard output.",
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
      bearer: "`push_metrics` takes only a user and a password",
      "status 415": "cannot happen: it always sends protobuf as it is, which is supported",
    },
    because: { "grouping slash": "the crate refuses it and sends nothing" },
    notes: [
      "Enable the crate's feature `push`. It uses a blocking HTTP client: call it from `spawn_blocking` in asynchronous code.",
      `${BODY_IS_LOST}, which the crate drops. To see it, push the same with curl.`,
      "The crate does not encode `..`, `?`, `#` and `%` in grouping values, so the push goes to another path.",
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
    notes: [
      "`-T` sends PUT. With `-X POST` it adds to the group. The other notes are those of [`--data-binary`](#curl---data-binary).",
    ],
  },
  {
    ...CURL,
    id: "curl-data",
    title: "curl -d",
    source: "curl-data.sh",
    command: ["sh", "curl-data.sh"],
    because: Object.fromEntries(TOOL.types.map((kind) => [`type ${kind}`, NEWLINES_LOST])),
    notes: [
      "Only for a single line. Without `-X PUT` it sends POST. The other notes are those of [`--data-binary`](#curl---data-binary).",
    ],
  },
  {
    ...CURL,
    id: "curl-json",
    title: "curl --json",
    source: "curl-json.sh",
    command: ["sh", "curl-json.sh"],
    notes: [
      'Needs curl 7.82 or newer. `{"name": value}` is a gauge. For the other types write metric families, as in [this payload](../test/clients/programs/shell/payloads/types.json).',
      "The other notes are those of [`--data-binary`](#curl---data-binary).",
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
      "`--content-on-error` shows the reason, except for a 401. The exit status is 6 for a 401 and 8 for every other refusal.",
      'For Bearer: `--header "Authorization: Bearer $CLIENT.$TOKEN"` in place of user and password.',
      ENCODE_VALUES,
    ],
  },
];
