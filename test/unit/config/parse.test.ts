import { describe, expect, it } from "@jest/globals";
import { describeConfigIssue } from "../../../lambda/config/config-issue.ts";
import { parseProxyConfig } from "../../../lambda/config/parse.ts";
import type { ProxyConfig } from "../../../lambda/config/proxy-config.ts";
import { DEFAULT_LIMITS } from "../../../lambda/model/client.ts";

const parse = (text: string): ProxyConfig => {
  const config = parseProxyConfig(text, "proxy.yaml");
  if (!config.ok) {
    throw new Error(config.error.map(describeConfigIssue).join("\n"));
  }
  return config.value;
};

const issuesIn = (text: string): readonly string[] => {
  const config = parseProxyConfig(text, "proxy.yaml");
  return config.ok ? [] : config.error.map(describeConfigIssue);
};

const CLIENT = `clients:
  - id: a
    grants:
      - { methods: [PUT], job: x, metrics: ["*"] }
`;

const withGrant = (keys: string): string => `clients:
  - id: a
    grants:
      - { ${keys} }
`;

const ISSUER = `issuers:
  - id: github
    issuer: https://token.actions.githubusercontent.com
    audience: pushgateway-proxy
    grants:
      - when: { repository_id: "123" }
        methods: [PUT]
        job: ci
        grouping: { repository: "{repository}" }
        metrics: ["ci_*"]
`;

describe("the smallest configuration", () => {
  const config = parse(CLIENT);

  it("is one client, with the default limits and no rate", () =>
    expect(config.clients).toEqual([
      {
        id: "a",
        limits: DEFAULT_LIMITS,
        rate: undefined,
        reads: [],
        scrape: undefined,
        grants: [{ when: {}, methods: ["PUT"], job: "x", grouping: [], metrics: ["*"], dryRunOnly: false }],
      },
    ]));

  it("gets every other default", () =>
    expect({ ...config, clients: [], deployment: {} }).toEqual({
      environment: "prod",
      clients: [],
      issuers: [],
      remoteWrite: [],
      rotation: { overlapSeconds: 86_400, everyDays: undefined },
      validation: { rules: {} },
      scrape: {
        job: "pushgateway",
        throttle: { requestsPerSecond: 0.2, burst: 5 },
        transfer: "stream",
      },
      store: {
        maxSeries: 500_000,
        maxBytes: 128 * 1024 * 1024,
        maxNames: 50_000,
        maxGroups: undefined,
        adopted: undefined,
        warmThroughput: undefined,
      },
      pushgateway: {
        image: undefined,
        cpu: 512,
        memoryMiB: 2_048,
        file: "pushgateway",
      },
      expiry: [],
      heal: false,
      deployment: {},
    }));

  it("survives JSON, since a bundle carries it as JSON", () =>
    expect(JSON.parse(JSON.stringify(config))).toEqual(JSON.parse(JSON.stringify(parse(CLIENT)))));
});

describe("line ends", () => {
  it.each(["\n", "\r\n", "\r"])("may be %j, and are counted", (end) => {
    const [read, broken] = [CLIENT, `${CLIENT}    limit: 1\n`].map((text) => text.replaceAll("\n", end));
    expect(parse(read ?? "")).toEqual(parse(CLIENT));
    expect(issuesIn(broken ?? "")).toEqual([expect.stringMatching(/^proxy\.yaml:5:5: clients\[0\]/)]);
  });
});

