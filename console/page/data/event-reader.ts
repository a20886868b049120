export interface ServerEvent {
  readonly name: string;
  readonly data: string;
}

/**
 * Reads server-sent events from chunks that end anywhere. It reads only `event` and `data`, since the console's server
 * sends no other fields except comments.
 */
export class EventReader {
  #rest = "";

  /** The events that this chunk completes. */
  read(piece: string): readonly ServerEvent[] {
    const blocks = (this.#rest + piece).replaceAll("\r", "").split("\n\n");
    this.#rest = blocks.pop()!;
    return blocks.flatMap(toEvent);
  }
}

const toEvent = (block: string): readonly ServerEvent[] => {
  const valuesOf = (field: string): readonly string[] =>
    block
      .split("\n")
      .flatMap((line) => (line.startsWith(`${field}:`) ? [line.slice(field.length + 1).trim()] : []));
  const data = valuesOf("data").join("\n");
  return data === "" ? [] : [{ name: valuesOf("event")[0] ?? "message", data }];
};
