import { useEffect, useId, useState } from "preact/hooks";
import { type Overview, type Snippet, TOKEN_PLACE } from "../../api.ts";
import { useConsoleView, useTokenOf } from "../data/console-context.ts";
import { Code } from "../parts/code.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { Select } from "../parts/select.tsx";

const GRANT = `clients:
  - id: ci
    grants:
      - methods: [PUT, POST]
        job: "ci-*"
        grouping: { "branch?": "*" }
        metrics: ["ci_*"]`;

/** The empty console: how to make the first push. */
export const EmptyState = ({ overview }: { readonly overview: Overview }) => {
  const pushers = overview.callers.flatMap(({ id, example }) => (example === undefined ? [] : [id]));
  if (pushers.length === 0 && !overview.callers.some(({ mayPush }) => mayPush)) {
    return <NobodyMayPush configFile={overview.configFile} />;
  }
  return (
    <div class="card empty">
      <h4>Nothing has been pushed yet</h4>
      {pushers.length === 0 ? (
        <p>
          Only tokens of an issuer may push here, for instance those of CI jobs. The first push appears here.
        </p>
      ) : (
        <FirstPush overview={overview} pushers={pushers} />
      )}
    </div>
  );
};

const NobodyMayPush = ({ configFile }: { readonly configFile: string }) => (
  <div class="card empty">
    <h4>No client may push yet</h4>
    <p>
      Give a client a grant in <code>{configFile}</code>. For instance:
    </p>
    <Code text={GRANT} label="An example of a grant" />
    <CopyButton label="Copy" what="the example of a grant" text={() => GRANT} />
  </div>
);

const MASK = "••••••••";

interface FirstPushProps {
  readonly overview: Overview;
  readonly pushers: readonly string[];
}

const FirstPush = ({ overview: { place }, pushers }: FirstPushProps) => {
  const { api } = useConsoleView();
  const tokenOf = useTokenOf();
  const id = useId();
  const [client, setClient] = useState(pushers[0]!);
  const [token, setToken] = useState<string>();
  const [tab, setTab] = useState("curl");
  const [snippets, setSnippets] = useState<readonly Snippet[]>([]);
  useEffect(() => {
    void api
      .ask("/api/snippets", { client })
      .then((answer) => setSnippets(answer.ok ? answer.value.snippets : []));
  }, [api, client]);
  const isLocal = place === "local";
  const shown = snippets.find((snippet) => snippet.id === tab);
  const write = (secret: string): string => shown?.text.replaceAll(TOKEN_PLACE, secret) ?? "";
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step !== undefined) {
      const index = snippets.findIndex((snippet) => snippet.id === tab);
      const next = snippets[(index + step + snippets.length) % snippets.length]!.id;
      setTab(next);
      document.getElementById(`${id}-${next}`)?.focus();
    }
  };
  return (
    <>
      <p>
        Make the first push as{" "}
        <Select
          label="Client"
          value={client}
          choices={pushers}
          onChoose={(next) => {
            setClient(next);
            setToken(undefined);
          }}
        />
        . It appears here within a {isLocal ? "second" : "minute"}.
      </p>
      <div role="tablist" aria-label="Language" class="tabs" onKeyDown={move}>
        {snippets.map((snippet) => (
          <button
            key={snippet.id}
            type="button"
            role="tab"
            id={`${id}-${snippet.id}`}
            aria-selected={snippet.id === tab}
            aria-controls={`${id}-panel`}
            tabIndex={snippet.id === tab ? 0 : -1}
            onClick={() => setTab(snippet.id)}
          >
            {snippet.title}
          </button>
        ))}
      </div>
      {shown !== undefined && (
        <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${tab}`}>
          {shown.needs !== "" && <p class="dim">First: {shown.needs}</p>}
          <Code text={write(token ?? (isLocal ? MASK : TOKEN_PLACE))} label={tab} />
          <div class="actions">
            <CopyButton
              label="Copy"
              what={`the push with ${shown.title}${isLocal ? ", with the token" : ""}`}
              text={async () => write(isLocal ? await tokenOf(client) : TOKEN_PLACE)}
            />
            {isLocal && (
              <button
                type="button"
                class="small"
                onClick={async () => setToken(token === undefined ? await tokenOf(client) : undefined)}
              >
                {token === undefined ? "Show the token" : "Hide the token"}
              </button>
            )}
            {!isLocal && (
              <span class="dim">
                <code>pushgateway-proxy token {client} --aws</code> prints the token.
              </span>
            )}
          </div>
        </div>
      )}
    </>
  );
};