describe("grants", () => {
  it('accept labels with "?" as optional', () =>
    expect(
      parse(withGrant('methods: [PUT], job: x, metrics: ["*"], grouping: { a: "1", "b?": "*" }')).clients[0]
        ?.grants[0]?.grouping,
    ).toEqual([
      { label: "a", isOptional: false, value: "1" },
      { label: "b", isOptional: true, value: "*" },
    ]));

  it("of an issuer can be bound to claims", () =>
    expect(parse(ISSUER).issuers[0]).toMatchObject({
      issuer: "https://token.actions.githubusercontent.com",
      jwksUri: undefined,
      algorithms: ["RS256", "ES256"],
      grants: [
        { when: { repository_id: "123" }, grouping: [{ label: "repository", value: "{repository}" }] },
      ],
    }));

  it("of an issuer apply to every token only if `when` is written as {}", () => {
    expect(issuesIn(ISSUER.replace('when: { repository_id: "123" }\n        ', ""))).toEqual([
      "proxy.yaml:6:9: issuers[0].grants[0].when: missing, expected a mapping",
    ]);
    expect(parse(ISSUER.replace('{ repository_id: "123" }', "{}")).issuers[0]?.grants[0]?.when).toEqual({});
  });

  it.each([
    [
      "a claim in a client's grant",
      'job: "{x}"',
      'clients[0].grants[0].job: "{x}" names a claim, which only the token of an issuer has',
    ],
    [
      "a method that does not exist",
      "methods: [PATCH]",
      'clients[0].grants[0].methods[0]: expected one of PUT, POST, DELETE, got "PATCH"',
    ],
    ["no method", "methods: []", "clients[0].grants[0].methods: expected at least one, got an empty list"],
    [
      "a job that is a number",
      "job: 12",
      'clients[0].grants[0].job: expected a text, got the number 12; write "12"',
    ],
    [
      "job as a grouping label",
      'grouping: { job: "x" }',
      'clients[0].grants[0].grouping.job: expected a label name other than job, le, quantile and __*; with ? behind it the label may be left out, got "job"',
    ],
    ["a grouping label that no key can have", 'grouping: { __a: "x" }', 'got "__a"'],
    [
      'a label both with and without "?"',
      'grouping: { a: "x", "a?": "x" }',
      'clients[0].grants[0].grouping.a: label "a" is listed twice, with and without ?',
    ],
    [
      "a metric pattern that no name can match",
      'metrics: ["a-b"]',
      'expected a metric name, in which * matches any characters, got "a-b"',
    ],
    [
      "`when` in a client's grant",
      'when: { a: "b" }',
      'unknown key "when", expected one of methods, job, grouping, metrics, dryRunOnly',
    ],
    ["the scrape's own job", "job: pushgateway", 'no push may use "pushgateway"'],
  ])("refuse %s", (_, key, text) => {
    const name = key.slice(0, key.indexOf(":"));
    const keys = { methods: "methods: [PUT]", job: "job: x", metrics: 'metrics: ["*"]', [name]: key };
    expect(issuesIn(withGrant(Object.values(keys).join(", ")))).toEqual([expect.stringContaining(text)]);
  });

  it.each(['"{repository"', '"repository}"', '"{}"', '"{a{b}}"'])("refuse the template %s", (template) =>
    expect(issuesIn(ISSUER.replace('"{repository}"', template))).toEqual([
      expect.stringContaining("has a brace without its other, or an empty pair; write {claim}"),
    ]),
  );
});

describe("rights to read", () => {
  const withClient = (keys: string): string => `clients: [{ id: a, ${keys} }]\n`;

  it("of a client need no grant", () => {
    const reading = "reads: [{ job: ci, grouping: { branch: main } }]";
    expect(parse(withClient(`${reading}, scrape: { jobs: ["*"] }`)).clients[0]).toMatchObject({
      grants: [],
      reads: [{ when: {}, job: "ci", grouping: [{ label: "branch", isOptional: false, value: "main" }] }],
      scrape: { jobs: ["*"] },
    });
    expect(parse(withClient(reading)).clients[0]?.scrape).toBeUndefined();
  });

  it("of an issuer can be bound to claims", () =>
    expect(
      parse(
        `${ISSUER}    reads: [{ when: { event_name: pull_request }, job: ci, grouping: { branch: "{base_ref}" } }]`,
      ).issuers[0],
    ).toMatchObject({
      reads: [
        {
          when: { event_name: "pull_request" },
          job: "ci",
          grouping: [{ label: "branch", value: "{base_ref}" }],
        },
      ],
      scrape: undefined,
    }));

  it.each([
    [withClient("limits: {}"), "1:11: clients[0]: may do nothing: give it grants, reads or scrape"],
    [withClient("grants: []"), "1:28: clients[0].grants: expected at least one, got an empty list"],
    [withClient("reads: []"), "1:27: clients[0].reads: expected at least one, got an empty list"],
    [withClient("scrape: {}"), "1:28: clients[0].scrape.jobs: missing, expected a list"],
    [
      withClient('scrape: { jobs: ["{a}"] }'),
      '1:37: clients[0].scrape.jobs[0]: "{a}" names a claim, which only the token of an issuer has',
    ],
    [
      withClient('reads: [{ job: "{a}" }]'),
      '1:35: clients[0].reads[0].job: "{a}" names a claim, which only the token of an issuer has',
    ],
    [
      withClient("reads: [{ job: a, metrics: [x] }]"),
      '1:38: clients[0].reads[0].metrics: unknown key "metrics", expected one of job, grouping',
    ],
    [
      withClient('reads: [{ job: a, grouping: { b: x, "b?": y } }]'),
      '1:53: clients[0].reads[0].grouping.b: label "b" is listed twice, with and without ?',
    ],
    [
      ISSUER.slice(0, ISSUER.indexOf("    grants:")),
      "2:5: issuers[0]: may do nothing: give it grants or reads",
    ],
    [
      `${ISSUER}    scrape: { jobs: ["*"] }`,
      '11:5: issuers[0].scrape: unknown key "scrape", expected one of id, limits, issuer, audience, jwksUri, algorithms, grants, reads',
    ],
  ])("are checked: %#", (text, issue) => expect(issuesIn(text)).toEqual([`proxy.yaml:${issue}`]));
});

