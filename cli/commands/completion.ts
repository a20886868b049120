import tab from "@bomb.sh/tab/commander";
import type { Command } from "commander";

/**
 * Adds `completion <shell>`, which prints a script for the shell, and the hidden `complete`, which the script calls for
 * words. The words are those of the program itself, so they are never out of date.
 */
export const addCompletion = (program: Command): void => {
  tab(program, { completionCommandName: "completion" });
  program.commands
    .find((command) => command.name() === "completion")
    ?.description("print completion for bash, zsh, fish or powershell")
    .addHelpText(
      "before",
      [
        "Examples:",
        "  source <(pushgateway-proxy completion bash)",
        "  pushgateway-proxy completion zsh > ~/.zfunc/_pushgateway-proxy",
        "  pushgateway-proxy completion fish > ~/.config/fish/completions/pushgateway-proxy.fish",
        "  pushgateway-proxy completion powershell | Out-String | Invoke-Expression",
        "",
      ].join("\n"),
    );
};
