import { describe, expect, it } from "@jest/globals";
import { parseStartFlags } from "../../../infra/local/start-flags.ts";

describe("the flags of npm start", () => {
  it("have defaults", () => {
    expect(parseStartFlags([])).toEqual({
      ok: true,
      value: {
        port: 8080,
        configFile: "proxy.yaml",
        pushgatewayUrl: undefined,
        secretsFile: ".local/secrets.json",
        storeFile: undefined,
        output: "text",
        requests: "shown",
      },
    });
  });

  it("are all taken, with a blank or an equals sign", () => {
    const args = [
      "--port=0",
      "--config",
      "a.yaml",
      "--pushgateway",
      "http://h:1/x",
      "--secrets=s",
      "--store",
      "d.db",
      "--json",
    ];
    expect(parseStartFlags(args)).toEqual({
      ok: true,
      value: {
        port: 0,
        configFile: "a.yaml",
        pushgatewayUrl: "http://h:1/x",
        secretsFile: "s",
        storeFile: "d.db",
        output: "json",
        requests: "shown",
      },
    });
  });

  it.each([["--help"], ["-h"]])("ask for help: %s", (flag) => {
    expect(parseStartFlags([flag])).toEqual({ ok: true, value: "help" });
  });

  it.each([
    ["an unknown flag", ["--prot", "1"], "unknown flag --prot; did you mean --port?"],
    ["one that is near nothing", ["--verbose"], "unknown flag --verbose; see --help"],
    ["a word", ["8080"], 'unexpected "8080"; every setting is a flag, see --help'],
    ["a missing value", ["--config"], "--config needs a value"],
    ["an empty value", ["--config="], "--config needs a value"],
    ["a value where none belongs", ["--json=1"], "--json takes no value"],
    ["a port that is no number", ["--port", "http"], '--port takes a number from 0 to 65535, not "http"'],
    ["a port that is too large", ["--port", "65536"], '--port takes a number from 0 to 65535, not "65536"'],
    [
      "a URL that is none",
      ["--pushgateway", "localhost:9091"],
      '--pushgateway takes a URL such as http://localhost:9091, not "localhost:9091"',
    ],
  ])("say what is wrong with %s", (_case, args, error) => {
    expect(parseStartFlags(args)).toEqual({ ok: false, error });
  });
});