describe("the page", () => {
  it("can have a throttle and a buffered transfer", () =>
    expect(parse(`${CLIENT}scrape: { rate: 1/s, burst: 9, transfer: buffered, job: push }`).scrape).toEqual({
      job: "push",
      throttle: { requestsPerSecond: 1, burst: 9 },
      transfer: "buffered",
    }));

  it.each([
    ["transfer: cut", 'transfer: expected one of stream, buffered, got "cut"'],
    ["rate: 0.2/s", 'rate: expected a rate such as 20/s or 600/m, got "0.2/s"'],
  ])("refuses %s", (written, issue) =>
    expect(issuesIn(`${CLIENT}scrape: { ${written} }`)).toEqual([expect.stringContaining(`scrape.${issue}`)]),
  );
});

describe("a proxy without a Pushgateway", () => {
  const without = (rest: string) => `${CLIENT}pushgateway: none\n${rest}`;

  it("is written as `none`", () => {
    expect(parse(without("")).pushgateway).toBe("none");
    expect(parse(without("deployment: { network: { egress: none } }")).pushgateway).toBe("none");
  });

  const vpc = "vpcId: vpc-0123456789abcdef0";

  it.each([
    ["deployment: { network: { cidr: 10.92.0.0/20 } }", ["deployment.network.cidr"]],
    ["deployment: { network: { egress: nat } }", ["deployment.network.egress"]],
    ["deployment: { network: { endpoints: create } }", ["deployment.network.endpoints"]],
    ["deployment: { network: { scrapeFrom: [sg-0123456789abcdef0] } }", ["deployment.network.scrapeFrom"]],
    [
      `deployment: { network: { ${vpc}, subnetIds: [subnet-0123456789abcdef0] } }`,
      ["deployment.network.vpcId", "deployment.network.subnetIds"],
    ],
    ["deployment: { adopt: { fileSystemId: fs-0123456789abcdef0 } }", ["deployment.adopt.fileSystemId"]],
    ["heal: true", ["heal"]],
  ])("refuses %s, which would have no effect", (written, paths) => {
    const issues = issuesIn(without(written));
    expect(issues).toEqual(
      paths.map((path) =>
        expect.stringMatching(`^proxy.yaml:6:\\d+: ${path}: has no effect: .*; remove it$`),
      ),
    );
  });

  it.each(["off", "null", "[]"])("is not written as %s", (written) =>
    expect(issuesIn(`${CLIENT}pushgateway: ${written}`)).toEqual([
      expect.stringContaining("pushgateway: expected none, or a mapping of settings, got "),
    ]),
  );
});

describe("issuers", () => {
  it.each([
    ["http://token.example.com", "the network can read along"],
    ["token.example.com", "no URL"],
    ["https://user:pw@token.example.com", "a password in it"],
    ["https://token.example.com?x=y", "a query"],
  ])("refuse %s: %s", (url) =>
    expect(issuesIn(ISSUER.replace("https://token.actions.githubusercontent.com", url))).toEqual([
      expect.stringContaining("issuers[0].issuer: expected an https URL"),
    ]),
  );

  it("accept http on this machine", () =>
    expect(
      issuesIn(ISSUER.replace("https://token.actions.githubusercontent.com", "http://127.0.0.1:8123")),
    ).toEqual([]));

  it("are distinguished by their URL", () => {
    const second = ISSUER.replace("issuers:\n", "").replace("id: github", "id: gitlab");
    expect(issuesIn(ISSUER + second)).toEqual([
      'proxy.yaml:12:13: issuers[1].issuer: "https://token.actions.githubusercontent.…" is already configured: add a grant to that entry instead',
    ]);
  });

  it.each(["HS256", "none"])("refuse the algorithm %s", (algorithm) =>
    expect(issuesIn(ISSUER.replace("    audience", `    algorithms: [${algorithm}]\n    audience`))).toEqual([
      expect.stringContaining("expected one of RS256, RS384, RS512, ES256, ES384, ES512, EdDSA"),
    ]),
  );
});

