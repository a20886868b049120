import { useState } from "preact/hooks";
import type { Format } from "../../../lambda/model/format.ts";
import { type Shell, writePush } from "../commands/push-command.ts";
import { TOKEN_VARIABLE, useConsoleView, useTokenOf } from "../data/console-context.ts";
import { Code } from "../parts/code.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { Select } from "../parts/select.tsx";

/** A longer payload is sent from a file. */
const MAX_LINES = 12;

interface DryRunProps {
  readonly path: string;
  readonly format: Format;
  readonly text: string | undefined;
}

/** A command that lets the proxy check the payload with grants, limits and contracts, which the page does not know. */
export const DryRun = ({ path, format: { contentType, fileName }, text }: DryRunProps) => {
  const { overview } = useConsoleView();
  const tokenOf = useTokenOf();
  const clients = overview.callers.filter(({ kind, mayPush }) => kind === "client" && mayPush);
  const [client, setClient] = useState(clients[0]?.id ?? "<client>");
  const [shell, setShell] = useState<Shell>("curl");
  const lines = text?.replace(/\n$/, "").split("\n");
  const write = (token: string): string =>
    writePush(
      {
        url: `${overview.pushUrl}${path.replace(/^.*?(?=\/metrics\/)/, "").replace(/\?.*/, "")}?dry_run=true`,
        method: clients.find(({ id }) => id === client)?.example?.method ?? "PUT",
        user: client,
        token,
        contentType,
        body:
          lines === undefined || lines.length > MAX_LINES
            ? { kind: "file", name: fileName }
            : { kind: "lines", lines },
      },
      shell,
    );
  return (
    <section aria-labelledby="dry-run">
      <h3 id="dry-run">Push it as a dry run</h3>
      <p class="dim">The proxy then checks grants, limits and contracts, too, and stores nothing.</p>
      <div class="toolbar">
        <Select label="Client" value={client} choices={clients.map(({ id }) => id)} onChoose={setClient} />
        <Select label="Shell" value={shell} choices={["curl", "PowerShell"]} onChoose={setShell} />
        <CopyButton label="Copy" what="the dry run" text={async () => write(await tokenOf(client))} />
      </div>
      <Code text={write(TOKEN_VARIABLE)} label="The dry run" />
    </section>
  );
};
