import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseJunit } from "../../../ci/junit/parse-junit.ts";
import { processorTimeMs } from "../../support/processor-time.ts";

const parse = (xml: string | Uint8Array, chunkBytes = 1_000_000) => {
  const bytes = Buffer.from(xml);
  const chunks = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    chunks.push(bytes.subarray(at, at + chunkBytes));
  }
  return parseJunit(chunks);
};

const parseOne = (testcase: string) => {
  const parsed = parse(`<testsuites><testsuite name="suite">${testcase}</testsuite></testsuites>`);
  return parsed.ok ? parsed.value[0] : parsed.error;
};

describe("parseJunit", () => {
  it("reads suite, name and time of a test that passed", () =>
    expect(parseOne('<testcase classname="pkg.Class" name="adds" time="0.25"/>')).toEqual({
      suite: "pkg.Class",
      name: "adds",
      seconds: 0.25,
      outcome: "passed",
      isRetried: false,
      message: "",
    }));

  it("uses the nearest suite's name when there is no class name", () => {
    const parsed = parse(
      '<testsuites><testsuite name="outer"><testsuite name="inner"><testcase name="a"/></testsuite><testcase name="b"/></testsuite></testsuites>',
    );
    expect(parsed.ok && parsed.value.map(({ suite }) => suite)).toEqual(["inner", "outer"]);
  });

  it.each([
    ["a failure", '<failure message="1 is not 2"/>', "failed", "1 is not 2"],
    [
      "an error",
      "<error>  \n java.io.IOException: no file\n\tat A.b</error>",
      "error",
      "java.io.IOException: no file",
    ],
    [
      "a failure in CDATA",
      "<failure><![CDATA[\nError: 1 is not 2]]></failure>",
      "failed",
      "Error: 1 is not 2",
    ],
    [
      "a failure of Go with an empty message",
      '<failure message="Failed">=== RUN   TestAdd\n    add_test.go:9: got 3\n--- FAIL: TestAdd (0.00s)\n</failure>',
      "failed",
      "add_test.go:9: got 3",
    ],
    ["a skipped test", "<skipped/>", "skipped", ""],
    ["a skipped test with a reason", '<skipped message="later">later</skipped>', "skipped", ""],
    ["a failure and then an error", '<failure message="first"/><error message="second"/>', "failed", "first"],
    [
      "an error and then a failure",
      '<error message="first"/><failure message="second"/>',
      "failed",
      "second",
    ],
    [
      "a failure beside its output",
      "<failure>why</failure><system-out>the output</system-out>",
      "failed",
      "why",
    ],
  ])("reads %s", (_, children, outcome, message) =>
    expect(parseOne(`<testcase name="a">${children}</testcase>`)).toMatchObject({ outcome, message }),
  );

  it.each([
    ["CTest", 'status="notrun"'],
    ["GoogleTest", 'status="notrun" result="suppressed"'],
    ["GoogleTest since 1.11", 'status="run" result="skipped"'],
    ["CTest, because it is disabled,", 'status="disabled"'],
    ["GoogleTest, because it is disabled,", 'result="suppressed"'],
  ])("recognises a test that %s skipped", (_, attributes) =>
    expect(parseOne(`<testcase name="a" ${attributes}/>`)).toMatchObject({ outcome: "skipped" }),
  );

  it.each(["flakyFailure", "flakyError"])("recognises by %s a test that passed after a failure", (element) =>
    expect(parseOne(`<testcase name="a"><${element} message="at first"/></testcase>`)).toMatchObject({
      outcome: "passed",
      isRetried: true,
      message: "",
    }),
  );

  it("recognises a test that failed every time", () =>
    expect(
      parseOne('<testcase name="a"><failure message="why"/><rerunFailure message="again"/></testcase>'),
    ).toMatchObject({ outcome: "failed", isRetried: false, message: "why" }));

  describe("a suite of pytest", () => {
    const parseSuite = (name: string, ...cases: readonly string[]) => {
      const parsed = parse(
        `<testsuites><testsuite name="${name}">${cases.join("")}</testsuite></testsuites>`,
      );
      return parsed.ok && parsed.value.map((test) => [test.name, test.outcome, test.isRetried]);
    };
    const [A, B] = ['<testcase name="a"/>', '<testcase name="b"/>'];
    const FAILED = '<testcase name="a"><failure message="no"/></testcase>';

    it("merges a test that was run again, with its last outcome", () => {
      expect(parseSuite("pytest", A, B, A)).toEqual([
        ["a", "passed", true],
        ["b", "passed", false],
      ]);
      expect(parseSuite("pytest", A, A, FAILED)).toEqual([["a", "failed", false]]);
    });

    it("adds the times of all runs of a test", () => {
      const run = '<testcase name="a" time="0.25"/>';
      const parsed = parse(`<testsuite name="pytest">${run}${run}<testcase name="b" time="1"/></testsuite>`);
      expect(parsed).toMatchObject({ ok: true, value: [{ seconds: 0.5 }, { seconds: 1 }] });
    });

    it("is recognised by its name, since tests of other tools may share a name", () =>
      expect(parseSuite("jest", A, A)).toEqual([
        ["a", "passed", false],
        ["a", "passed", false],
      ]));
  });

  it.each([
    ["1,234.5", 1234.5],
    ["1,234,567", 1_234_567],
    ["0,123", 0.123],
    ["12,5", 12.5],
    ["-1", 0],
    ["", 0],
    ["fast", 0],
    ["Infinity", 0],
    ["1e400", 0],
    ["NaN", 0],
  ])("reads the time %p as %p", (time, seconds) =>
    expect(parseOne(`<testcase name="a" time="${time}"/>`)).toMatchObject({ seconds }),
  );

  it.each([1, 2, 3, 7, 64])("returns the same result for chunks of %p bytes", (chunkBytes) => {
    const xml =
      '<?xml version="1.0" encoding="UTF-8"?><testsuite name="größe"><testcase name="a &lt;&#x1F600;" time="1"><failure>é: no</failure></testcase><testcase name="b"><system-out><![CDATA[<testcase name="c"/>]]></system-out></testcase></testsuite>';
    expect(parse(xml, chunkBytes)).toEqual(parse(xml));
    expect(parse(xml)).toMatchObject({ ok: true, value: [{ suite: "größe", name: "a <😀" }, { name: "b" }] });
  });

  it.each([
    [
      "ISO-8859-1",
      Buffer.from(
        '<?xml version="1.0" encoding="ISO-8859-1"?><testsuite name="gr\u00f6\u00dfe"><testcase/></testsuite>',
        "latin1",
      ),
    ],
    [
      "UTF-16",
      Buffer.from(
        '\ufeff<?xml version="1.0" encoding="UTF-16"?><testsuite name="größe"><testcase/></testsuite>',
        "utf16le",
      ),
    ],
    [
      "UTF-16, big endian",
      Buffer.from('\ufeff<testsuite name="größe"><testcase/></testsuite>', "utf16le").swap16(),
    ],
    ["UTF-8 with a byte order mark", Buffer.from('\ufeff<testsuite name="größe"><testcase/></testsuite>')],
    [
      "UTF-8 that declares UTF-16",
      Buffer.from('<?xml version="1.0" encoding="UTF-16"?><testsuite name="größe"><testcase/></testsuite>'),
    ],
    [
      "UTF-8 that declares an unknown encoding",
      Buffer.from('<?xml version="1.0" encoding="x-y"?><testsuite name="größe"><testcase/></testsuite>'),
    ],
  ])("reads %s", (_, bytes) => expect(parse(bytes)).toMatchObject({ ok: true, value: [{ suite: "größe" }] }));

  // In UTF-8 all of them would be the same name of replacement characters, and look like one test that was run again.
  it.each([
    ["windows-1251", [0xf2, 0xe5, 0xf1, 0xf2], "тест"],
    ["Shift_JIS", [0x83, 0x65, 0x83, 0x58, 0x83, 0x67], "テスト"],
    ["GBK", [0xb2, 0xe2, 0xca, 0xd4], "测试"],
  ])("reads %s", (encoding, name, expected) => {
    const [head = "", tail = ""] =
      `<?xml version="1.0" encoding="${encoding}"?><testsuite name="|"><testcase/></testsuite>`.split("|");
    const bytes = Buffer.concat([Buffer.from(head), Buffer.from(name), Buffer.from(tail)]);
    expect(parse(bytes)).toMatchObject({ ok: true, value: [{ suite: expected }] });
  });

  describe("a hostile file", () => {
    it("expands nothing that a DOCTYPE declares", () => {
      const declared = Array.from(
        { length: 40 },
        (_, n) => `<!ENTITY e${n + 1} "${`&e${n};`.repeat(40)}">`,
      ).join("");
      const bomb = `<?xml version="1.0"?><!DOCTYPE t [<!ENTITY e0 "boom">${declared}<!ENTITY f SYSTEM "file:///etc/passwd">]><testsuite name="&e40;"><testcase name="&f;"/></testsuite>`;
      expect(parse(bomb)).toMatchObject({ ok: true, value: [{ suite: "&e40;", name: "&f;" }] });
    });

    it("keeps control characters inside their own table row", () =>
      expect(
        parseOne('<testcase name="a\u001b[31m&#27;"><failure>\u0000 no</failure></testcase>'),
      ).toMatchObject({
        name: "a\u001b[31m&#27;",
        outcome: "failed",
      }));

    it("cannot fill the memory with nested elements", () =>
      expect(parse("<testsuite>".repeat(100_000))).toEqual({
        ok: false,
        error: "line 1: elements are nested more than 64 deep, which no tool does",
      }));

    it("may nest suites up to the limit", () =>
      expect(parse(`${"<testsuite>".repeat(63)}<testcase/>${"</testsuite>".repeat(63)}`)).toMatchObject({
        ok: true,
      }));

    it("takes no longer when everything in it is forbidden", () => {
      const xml = `<testsuite>${"&none;\u0001".repeat(300_000)}<testcase/></testsuite>`;
      const takenMs = processorTimeMs(() => expect(parse(xml)).toMatchObject({ ok: true, value: [{}] }));
      expect(takenMs).toBeLessThan(3_000);
    });

    it("is read or refused, whatever was changed in it", () => {
      const valid =
        '<?xml version="1.0"?><!DOCTYPE t [<!ENTITY a "b">]><testsuites><testsuite name="pytest"><testcase name="a" time="1"><failure message="m">t&lt;</failure></testcase><testcase name="a"/><testcase><error><![CDATA[x]]></error><system-out>y</system-out></testcase></testsuite></testsuites>';
      const change = fc.record({
        at: fc.nat(valid.length),
        cut: fc.nat(20),
        put: fc.oneof(
          fc.string({ maxLength: 8 }),
          fc.constantFrom("<", ">", "</", "<![CDATA[", "-->", "&", '"', "<?", "<!--"),
        ),
      });
      fc.assert(
        fc.property(
          fc.array(change, { maxLength: 4 }),
          fc.integer({ min: 1, max: 50 }),
          (changes, chunkBytes) => {
            const changed = changes.reduce(
              (text, { at, cut, put }) => text.slice(0, at) + put + text.slice(at + cut),
              valid,
            );
            const [whole, inPieces] = [parse(changed), parse(changed, chunkBytes)];
            expect(inPieces.ok).toBe(whole.ok);
            expect(inPieces.ok && inPieces.value).toEqual(whole.ok && whole.value);
          },
        ),
        { numRuns: 300 },
      );
    });

    it("cuts names and messages", () => {
      const long = "x".repeat(100_000);
      const test = parseOne(
        `<testcase classname="${long}" name="${long}"><failure>${long}</failure></testcase>`,
      );
      expect(JSON.stringify(test).length).toBeLessThan(1_200);
    });
  });

  it.each([
    ["ends in the middle", '<testsuite>\n<testcase name="a"><failure', "line 2, column 28"],
    ["closes the wrong element", "<testsuite>\n<testcase></testsuite>", "line 2, column 23"],
    ["is empty", "", "line 1, column 1"],
    ["is text", "ok 12 tests", "line 1, column"],
  ])("reports where a file is not XML: it %s", (_, xml, place) => {
    const parsed = parse(xml);
    expect(parsed.ok ? "" : parsed.error).toContain(`it is not well-formed XML (${place}`);
  });

  it.each(["", '<?xml version="1.0"?>\n'])(
    "recognises several files in one, with the declaration %p",
    (head) => {
      const parsed = parse(`${head}<testsuite/>\n${head}<testsuite/>`);
      expect(parsed.ok ? "" : parsed.error).toMatch(
        /^it is not well-formed XML \(line [23], .*several files, one after the other\?$/,
      );
    },
  );

  it("reports that another kind of XML is not JUnit", () =>
    expect(parse("<coverage/>")).toEqual({
      ok: false,
      error:
        'its first element is "coverage", expected <testsuites> or <testsuite>; give a pattern that matches JUnit files only',
    }));
});