describe("ids", () => {
  it("are unique across clients and issuers", () =>
    expect(issuesIn(CLIENT + ISSUER.replace("id: github", "id: a"))).toEqual([
      'proxy.yaml:6:9: issuers[0].id: "a" is taken: ids are unique over clients and issuers',
    ]));

  it.each(["a.b", "A", '""', "a_b", "a".repeat(65)])("refuse %s", (id) =>
    expect(issuesIn(CLIENT.replace("id: a", `id: ${id}`))).toEqual([
      expect.stringContaining("clients[0].id: expected lower-case letters, digits and dashes, at most 64"),
    ]),
  );

  it("take 64 characters", () =>
    expect(issuesIn(CLIENT.replace("id: a", `id: ${"a".repeat(64)}`))).toEqual([]));
});

describe("limits", () => {
  const limited = (limits: string): string =>
    CLIENT.replace("    grants", `    limits: { ${limits} }\n    grants`);

  it("of a client take precedence over the top-level ones, and those over the defaults", () => {
    const config = parse(`limits: { series: 7, families: 3 }\n${limited("series: 9")}`);
    expect(config.clients[0]?.limits).toEqual({ ...DEFAULT_LIMITS, series: 9, families: 3 });
  });

  it("accept sizes in bytes, KiB, MiB and GiB", () => {
    expect(parse(`${CLIENT}store: { maxBytes: 1.5GiB }\n`).store.maxBytes).toBe(1_610_612_736);
    expect(parse(limited("bodyBytes: 1000, inflatedBytes: 512KiB")).clients[0]?.limits).toMatchObject({
      bodyBytes: 1_000,
      inflatedBytes: 524_288,
    });
    expect(parse(limited("bodyBytes: 4.4MiB")).clients[0]?.limits.bodyBytes).toBe(4_613_734);
  });

  it.each([
    ["bodyBytes: 4613735", "at most 4613734 bytes"],
    ["bodyBytes: 0", "at least 1 byte"],
    ["bodyBytes: 4MB", "a size such as 512KiB or 4MiB, or a number of bytes"],
    ["inflatedBytes: 33MiB", "at most 33554432 bytes"],
    ["series: 0", "at least 1"],
    ["series: 1.5", "a whole number"],
    ["series: 100001", "at most 100000"],
    ["series: many", "a whole number"],
    ["rate: 20, burst: 1", "a rate such as 20/s or 600/m"],
    ["rate: 0/s, burst: 1", "a rate such as 20/s or 600/m"],
  ])("refuse %s", (limits, text) =>
    expect(issuesIn(limited(limits))).toEqual([expect.stringContaining(`expected ${text}, got`)]),
  );

  it("accept a rate and its burst only together", () => {
    expect(parse(limited("rate: 20/s, burst: 40")).clients[0]?.rate).toEqual({
      requestsPerSecond: 20,
      burst: 40,
    });
    expect(parse(limited("rate: 90/m, burst: 40")).clients[0]?.rate?.requestsPerSecond).toBe(1.5);
    expect(issuesIn(limited("rate: 20/s"))).toEqual([expect.stringContaining("rate needs burst beside it")]);
    expect(issuesIn(limited("burst: 20"))).toEqual([expect.stringContaining("burst needs rate beside it")]);
  });
});

describe("ids that differ only in dashes", () => {
  const limited = "limits: { rate: 5/s, burst: 5 }";
  const withClients = (...clients: readonly (readonly [string, string])[]): string =>
    `clients:\n${clients
      .map(([id, limits]) => `  - { id: ${id}, scrape: { jobs: [x] }, ${limits} }\n`)
      .join("")}`;

  it("are refused if their usage plans would have the same name in the same nested stack", () => {
    const issue =
      'proxy.yaml:3:11: clients[1].id: "ci11" and "ci-11" differ only in dashes, and both have a rate: CloudFormation cannot tell their usage plans apart; choose another id, or leave out one rate';
    expect(issuesIn(withClients(["ci-11", limited], ["ci11", limited]))).toEqual([issue]);
    expect(issuesIn(`${withClients(["ci-11", ""], ["ci11", ""])}${limited}\n`)).toEqual([issue]);
  });

  it.each([
    ["in different nested stacks", ["ci-1", limited], ["ci1", limited]],
    ["without a rate", ["ci-11", ""], ["ci11", limited]],
  ] as const)("are accepted %s", (_, one, other) => expect(issuesIn(withClients(one, other))).toEqual([]));

  it("are reported once if they are the same", () =>
    expect(issuesIn(withClients(["ci-11", limited], ["ci-11", limited]))).toEqual([
      expect.stringContaining('"ci-11" is taken'),
    ]));
});

