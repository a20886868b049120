import type { ExamplePush } from "../../infra/local/example-push.ts";
import { type Overview, type Snippet, type SnippetList, TOKEN_PLACE } from "../api.ts";
import { parsePath } from "../page/commands/parse-path.ts";
import { writePush } from "../page/commands/push-command.ts";
import { quoteForCode } from "../page/commands/quoting.ts";

/** The URL, client and group of a first push. */
interface FirstPush {
  readonly pushUrl: string;
  readonly client: string;
  readonly token: string;
  readonly example: ExamplePush;
}

/**
 * A first push of a client in each language. It works when pasted, once the token is in it. Empty for a client without an
 * example.
 */
export const toSnippets = (
  { pushUrl, callers }: Pick<Overview, "pushUrl" | "callers">,
  client: string,
): SnippetList => {
  const example = callers.find(({ id }) => id === client)?.example;
  return {
    snippets: example === undefined ? [] : writeAll({ pushUrl, client, token: TOKEN_PLACE, example }),
  };
};

const writeAll = (push: FirstPush): readonly Snippet[] => [
  { id: "curl", title: "curl", needs: "", text: writePush(toCommand(push), "curl") },
  { id: "powershell", title: "PowerShell", needs: "", text: writePush(toCommand(push), "PowerShell") },
  { id: "python", title: "Python", needs: "pip install prometheus-client", text: writePython(push) },
  { id: "node", title: "Node", needs: "npm install prom-client; save as push.mjs", text: writeNode(push) },
  { id: "go", title: "Go", needs: "go mod init push; save as main.go; go mod tidy", text: writeGo(push) },
];

const toCommand = ({ pushUrl, client, token, example: { method, path, metric } }: FirstPush) => ({
  url: pushUrl + path,
  method,
  user: client,
  token,
  body: {
    kind: "lines" as const,
    lines: [`# HELP ${metric} A first push.`, `# TYPE ${metric} gauge`, `${metric} 42`],
  },
});

const writePython = ({ pushUrl, client, token, example }: FirstPush): string => {
  const { job, labels } = parsePath(example.path)!;
  const key = labels.map(({ name, value }) => `${quoteForCode(name)}: ${quoteForCode(value)}`).join(", ");
  const call = example.method === "PUT" ? "push_to_gateway" : "pushadd_to_gateway";
  return `from prometheus_client import CollectorRegistry, Gauge, ${call}
from prometheus_client.exposition import basic_auth_handler

def authenticate(**request):
    return basic_auth_handler(**request, username=${quoteForCode(client)}, password=${quoteForCode(token)})

registry = CollectorRegistry()
Gauge(${quoteForCode(example.metric)}, "A first push.", registry=registry).set(42)
${call}(${quoteForCode(pushUrl)}, job=${quoteForCode(job)}, grouping_key={${key}},
    registry=registry, handler=authenticate)`;
};

const writeNode = ({ pushUrl, client, token, example }: FirstPush): string => {
  const { job, labels } = parsePath(example.path)!;
  const groupings = labels
    .map(({ name, value }) => `${quoteForCode(name)}: ${quoteForCode(value)}`)
    .join(", ");
  return `import { Gauge, Pushgateway, Registry } from "prom-client";

const registry = new Registry();
new Gauge({ name: ${quoteForCode(example.metric)}, help: "A first push.", registers: [registry] }).set(42);
const gateway = new Pushgateway(${quoteForCode(pushUrl)}, { auth: ${quoteForCode(`${client}:${token}`)} }, registry);
await gateway.${example.method === "PUT" ? "push" : "pushAdd"}({ jobName: ${quoteForCode(job)}, groupings: {${groupings}} });`;
};

const writeGo = ({ pushUrl, client, token, example }: FirstPush): string => {
  const { job, labels } = parsePath(example.path)!;
  const groupings = labels
    .map(({ name, value }) => `.\n\t\tGrouping(${quoteForCode(name)}, ${quoteForCode(value)})`)
    .join("");
  return `package main

import (
	"log"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/push"
)

func main() {
	first := prometheus.NewGauge(prometheus.GaugeOpts{Name: ${quoteForCode(example.metric)}, Help: "A first push."})
	first.Set(42)
	err := push.New(${quoteForCode(pushUrl)}, ${quoteForCode(job)})${groupings}.
		BasicAuth(${quoteForCode(client)}, ${quoteForCode(token)}).
		Collector(first).${example.method === "PUT" ? "Push" : "Add"}()
	if err != nil {
		log.Fatal(err)
	}
}`;
};
