import { describe, expect, it } from "@jest/globals";
import { parseCredential } from "../../../lambda/authenticate/credential.ts";

const base64 = (text: string): string => Buffer.from(text).toString("base64");

const read = (header: string | undefined): string => {
  const result = parseCredential(header);
  if (!result.ok) {
    return result.error;
  }
  const { value } = result;
  const id = value.kind === "client-token" ? value.clientId : value.issuerId;
  return `${value.kind} ${id ?? "-"} ${value.token.reveal()}`;
};

const JWT = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2lnbmF0dXJl";

describe("a client's token", () => {
  it.each([
    ["Basic", `Basic ${base64("desktop-app:s3cret")}`],
    ["basic in lower case", `basic ${base64("desktop-app:s3cret")}`],
    ["BASIC with blanks", `  BASIC   ${base64("desktop-app:s3cret")} `],
    ["Basic without padding", `Basic ${base64("desktop-app:s3cret").replace(/=+$/, "")}`],
    ["Bearer", "Bearer desktop-app.s3cret"],
    ["bearer in lower case", "bearer desktop-app.s3cret"],
  ])("is read from %s", (_, header) => expect(read(header)).toBe("client-token desktop-app s3cret"));

  it("may contain colons: only the first one separates it from the client", () =>
    expect(read(`Basic ${base64("a:b:c")}`)).toBe("client-token a b:c"));

  it("is not shown when printed", () => {
    const { value } = parseCredential("Bearer a.s3cret") as { value: object };
    expect(JSON.stringify(value)).not.toContain("s3cret");
  });
});

describe("a signed token", () => {
  it("is read from Bearer", () => expect(read(`Bearer ${JWT}`)).toBe(`signed-token - ${JWT}`));
  it("is read from Basic with the issuer's id", () =>
    expect(read(`Basic ${base64(`github:${JWT}`)}`)).toBe(`signed-token github ${JWT}`));
  it("may lack a signature, since a later check refuses it", () =>
    expect(read("Bearer a.b.")).toBe("signed-token - a.b."));
});

describe("no credential", () => {
  it.each([
    ["undefined", undefined],
    ["empty", ""],
    ["blank", "  "],
  ])("%s", (_, header) => expect(read(header)).toBe("missing"));
});

describe("malformed", () => {
  it.each([
    ["no scheme", "s3cret"],
    ["a scheme alone", "Basic"],
    ["a scheme with a blank", "Bearer "],
    ["another scheme", "Digest abc"],
    ["Basic that is no base64", "Basic a:b"],
    ["Basic without a colon", `Basic ${base64("desktop-app")}`],
    ["Basic without a user", `Basic ${base64(":s3cret")}`],
    ["Basic without a password", `Basic ${base64("desktop-app:")}`],
    ["a user in capitals", `Basic ${base64("Desktop:s3cret")}`],
    ["a user of 65 characters", `Basic ${base64(`${"a".repeat(65)}:s3cret`)}`],
    ["a password with a line end", `Basic ${base64("a:b\nc")}`],
    ["a password with a NUL", `Basic ${base64("a:b\0c")}`],
    ["a password that is not ASCII", `Basic ${base64("a:ü")}`],
    ["Basic with a character that base64 does not have in front", `Basic !${base64("desktop-app:s3cret")}`],
    ["Basic with one at the end", `Basic ${base64("desktop-app:s3cret")}!`],
    ["Basic with three characters of padding", `Basic ${base64("desktop-app:s3cre")}==`],
    ["something behind the credential", "Bearer desktop-app.s3cret more"],
    ["something before the scheme", "x Bearer desktop-app.s3cret"],
    ["Bearer without a dot", "Bearer s3cret"],
    ["Bearer without a client", "Bearer .s3cret"],
    ["Bearer without a token", "Bearer a."],
    ["Bearer with three dots", "Bearer a.b.c.d"],
    ["two credentials in one header", "Bearer a.b, Bearer c.d"],
    ["padding in the middle", "Basic YT=piYg=="],
    ["a header longer than the gateway takes", `Bearer a.${"b".repeat(10_240)}`],
  ])("%s", (_, header) => expect(read(header)).toBe("malformed"));

  it("takes a user of 64 characters", () =>
    expect(read(`Basic ${base64(`${"a".repeat(64)}:b`)}`)).toBe(`client-token ${"a".repeat(64)} b`));
});

it("may have 10,240 characters, all that API Gateway takes, and not one more", () => {
  const header = "Bearer a.".padEnd(10_240, "x");
  expect(read(header)).toBe(`client-token a ${header.slice("Bearer a.".length)}`);
  expect(read(`${header}x`)).toBe("malformed");
});