describe("other settings", () => {
  it.each([
    ["rotation: 30d", { overlapSeconds: 86_400, everyDays: 30 }],
    ["rotation: { every: 2w, overlap: 90m }", { overlapSeconds: 5_400, everyDays: 14 }],
    ["rotation: { overlap: 1h }", { overlapSeconds: 3_600, everyDays: undefined }],
  ])("reads %s", (text, rotation) => expect(parse(`${CLIENT}${text}\n`).rotation).toEqual(rotation));

  it("reads the tables of an adopted store", () =>
    expect(
      parse(`${CLIENT}store: { table: kept.groups, contractsTable: kept.contracts }\n`).store.adopted,
    ).toEqual({ groups: "kept.groups", contracts: "kept.contracts" }));

  it("reads expiry rules", () =>
    expect(parse(`${CLIENT}expiry: [{ job: "ci-*", after: 7d }]\n`).expiry).toEqual([
      { job: "ci-*", afterSeconds: 604_800 },
    ]));

  it.each([
    ["rotation: 30h", "tokens are rotated every 1 to 1,000 whole days"],
    ["rotation: { every: 1d, overlap: 24h }", "the overlap must be shorter than the time between rotations"],
    ["rotation: 30", "expected a duration such as 30d, or every and overlap, got the number 30"],
    ["rotation: { evry: 30d }", 'unknown key "evry"; did you mean "every"?'],
    ["consistency: registry", "consistency: no longer exists"],
    ["pushgateway: { maxSeries: 5 }", "pushgateway.maxSeries: is store.maxSeries now"],
    ["pushgateway: { scrapeJob: x }", "pushgateway.scrapeJob: is scrape.job now"],
    ["store: { maxBytes: many }", 'expected a size such as 512KiB or 4MiB, or a number of bytes, got "many"'],
    ["pushgateway: { file: ../x }", 'expected a file name of letters, digits, _, . and -, got "../x"'],
    [
      "store: { table: kept, contractsTable: too, warmThroughput: { readUnits: 12000, writeUnits: 4000 } }",
      "store.warmThroughput: has no effect on a table that exists",
    ],
    ["store: { warmThroughput: { writeUnits: 4000 } }", "store.warmThroughput"],
    ["store: { warmThroughput: { readUnits: 12000, writeUnits: 3999 } }", "store.warmThroughput.writeUnits"],
    ["store: { table: kept }", "store.table: table needs contractsTable beside it"],
    ["store: { contractsTable: kept }", "store.contractsTable: contractsTable needs table beside it"],
    ["store: { table: kept, contractsTable: kept }", '"kept" is store.table already: name the other'],
    [
      "store: { table: arn:aws:dynamodb:kept, contractsTable: kept }",
      "expected the name of a DynamoDB table (not its ARN)",
    ],
    [
      "pushgateway: { image: quay.io/prometheus/pushgateway:v1.11.3 }",
      'pushgateway.image: isolated subnets cannot reach "quay.io/prometheus/pushgateway:v1.11.3": name an image in ECR',
    ],
    ["pushgateway: { cpu: 256, memoryMiB: 4096 }", "with cpu 256 Fargate takes 512, 1024 or 2048, got 4096"],
    [
      "pushgateway: { cpu: 512, memoryMiB: 1536 }",
      "with cpu 512 Fargate takes 1024 to 4096 in steps of 1024, got 1536",
    ],
    ["deployment: { firewall: true }", "expected off, or a mapping of settings, got the boolean true"],
    ["limits: { series: 99999999999999999999999 }", "expected at most 100000, got the number 1e+23"],
    ['limits: { series: "100" }', 'expected a whole number, got "100"; write 100 without quotes'],
    ["limits: { series: 10_000 }", 'got "10_000"; write 10000 without quotes'],
    ["remoteWrite: {}", "remoteWrite: expected a list, got a mapping"],
    ["expiry: none", 'expiry: expected a list, got "none"; write ["none"]'],
    ["validation: { rules: { some-rule: error } }", 'expected one of warn, off, got "error"'],
    ["validation: { rules: { no-such-rule: warn } }", 'there is no rule "no-such-rule"'],
    ["validation: { rules: { metric-name-invalid: off } }", 'rule "metric-name-invalid" protects the scrape'],
    ["deployment: { alarms: { email: nobody } }", 'expected an e-mail address, got "nobody"'],
    ["deployment: { network: { endpoints: existing } }", "a new VPC has no endpoints yet"],
    ["deployment: { network: { endpoints: [s3] } }", "a list is for an existing VPC (vpcId)"],
    [
      "deployment: { network: { endpoints: [sqs] } }",
      'expected one of dynamodb, s3, ecr.api, ecr.dkr, logs, got "sqs"',
    ],
    [
      "deployment: { network: { vpcId: vpc-0123456789abcdef0, endpoints: create } }",
      "list them, as in [dynamodb, s3, ecr.api, ecr.dkr, logs]",
    ],
    [
      "deployment: { network: { vpcId: vpc-0123456789abcdef0, cidr: 10.92.0.0/20 } }",
      "is of the VPC that is made",
    ],
    [
      "deployment: { network: { cidr: 10.92.0.0/25 } }",
      "expected a block of private IPv4 addresses from /16 to /24 such as 10.91.0.0/20",
    ],
    ["deployment: { logRetentionDays: 31 }", "expected one of 1, 3, 5, 7, 14, 30"],
    [
      "deployment: { network: { vpcId: vpc-0123456789abcdef0, egress: nat } }",
      "deployment.network.egress: has no effect: an existing VPC (vpcId) has its own routes; remove it",
    ],
    ...["1st", "prod-"].map((name) => [
      `environment: ${name}`,
      "environment: expected a name of lower-case letters, digits and dashes, at most 32, that begins with a letter and does not end with a dash",
    ]),
    ['scrape: { job: "" }', 'scrape.job: expected a text that is not empty, got ""'],
    [
      'expiry: [{ job: "ci-{repository}", after: 1d }]',
      'expiry[0].job: "ci-{repository}" names a claim, which only grants and reads of an issuer can; write * in its place',
    ],
    ...["jobs", "neverRefresh"].map((key) => [
      `remoteWrite: [{ name: a, amp: create, ${key}: [ci, "{x}"] }]`,
      `remoteWrite[0].${key}[1]: "{x}" names a claim`,
    ]),
    ["remoteWrite: [{ name: 1st, amp: create }]", "at most 32, beginning with a letter, got"],
    ["deployment: { network: { vpcId: x } }", "expected an id such as vpc-0123456789abcdef0"],
    ["__proto__: { x: 1 }", 'unknown key "__proto__"'],
    ...["when: { d: e, __proto__: x }", "when: { d: e }, grouping: { __proto__: x }"].map((keys) => [
      `issuers: [{ id: b, issuer: "https://a.b", audience: c, grants: [{ ${keys}, methods: [PUT], job: a, metrics: ["*"] }] }]`,
      'unknown key "__proto__"',
    ]),
    ["validation: { rules: { __proto__: warn } }", 'unknown key "__proto__"'],
  ])("refuses %s", (text, issue) =>
    expect(issuesIn(`${CLIENT}${text}\n`)).toEqual([expect.stringContaining(issue)]),
  );
});

