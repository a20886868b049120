/** What the sweep function is asked to do: by its schedule a sweep, by an operator anything. */
export type SweepCommand =
  | { readonly command: "sweep"; readonly dryRun: boolean }
  | { readonly command: "registry-list" }
  | { readonly command: "registry-show"; readonly name: string }
  | { readonly command: "registry-release"; readonly name: string }
  | { readonly command: "registry-reopen"; readonly name: string }
  | { readonly command: "groups-list" }
  | { readonly command: "groups-delete"; readonly path: string };

/** An event without a command is the schedule's. Undefined: a command that does not exist, or lacks what it needs. */
export const parseCommand = (event: unknown): SweepCommand | undefined => {
  const { command, ...rest } = isRecord(event) ? event : {};
  switch (command) {
    case undefined:
      return { command: "sweep", dryRun: false };
    case "sweep":
      return { command, dryRun: rest["dryRun"] === true };
    case "registry-list":
    case "groups-list":
      return { command };
    case "registry-show":
    case "registry-release":
    case "registry-reopen":
      return typeof rest["name"] === "string" ? { command, name: rest["name"] } : undefined;
    case "groups-delete":
      return typeof rest["path"] === "string" ? { command, path: rest["path"] } : undefined;
    default:
      return undefined;
  }
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;
