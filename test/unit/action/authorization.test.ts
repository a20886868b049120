import { describe, expect, it } from "@jest/globals";
import { toMaskedHeader } from "../../../action/authorization.ts";
import type { Ports } from "../../../action/ports.ts";
import { Secret } from "../../../lambda/model/secret.ts";

const mask = (credential: string): { readonly header: string; readonly masks: readonly string[] } => {
  const lines: string[] = [];
  const ports = { writeLine: (line: string) => lines.push(line) } as unknown as Ports;
  const header = toMaskedHeader(new Secret(credential), ports).reveal();
  return { header, masks: lines.map((line) => line.replace("::add-mask::", "")) };
};

describe("toMaskedHeader", () => {
  it.each([
    ["ci:token", ["ci:token", "token"]],
    ["Some.User:pass:word", ["Some.User:pass:word", "pass:word"]],
    ["user:", ["user:"]],
  ])("masks %p, its token alone and in base64", (credential, parts) => {
    const encoded = Buffer.from(credential).toString("base64");
    expect(mask(credential)).toEqual({ header: `Basic ${encoded}`, masks: [...parts, encoded] });
  });

  it.each([
    ["ci.token", ["ci.token", "token"]],
    ["token", ["token"]],
  ])("masks %p, which is sent as it is", (credential, masks) =>
    expect(mask(credential)).toEqual({ header: `Bearer ${credential}`, masks }),
  );
});