describe("issues", () => {
  it("are all reported with their places, in the order of the file", () =>
    expect(
      issuesIn(`clients:
  - id: Desktop
    grnats: []
    grants:
      - { methods: [PUT], jop: x, metrics: ["*"] }
expiri: []
`),
    ).toEqual([
      'proxy.yaml:2:9: clients[0].id: expected lower-case letters, digits and dashes, at most 64, got "Desktop"',
      'proxy.yaml:3:5: clients[0].grnats: unknown key "grnats"; did you mean "grants"?',
      'proxy.yaml:5:27: clients[0].grants[0].jop: unknown key "jop"; did you mean "job"?',
      'proxy.yaml:6:1: expiri: unknown key "expiri"; did you mean "expiry"?',
    ]));

  it.each([
    ["a tab as indentation", "clients:\n\t- id: a\n", "proxy.yaml:2:1: tabs are not allowed as indentation"],
    [
      "a key twice",
      `${CLIENT}heal: true\nheal: false\n`,
      'proxy.yaml:6:1: the key "heal" is written twice; remove one of them',
    ],
    [
      "a key in quotes twice",
      withGrant("methods: [PUT], job: x, metrics: [y], grouping: { 'a?': b, 'a?': b }"),
      "the key 'a?' is written twice",
    ],
    [
      "a key twice, once with a space behind it",
      `${CLIENT}heal: true\nheal : true\n`,
      'the key "heal" is written',
    ],
    [
      "an unknown tag",
      `${CLIENT}heal: !!js/function x\n`,
      "proxy.yaml:5:7: the tag !!js/function cannot be used",
    ],
    [
      "an unclosed quote",
      'clients:\n  - id: "a\n    grants: []\n',
      'proxy.yaml:2:9: the text that begins here has no closing "',
    ],
    ["an unclosed single quote", "clients: '", "proxy.yaml:1:10: the text that begins here has no closing '"],
    [
      "an unclosed list",
      "clients: [a\nheal: true\n",
      "proxy.yaml:2:1: a closing ] is missing before this line",
    ],
    [
      "a line that is indented too little",
      "a:\n  b: 1\n c: 2\n",
      "proxy.yaml:3:1: the indentation does not fit",
    ],
    [
      "a list that is indented too little",
      "a:\n    - b\n  - c\n",
      "proxy.yaml:3:1: the indentation does not fit",
    ],
    ["a key without a colon", "clients\n  - id: a\n", "proxy.yaml:1:1: expected a key, a colon and a space"],
    [
      "a last key without a colon",
      "heal: true\nclients\n",
      "proxy.yaml:2:1: expected a key, a colon and a space",
    ],
    [
      "a key without a space",
      "clients:\n  - id:a\n    b: c\n",
      "proxy.yaml:2:5: expected a key, a colon and a space",
    ],
    ["a colon in a value", "heal: a: b\n", 'proxy.yaml:1:7: this text contains ": "; put it in quotes'],
    ["text behind a quote", 'heal: "a" b\n', "proxy.yaml:1:11: the value has ended before this text"],
    [
      "a sign for a text of several lines",
      "heal: [>a]\n",
      "proxy.yaml:1:8: a text that begins with > needs quotes",
    ],
    ["a missing comma", "limits: { groups: 1 series: 2 }\n", "1:19: inside [ ] and { } entries need commas"],
    [
      "a missing comma after a quote",
      'clients: ["a" "b"]\n',
      "proxy.yaml:1:15: missing , or : before this text",
    ],
    ["a list without brackets in a list with them", "clients: [\n  - a\n]\n", "inside [ ] and { } entries"],
    ["a closed bracket too many", "heal: [a]]\n", "proxy.yaml:1:10: this text is not expected here"],
    [
      "a line of a list without a dash",
      "clients:\n  - id: a\n   grants: []\n",
      'proxy.yaml:3:1: expected "- " here',
    ],
    ["a reserved character", "heal: @a\n", "proxy.yaml:1:7: a text that begins with @ needs quotes"],
    ["a key that is a list", "? [a]\n: b\n", "proxy.yaml:1:3: a key must be a text"],
    ["a backslash", 'heal: "\\d"\n', "proxy.yaml:1:8: invalid escape sequence \\d"],
    [
      "an alias of what is around it",
      "clients: &c\n  - *c\n",
      "proxy.yaml:2:5: *c is inside the value that it repeats",
    ],
    ["values inside values", `a: ${"[".repeat(5_000)}\n`, "the file is nested too deeply"],
    [
      "a star without quotes",
      "clients:\n  - id: [*]\n",
      'proxy.yaml:2:10: a text that begins with * needs quotes, for instance "*"',
    ],
    [
      "a pattern without quotes",
      "clients:\n  - id: *-x\n",
      'proxy.yaml:2:9: a text that begins with * needs quotes, for instance "*"',
    ],
    ["a file in UTF-16", "c\0l\0", "proxy.yaml:1:1: the file is not text in UTF-8"],
    ["a list instead of a mapping", "- a\n", "proxy.yaml:1:1: expected a mapping, got a list"],
    ["an empty file", "", "proxy.yaml:1:1: nobody may push: add a client or an issuer"],
    ["an empty entry", "clients:\n  -\n", "proxy.yaml:2:4: clients[0]: expected a mapping, got nothing"],
    ["a second document", `${CLIENT}---\n${CLIENT}`, "proxy.yaml:5:1: only one document"],
  ])("report the place of %s", (_, text, issue) => expect(issuesIn(text)[0]).toContain(issue));

  it.each([
    ["in the syntax of a line", "clients: [ { id: a\nheal: true\n"],
    ["in an indentation", "a:\n    - b\n  - c\n"],
    ["in a key", withGrant('methods: [PUT], jbo: x, metrics: ["*"]')],
    ["in the key of all rights", "clients:\n  - id: a\n    grant: []\n"],
    ["in a merged mapping", `${CLIENT}      - <<: { methods: [PUT], job: y, metrics: [y] }\n`],
    ["in a number", `${CLIENT}limits: { series: -1.5 }\n`],
  ])("report one issue %s once", (_, text) => expect(issuesIn(text)).toHaveLength(1));

  it("do not hide that a client has no rights behind its invalid id", () =>
    expect(issuesIn("clients:\n  - id: A\n")).toEqual([
      expect.stringContaining("may do nothing"),
      expect.stringContaining("expected lower-case letters"),
    ]));

  it("say that merge keys are not supported", () =>
    expect(issuesIn(`${CLIENT}      - <<: { methods: [PUT], job: y, metrics: [y] }\n`)[0]).toBe(
      "proxy.yaml:5:9: clients[0].grants[1].<<: merge keys are not supported; write the keys out",
    ));

  it.each([
    ["clients:\n  - id: a\n    token: hunter2\n", "npm run token"],
    [
      `${CLIENT}remoteWrite:\n  - { name: a, url: "https://x.example", Password: hunter2 }\n`,
      "secret that the deployment makes",
    ],
    [`${CLIENT}remoteWrite:\n  - { name: a, url: "https://me:hunter2@x.example" }\n`, "without credentials"],
    [
      `${CLIENT}issuers:\n  - { id: b, issuer: "https://hunter2@x.example", audience: c, grants: [] }\n`,
      "://…@x",
    ],
    [
      `${CLIENT}issuers:\n  - { id: b, issuer: "https://me:hun/hunter2@x.example", audience: c, grants: [] }\n`,
      "://…@x",
    ],
  ])("do not show a secret that is in the file: %j", (text, fix) => {
    const issues = issuesIn(text).join("\n");
    expect(issues).toContain(fix);
    expect(issues).not.toContain("hunter2");
  });

  it("do not let aliases grow without bound", () => {
    const bomb = ["a: &a [x, x, x, x, x, x, x, x, x]"];
    for (const [from, to] of ["ab", "bc", "cd", "de", "ef", "fg"]) {
      bomb.push(`${to}: &${to} [${Array.from({ length: 9 }, () => `*${from}`).join(", ")}]`);
    }
    expect(issuesIn(bomb.join("\n"))[0]).toContain("alias");
  });
});

