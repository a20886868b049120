import type { Explained } from "./explanation.ts";

export const DECODE: Explained = {
  "lambda/decode/crc32c.ts": [
    {
      why: "the loop after this one sums the bytes that this one leaves",
      mutants: {
        "for (const last = end - 8; at <= last; at += 8) {": ["at <= last → false", "at <= last → at < last"],
      },
    },
    {
      why: "an Int32Array ignores a write beyond its length",
      mutants: {
        "for (let byte = 0; byte < 256; byte++) {": ["byte < 256 → byte <= 256"],
      },
    },
  ],
  "lambda/decode/explain-format.ts": [
    {
      why: "the same format would refuse the payload again; the check only saves time",
      mutants: {
        'const canBeAnother = id !== declared.id && !(id === "text" && declared.id === "openmetrics");': [
          "id !== declared.id → true",
        ],
      },
    },
  ],
  "lambda/decode/json/exposition-reader.ts": [
    {
      why: "a payload with more issues is refused, whatever they are; noting no more of them only saves memory",
      mutants: {
        "if (this.rawIssues.length <= MAX_RAW_ISSUES) {": ["this.rawIssues.length <= MAX_RAW_ISSUES → true"],
      },
    },
  ],
  "lambda/decode/json/extras-reader.ts": [
    {
      why: "undefined is not finite either; the check is for the compiler",
      mutants: {
        "if (seconds === undefined || !Number.isFinite(seconds)) {": ["seconds === undefined → false"],
      },
    },
  ],
  "lambda/decode/json/json-scan.ts": [
    {
      why: "the payload is refused either way; ending the scan only saves time",
      mutants: {
        "while (at < text.length && !this.isTooDeep && this.tooMany === undefined) {": [
          "this.tooMany === undefined → true",
        ],
      },
    },
    {
      why: "each becomes an issue of a family, and there would also be too many families; counting them here only saves memory",
      mutants: {
        "this.#limit(this.repeated.length, MAX_RAW_ISSUES, TOO_MANY.rawIssues);": [
          "this.#limit(this.repeated.length, MAX_RAW_ISSUES, TOO_MANY.rawIssues); → ;",
        ],
      },
    },
    {
      why: "beyond the end of the text there is no token",
      mutants: {
        "while (at < text.length && !this.isTooDeep && this.tooMany === undefined) {": [
          "at < text.length → at <= text.length",
        ],
      },
    },
    {
      why: "nobody asks for a place before a key is read",
      mutants: {
        'this.#frames.push({ keys, key: "", isKeyNext: true, index: 0, path: this.#paths });': [
          '"" → "Stryker was here!"',
        ],
      },
    },
    {
      why: "beyond the end of the text there is no quote",
      mutants: {
        "while (at < text.length && text.charCodeAt(at) !== QUOTE) {": [
          "at < text.length → at <= text.length",
        ],
      },
    },
    {
      why: "the parser gives the same text; the shortcut only saves time",
      mutants: {
        'if (!quoted.includes("\\\\")) {': ['!quoted.includes("\\\\") → false', '"\\\\" → ""', "{…} → {}"],
      },
    },
    {
      why: "the parser refuses such a text, whatever its keys are",
      mutants: {
        "} catch {": ["{…} → {}"],
      },
    },
  ],
  "lambda/decode/json/label-set-book.ts": [
    {
      why: "the payload is refused either way; making no more label sets only saves memory",
      mutants: {
        "if (this.tooMany !== undefined) {": ["this.tooMany !== undefined → false", "{…} → {}"],
      },
    },
    {
      why: "looking the shape or the layout up gives the same one; the shortcut only saves time",
      mutants: {
        "const isLikeLast = written.length === last.length && written.every((name, index) => name === last[index]);":
          [
            "written.length === last.length && written.every((name, index) => name === last[index]) → false",
            "written.every((name, index) => name === last[index]) → written.some((name, index) => name === last[index])",
            "(name, index) => name === last[index] → () => undefined",
            "name === last[index] → false",
          ],
        "if (!isLikeLast) {": ["!isLikeLast → true"],
      },
    },
  ],
  "lambda/decode/json/native-reader.ts": [
    {
      why: "native buckets with an issue are left out, so nobody reads this span",
      mutants: {
        "return { offset: 0, length: 0 };": ["{ offset: 0, length: 0 } → {}"],
      },
    },
    {
      why: "the caller replaces a count that is not a number by 0, so the key is in no issue",
      mutants: {
        'count: this.#number("count", count),': ['"count" → ""'],
      },
    },
  ],
  "lambda/decode/openmetrics/descriptor-reader.ts": [
    {
      why: "a HELP text extends to the end of its line, so nothing is left behind it",
      mutants: {
        'return this.#log.endLine(end, "line-unfinished");': ['"line-unfinished" → ""'],
      },
    },
  ],
  "lambda/decode/openmetrics/openmetrics-family-book.ts": [
    {
      why: "it would be looked up again, with the same result",
      mutants: {
        "if (known !== undefined) {": ["known !== undefined → false", "{…} → {}"],
      },
    },
    {
      why: "it would be made again, with the same content",
      mutants: {
        "this.#targets.set(name, target);": ["this.#targets.set(name, target); → ;"],
      },
    },
  ],
  "lambda/decode/openmetrics/openmetrics-parser.ts": [
    {
      why: "the payload is refused either way; ending the loop early only saves time",
      mutants: {
        "for (; at < end && lines < next && !this.#hasEnded && this.#tooManyLabels === undefined; lines++) {":
          ["lines < next → true", "lines < next → lines <= next", "this.#tooManyLabels === undefined → true"],
      },
    },
    {
      why: "the end of the line is here, so there is no such issue",
      mutants: {
        'return this.log.endLine(at, "timestamp-invalid");': ['"timestamp-invalid" → ""'],
      },
    },
    {
      why: "the general way also finds a line end that follows no blanks; the shortcut only saves time",
      mutants: {
        "return this.#bytes[end] === LINE_FEED ? end + 1 : this.#afterValue(end, { name, target, at: nameStart });":
          ["this.#bytes[end] === LINE_FEED → false"],
      },
    },
    {
      why: "a longer word is never a keyword; the comparison only saves time",
      mutants: {
        'const keyword = end - at <= 4 ? this.#payload.slice(at, end) : "";': [
          "end - at <= 4 → true",
          '"" → "Stryker was here!"',
        ],
      },
    },
  ],
  "lambda/decode/openmetrics/types.ts": [
    {
      why: "only types with several parts are asked for the part",
      mutants: {
        'const named = (type: MetricType): Suffix => ({ type, part: "own", isInName: true });': [
          '"own" → ""',
        ],
      },
    },
  ],
  "lambda/decode/protobuf/exemplar-reader.ts": [
    {
      why: "the empty name belongs to zero bytes, which are compared first",
      mutants: {
        '#name = "";': ['"" → "Stryker was here!"'],
      },
    },
    {
      why: "reading the same bytes again gives the same name; the shortcut only saves time",
      mutants: {
        "if (!isSame(wire.bytes, this.#nameStart, this.#nameEnd, wire.at, nameEnd)) {": [
          "!isSame(wire.bytes, this.#nameStart, this.#nameEnd, wire.at, nameEnd) → true",
        ],
      },
    },
  ],
  "lambda/decode/protobuf/family-reader.ts": [
    {
      why: "the header of a family sets them before they are read",
      mutants: {
        '#name = "";': ['"" → "Stryker was here!"'],
        '#help = "";': ['"" → "Stryker was here!"'],
        '#unit = "";': ['"" → "Stryker was here!"'],
      },
    },
    {
      why: "what follows would also be too many, so the payload is refused either way",
      mutants: {
        "if (wire.tooMany !== undefined) {": ["wire.tooMany !== undefined → false", "{…} → {}"],
      },
    },
    {
      why: "a broken payload is refused, whatever its families are",
      mutants: {
        "if (!this.#wire.isBroken) {": ["!this.#wire.isBroken → true"],
      },
    },
    {
      why: "if all parts are numbers, the filter removes nothing and reports nothing",
      mutants: {
        "if (!parts.every(isNumeric)) {": ["!parts.every(isNumeric) → true"],
      },
    },
  ],
  "lambda/decode/protobuf/label-reader.ts": [
    {
      why: "a metric sets them before they are read",
      mutants: {
        "#hasNewName = false;": ["false → true"],
        "readonly #names: string[] = [];": ['[] → ["Stryker was here"]'],
        "readonly #values: string[] = [];": ['[] → ["Stryker was here"]'],
        "readonly #starts: number[] = [];": ['[] → ["Stryker was here"]'],
        "readonly #ends: number[] = [];": ['[] → ["Stryker was here"]'],
        "readonly #nameStarts: number[] = [];": ['[] → ["Stryker was here"]'],
        "readonly #nameEnds: number[] = [];": ['[] → ["Stryker was here"]'],
      },
    },
    {
      why: "the shape would be looked up again, with the same result",
      mutants: {
        "this.#hasNewName = false;": ["false → true"],
      },
    },
    {
      why: "setting a value also makes its place in the array; making it first only saves time",
      mutants: {
        "if (index === this.#names.length) {": [
          "index === this.#names.length → true",
          "index === this.#names.length → false",
          "index === this.#names.length → index !== this.#names.length",
          "{…} → {}",
        ],
        "this.#addPlace();": ["this.#addPlace(); → ;"],
        "#addPlace(): void {": ["{…} → {}"],
        'this.#values.push("");': ['"" → "Stryker was here!"'],
        "this.#starts.push(0);": ["this.#starts.push(0); → ;"],
        "this.#ends.push(0);": ["this.#ends.push(0); → ;"],
        "this.#nameStarts.push(0);": ["this.#nameStarts.push(0); → ;"],
        "this.#nameEnds.push(0);": ["this.#nameEnds.push(0); → ;"],
        "this.#hasNewName = true;": ["true → false"],
      },
    },
    {
      why: "the same names have the same shape, so looking it up again changes nothing",
      mutants: {
        "if (this.#hasNewName || this.#count !== this.#shape.written.length) {": [
          "this.#hasNewName || this.#count !== this.#shape.written.length → true",
        ],
      },
    },
    {
      why: "searching for empty values where there are none only takes time",
      mutants: {
        "for (let i = 0; i < this.#count; i++) {": ["i < this.#count → i <= this.#count"],
      },
    },
    {
      why: "reading the same bytes again gives the same name; the shortcut only saves time",
      mutants: {
        "if (!isSame(this.#wire.bytes, this.#nameStarts[index]!, this.#nameEnds[index]!, start, end)) {": [
          "!isSame(this.#wire.bytes, this.#nameStarts[index]!, this.#nameEnds[index]!, start, end) → true",
        ],
      },
    },
    {
      why: "reading the same bytes again gives the same label; the shortcut only saves time",
      mutants: {
        "index < this.#names.length &&": [
          "index < this.#names.length && isSame(wire.bytes, this.#start…is.#ends[index]!, start, end) → false",
          "index < this.#names.length → true",
          "index < this.#names.length → index <= this.#names.length",
          "index < this.#names.length → index >= this.#names.length",
        ],
        ") {": ["{…} → {}"],
      },
    },
  ],
  "lambda/decode/protobuf/metric-reader.ts": [
    {
      why: "a histogram or a summary sets them before they are read",
      mutants: {
        "buckets: Bucket[] = [];": ['[] → ["Stryker was here"]'],
        "quantiles: Quantile[] = [];": ['[] → ["Stryker was here"]'],
        "isMixed = false;": ["false → true"],
      },
    },
    {
      why: "resetting what is already reset changes nothing, and what is reset is no native histogram",
      mutants: {
        "if (this.#hasNativeFields) {": ["this.#hasNativeFields → true"],
        "#hasNativeFields = false;": ["false → true"],
        "this.#hasNativeFields = false;": ["false → true"],
      },
    },
  ],
  "lambda/decode/protobuf/native-side-reader.ts": [
    {
      why: "the loop after this one reads what is left, one value at a time",
      mutants: {
        "const to = Math.min(end - 1, from + 2 * wire.partsLeft);": [
          "end - 1 → end + 1",
          "from + 2 * wire.partsLeft → from - 2 * wire.partsLeft",
        ],
        "for (; at < to && bytes[at] === tag && bytes[at + 1]! < 0x80; at += 2) {": [
          "at < to && bytes[at] === tag && bytes[at + 1]! < 0x80 → false",
        ],
      },
    },
    {
      why: "a place is set before it is read",
      mutants: {
        "readonly #scratch: Whole[] = [];": ['[] → ["Stryker was here"]'],
      },
    },
    {
      why: "undefined is as good as false",
      mutants: {
        "default:": ["default: return false; → default:"],
      },
    },
  ],
  "lambda/decode/protobuf/protobuf-source.ts": [
    {
      why: "the first family sets them before they are read",
      mutants: {
        "#metric = -1;": ["-1 → +1"],
        "#isMetric = false;": ["false → true"],
      },
    },
    {
      why: "counting from the start gives the same position; the shortcut only saves time",
      mutants: {
        "if (at < this.#start) {": ["at < this.#start → true", "at < this.#start → at <= this.#start"],
      },
    },
  ],
  "lambda/decode/protobuf/varint.ts": [
    {
      why: "the way for large numbers also reads small ones; the shortcut only saves time",
      mutants: {
        "value < 2 ** 31 ? (value >>> 1) ^ -(value & 1) : value % 2 === 0 ? value / 2 : -(value + 1) / 2;": [
          "value < 2 ** 31 → false",
          "value < 2 ** 31 → value <= 2 ** 31",
        ],
      },
    },
  ],
  "lambda/decode/protobuf/wire-reader.ts": [
    {
      why: "the last 32 bits of a short number are the number; the shortcut only saves time",
      mutants: {
        'const isShort = typeof value === "number" && value < 2 ** 32;': [
          'typeof value === "number" && value < 2 ** 32 → false',
          'typeof value === "number" → true',
          'typeof value === "number" → typeof value !== "number"',
          '"number" → ""',
        ],
      },
    },
    {
      why: "without it deltas are read one after the other; passing over many only saves time",
      mutants: {
        "get partsLeft(): number {": ["{…} → {}"],
      },
    },
    {
      why: "the general way also reads numbers of one byte; the shortcut only saves time",
      mutants: {
        "if (byte < 0x80 && this.at < end) {": [
          "byte < 0x80 && this.at < end → false",
          "this.at < end → true",
          "this.at < end → this.at <= end",
          "this.at < end → this.at >= end",
          "{…} → {}",
        ],
      },
    },
    {
      why: "ASCII is also UTF-8; the shortcut only saves time",
      mutants: {
        "while (at < end && bytes[at]! < 0x80) {": [
          "at < end && bytes[at]! < 0x80 → false",
          "at < end → true",
          "at < end → at <= end",
          "at < end → at >= end",
        ],
        "return at === end ? this.#ascii.slice(start, end) : this.#utf8(start, end);": ["at === end → false"],
      },
    },
    {
      why: "fields 32 and 0 share a bit, and no message has a field 0",
      mutants: {
        "if (field < 32 && ((known >>> field) & 1) === 1) {": ["field < 32 → field <= 32"],
      },
    },
    {
      why: "the family would be read again and refused again",
      mutants: {
        "this.isBroken = true;": ["true → false"],
      },
    },
  ],
  "lambda/decode/snappy-block.ts": [
    {
      why: "a length of five bytes is already more than a block may declare",
      mutants: {
        "for (let at = 0; at < Math.min(5, block.length); at++) {": [
          "at < Math.min(5, block.length) → at <= Math.min(5, block.length)",
          "Math.min(5, block.length) → Math.max(5, block.length)",
        ],
      },
    },
  ],
  "lambda/decode/sort.ts": [
    {
      why: "sorting what is sorted changes nothing; the check only saves time",
      mutants: {
        "const isSorted = parts.every((part, index) => index === 0 || keyOf(parts[index - 1]!) <= keyOf(part));":
          [
            "(part, index) => index === 0 || keyOf(parts[index - 1]!) <= keyOf(part) → () => undefined",
            "index === 0 || keyOf(parts[index - 1]!) <= keyOf(part) → false",
            "keyOf(parts[index - 1]!) <= keyOf(part) → false",
            "keyOf(parts[index - 1]!) <= keyOf(part) → keyOf(parts[index - 1]!) < keyOf(part)",
          ],
        "if (!isSorted) {": ["!isSorted → true"],
      },
    },
    {
      why: "V8 moves nothing for a result that is not negative",
      mutants: {
        "if (a === b) {": ["a === b → false", "{…} → {}"],
      },
    },
    {
      why: "the two differ here, so `<` and `<=` give the same",
      mutants: {
        "return a < b ? -1 : 1;": ["a < b → a <= b"],
      },
    },
    {
      why: "sorting one label changes nothing; the check only saves time",
      mutants: {
        "if (pairs.length === 1) {": ["pairs.length === 1 → false", "{…} → {}"],
      },
    },
  ],
  "lambda/decode/ascii-text.ts": [
    {
      why: "it is decoded before anything is taken from it",
      mutants: {
        '#stretch = "";': ['"" → "Stryker was here!"'],
      },
    },
  ],
  "lambda/decode/text/composite-book.ts": [
    {
      why: "the metric is also found by its labels; the comparison with the line before only saves time",
      mutants: {
        "if (this.#last === undefined || !reader.hasLabels(this.#last.labels, layout)) {": [
          "this.#last === undefined || !reader.hasLabels(this.#last.labels, layout) → true",
        ],
      },
    },
    {
      why: "a start that all keys share keeps different keys different",
      mutants: {
        'let key = "";': ['"" → "Stryker was here!"'],
      },
    },
  ],
  "lambda/decode/text/escapes.ts": [
    {
      why: "undoing escapes in a text without any gives the same text; the check only saves time",
      mutants: {
        'if (!text.includes("\\\\")) {': ['!text.includes("\\\\") → false', '"\\\\" → ""', "{…} → {}"],
      },
    },
  ],
  "lambda/decode/label-layout.ts": [
    {
      why: "numbers of payloads only have to differ",
      mutants: {
        "shared.#payload++;": ["shared.#payload++ → shared.#payload--"],
      },
    },
    {
      why: "if no name is there twice, the search finds none; the check only saves time",
      mutants: {
        "return seen.size === names.length ? undefined : names.find((name) => !seen.delete(name));": [
          "seen.size === names.length → false",
        ],
      },
    },
    {
      why: "sorting what already ascends changes nothing; the check only saves time",
      mutants: {
        "if (!isAscending(written, order)) {": ["!isAscending(written, order) → true"],
        "const isAscending = (written: readonly string[], order: readonly number[]): boolean => {": [
          "{…} → {}",
        ],
        "for (let i = 1; i < order.length; i++) {": ["i < order.length → i <= order.length"],
        "if (written[order[i]!]! < written[order[i - 1]!]!) {": [
          "written[order[i]!]! < written[order[i - 1]!]! → true",
          "written[order[i]!]! < written[order[i - 1]!]! → written[order[i]!]! <= written[order[i - 1]!]!",
        ],
        "return true;": ["true → false"],
      },
    },
  ],
  "lambda/decode/text/label-reader.ts": [
    {
      why: "a series sets them before they are read",
      mutants: {
        "hasEmptyValue = false;": ["false → true"],
        'issue: TextIssueCode = "labels-unfinished";': ['"labels-unfinished" → ""'],
        "readonly #nameStarts: number[] = [];": ['[] → ["Stryker was here"]'],
        "readonly #nameEnds: number[] = [];": ['[] → ["Stryker was here"]'],
        "readonly #valueStarts: number[] = [];": ['[] → ["Stryker was here"]'],
        "readonly #valueEnds: number[] = [];": ['[] → ["Stryker was here"]'],
        "readonly #valueOffsets: number[] = [];": ['[] → ["Stryker was here"]'],
        "readonly #pairEnds: number[] = [];": ['[] → ["Stryker was here"]'],
      },
    },
  ],
  "lambda/decode/text/issue-log.ts": [
    {
      why: "only the first two characters are used; cutting first only saves time",
      mutants: {
        'return kind === "escape-unknown" ? Array.from(token.slice(0, 3)).slice(0, 2).join("") : token;': [
          "token.slice(0, 3) → token",
        ],
      },
    },
  ],
  "lambda/decode/text/lost-newlines.ts": [
    {
      why: "a label value is between an equals sign and a comma or brace, so what replaces it is beside no value and no type",
      mutants: {
        'const start = line.slice(0, SEARCHED_CHARACTERS).replace(LABEL_VALUES, "");': [
          '"" → "Stryker was here!"',
        ],
      },
    },
  ],
  "lambda/decode/text/metric-name-reader.ts": [
    {
      why: "the end is also found byte by byte; the shortcut only saves time",
      mutants: {
        "if (last !== undefined && this.#isAt(start, last)) {": [
          "last !== undefined && this.#isAt(start, last) → false",
          "{…} → {}",
        ],
      },
    },
  ],
  "lambda/decode/name-trie.ts": [
    {
      why: "a missing property is undefined as well, and nobody reads the name of the root",
      mutants: {
        'readonly #root: Node<Value> = { parent: undefined, name: "", value: undefined, children: undefined };':
          [
            '{ parent: undefined, name: "", value: undefined, children: undefined } → {}',
            '"" → "Stryker was here!"',
          ],
      },
    },
  ],
  "lambda/decode/text/parse-number.ts": [
    {
      why: "a number times one is the same number; the shortcut only saves time",
      mutants: {
        "if (exponent === 0) {": ["exponent === 0 → false", "{…} → {}"],
      },
    },
    {
      why: "exponent 0 has returned already",
      mutants: {
        "if (exponent < 0) {": ["exponent < 0 → exponent <= 0"],
      },
    },
    {
      why: "it is also found below; the shortcut only saves time",
      mutants: {
        'if (text === "+Inf") {': ['text === "+Inf" → false', "{…} → {}"],
      },
    },
  ],
  "lambda/decode/text/payload.ts": [
    {
      why: "ASCII is also UTF-8; the shortcut only saves time",
      mutants: {
        "return this.#ascii === undefined": ["this.#ascii === undefined → true"],
      },
    },
    {
      why: "comparing byte by byte gives the same; words only save time",
      mutants: {
        "for (; equal < words; equal += 4) {": ["equal < words → false"],
      },
    },
  ],
  "lambda/decode/text/sample-collector.ts": [
    {
      why: "searching for empty values where there are none only takes time",
      mutants: {
        "if (this.#labels.hasEmptyValue) {": ["this.#labels.hasEmptyValue → true"],
      },
    },
  ],
  "lambda/decode/text/text-parser.ts": [
    {
      why: "the payload is refused either way; ending the loop early only saves time",
      mutants: {
        "for (; at < end && lines < next && this.#labels.tooMany === undefined; lines++) {": [
          "lines < next → true",
          "lines < next → lines <= next",
          "this.#labels.tooMany === undefined → true",
        ],
      },
    },
    {
      why: "the general way also finds a line end that follows no blanks; the shortcut only saves time",
      mutants: {
        "return this.#bytes[end] === LINE_FEED ? end + 1 : this.#afterValue(end, target.family);": [
          "this.#bytes[end] === LINE_FEED → false",
        ],
      },
    },
    {
      why: "every keyword that is not HELP is handled as TYPE",
      mutants: {
        'return bytes[at + 3] === LETTER.E && isBlank(bytes[at + 4]!) ? "TYPE" : undefined;': ['"TYPE" → ""'],
      },
    },
    {
      why: "a HELP text extends to the end of its line, so nothing is left behind it",
      mutants: {
        'return this.log.endLine(end, "line-unfinished");': ['"line-unfinished" → ""'],
      },
    },
  ],
  "lambda/decode/text/text-source.ts": [
    {
      why: "counting from the start gives the same position; the shortcut only saves time",
      mutants: {
        "if (at < this.#at) {": ["at < this.#at → true", "at < this.#at → at <= this.#at"],
      },
    },
  ],
  "lambda/decode/to-timestamp.ts": [
    {
      why: "what is written is known to be a number, so nothing is before its sign",
      mutants: {
        "const DECIMAL = /^([+-]?)(\\d+)\\.(\\d*)$/;": [
          "/^([+-]?)(\\d+)\\.(\\d*)$/ → /([+-]?)(\\d+)\\.(\\d*)$/",
        ],
      },
    },
    {
      why: "0 has no sign",
      mutants: {
        "? toForward(value < 0, 0, Math.abs(value) * NANOS)": ["value < 0 → value <= 0"],
      },
    },
  ],
  "lambda/decode/zstd.ts": [
    {
      why: "a copy of the only frame has the same content; the check only saves memory",
      mutants: {
        "return ok(frames.length === 1 ? frames[0]! : Buffer.concat(frames, size));": [
          "frames.length === 1 → false",
        ],
      },
    },
    {
      why: "an empty skippable frame at the end inflates to nothing",
      mutants: {
        "body.length - at >= SKIPPABLE_HEADER_BYTES && (readUint32(body, at) & ~0xf) === 0x184d2a50;": [
          "body.length - at >= SKIPPABLE_HEADER_BYTES → body.length - at > SKIPPABLE_HEADER_BYTES",
        ],
      },
    },
    {
      why: "a frame beyond the limit is also refused below; the limit here only saves memory",
      mutants: {
        "const frame = inflateFrame(body.subarray(at), Math.max(1, maxBytes - size));": [
          "maxBytes - size → maxBytes + size",
        ],
      },
    },
  ],
};
