import { type Fields, readJson, toRecord } from "../../lambda/model/fields.ts";
import type { CollectPorts } from "../ports.ts";

/** The event that started the run; without fields if the runner does not say it. */
export const readEvent = ({ env, files }: Pick<CollectPorts, "env" | "files">): Fields => {
  try {
    const text = Buffer.concat(
      [...files.read(env["GITHUB_EVENT_PATH"] ?? "")].map((chunk) => Buffer.from(chunk)),
    );
    return toRecord(readJson(text.toString("utf8")));
  } catch {
    return {};
  }
};