describe("a new network", () => {
  it.each([
    ["none", ["dynamodb", "s3", "ecr.api", "ecr.dkr", "logs"]],
    // Other services are reached through the NAT gateway, so that no policy of an endpoint refuses a registry's bucket.
    ["nat", ["dynamodb"]],
  ])("with egress %s gets the endpoints %j", (egress, endpoints) => {
    const { network } = parse(`${CLIENT}deployment: { network: { egress: ${egress} } }\n`).deployment;
    expect(network.endpoints).toEqual(endpoints);
  });
});

describe("an existing network", () => {
  const withNetwork = (network: string) => `${CLIENT}deployment:\n  network: { ${network} }\n`;
  const VPC = "vpcId: vpc-0123456789abcdef0";
  const SUBNETS = "subnetIds: [subnet-0123456789abcdef0]";

  it("needs only its VPC and its subnets", () =>
    expect(issuesIn(withNetwork(`${VPC}, ${SUBNETS}`))).toEqual([]));

  it.each([
    [
      "without its VPC",
      `${SUBNETS}, endpoints: existing`,
      "needs the VPC that it belongs to beside it (vpcId)",
    ],
    [
      "with endpoints to create",
      `${VPC}, ${SUBNETS}, endpoints: [s3]`,
      "needs endpoints: existing, because no endpoint is made here",
    ],
  ])("is refused %s", (_, network, text) =>
    expect(issuesIn(withNetwork(network))).toContainEqual(
      expect.stringContaining(`deployment.network.subnetIds: ${text}`),
    ),
  );
});

describe("allowed addresses", () => {
  it("report each invalid address", () =>
    expect(
      issuesIn(`${CLIENT}deployment:\n  allowedCidrs:\n    - 203.0.113.0/24\n    - 10.0.0.1/8\n`),
    ).toEqual([
      'proxy.yaml:8:7: deployment.allowedCidrs[1]: expected a block of addresses such as 203.0.113.0/24 or 2001:db8::/32, with no bits set behind its prefix, got "10.0.0.1/8"',
    ]));
});
