import { describe, expect, it } from "@jest/globals";
import { describeConfigIssue } from "../../../lambda/config/config-issue.ts";
import { checkProxyConfig } from "../../../lambda/config/parse.ts";
import { processorTimeMs } from "../../support/processor-time.ts";

const check = (config: object) => {
  const report = checkProxyConfig(JSON.stringify(config), "proxy.yaml");
  return {
    isUsable: report.config.ok,
    warnings: report.warnings.map((warning) =>
      describeConfigIssue(warning).replace(/^proxy\.yaml:1:\d+: /, ""),
    ),
  };
};

const client = (id: string, grant: object = {}) => ({
  id,
  grants: [{ methods: ["PUT"], job: id, metrics: [`${id}_*`], ...grant }],
});

const GITHUB = "https://token.actions.githubusercontent.com";

const issuer = (changes: object, grant: object = {}) => ({
  issuers: [
    {
      id: "github",
      issuer: GITHUB,
      audience: "https://push.acme.test",
      ...changes,
      grants: [
        {
          when: { repository_id: "1" },
          methods: ["PUT"],
          job: "ci",
          grouping: { repository: "{repository}" },
          metrics: ["ci_*"],
          ...grant,
        },
      ],
    },
  ],
});

/** Expects a valid configuration with exactly one warning, which contains these texts. */
const expectWarning = (config: object, ...parts: readonly string[]): void => {
  const { isUsable, warnings } = check(config);
  expect(isUsable).toBe(true);
  expect(warnings).toHaveLength(1);
  for (const part of parts) {
    expect(warnings[0]).toContain(part);
  }
};

const expectNone = (config: object): void => expect(check(config)).toEqual({ isUsable: true, warnings: [] });

describe("a grant of a public issuer", () => {
  it.each([
    ["every token", {}],
    ["every token that has a repository", { repository_id: "*" }],
    ["every push, of any owner", { event_name: "push" }],
    ["every main branch in the world", { ref: "refs/heads/main", event_name: "push" }],
    ["a repository of this name, of any owner", { repository: "*/app" }],
    ["every owner whose name begins like this", { repository: "acme*" }],
    ["every owner whose name begins like this, by its subject", { sub: "repo:acme*" }],
    ["this repository of any owner, by its subject", { sub: "repo:*/app:*" }],
    ["every number that begins like this", { repository_owner_id: "12*" }],
    ["every workflow with this ref", { workflow_ref: "*@refs/heads/main" }],
    ["every repository that a person starts a workflow of", { actor_id: "1" }],
    ["every repository that calls a workflow", { job_workflow_ref: "acme/x/.github/workflows/*" }],
  ])("warns when it is for %s", (_, when) =>
    expectWarning(issuer({}, { when }), "issuers[0].grants[0].when: GitHub Actions", "repository_owner_id"),
  );

  it.each([{}, { runner_id: "1" }])("warns for GitLab.com, too: %j", (when) =>
    expectWarning(
      issuer({ issuer: "https://gitlab.com" }, { when, grouping: { p: "{project_path}" } }),
      "GitLab.com signs tokens for everybody's jobs",
      "project_id",
    ),
  );

  it.each([
    { repository_owner_id: "1" },
    { repository: "acme/*" },
    { sub: "repo:acme/x:*" },
    { sub: "repository_owner_id:12:*" },
    { workflow_ref: "acme/x/.github/workflows/*" },
  ])("does not warn when it names the owner: %j", (when) => expectNone(issuer({}, { when })));

  it("does not warn for the pipelines of one owner, but for those of the whole host", () => {
    const gitlab = (ci_config_ref_uri: string) =>
      issuer(
        { issuer: "https://gitlab.com" },
        { when: { ci_config_ref_uri }, grouping: { p: "{project_path}" } },
      );
    expectNone(gitlab("gitlab.com/acme/*"));
    expectWarning(
      gitlab("gitlab.com/*//.gitlab-ci.yml@refs/heads/main"),
      "does not say whose jobs it is for",
    );
  });

  it("does not warn for the addresses of one domain, but for those of all", () => {
    const gitlab = (user_email: string) =>
      issuer({ issuer: "https://gitlab.com" }, { when: { user_email }, grouping: { p: "{project_path}" } });
    expectNone(gitlab("*@acme.test"));
    expectWarning(gitlab("*@acme.*"), "GitLab.com signs tokens for everybody's jobs");
  });

  it("does not warn for a private issuer", () =>
    expectNone(issuer({ issuer: "https://login.acme.test" }, { when: {} })));
});

describe("a right to read of a public issuer", () => {
  const reading = (read: object) => issuer({ reads: [{ job: "ci", ...read }] });

  it.each([
    ["for every token", { grouping: { repository: "acme/app" } }],
    ["with an optional label", { grouping: { "repository?": "{repository}" } }],
    ["for every pull request", { when: { event_name: "pull_request" }, grouping: { repository: "*" } }],
  ])("warns when it is one %s", (_, read) =>
    expectWarning(reading(read), "issuers[0].reads[0]: GitHub Actions", "repository_owner_id"),
  );

  it.each([
    { when: { repository_id: "1" }, grouping: { repository: "acme/app" } },
    { grouping: { repository: "{repository}" } },
  ])("does not warn when it is bound to the owner: %j", (read) => expectNone(reading(read)));

  it("warns about an unknown claim", () =>
    expectWarning(
      reading({ when: { repository_id: "1" }, grouping: { repository: "{base_rf}" } }),
      'reads[0].grouping.repository: GitHub Actions is not known to put a claim "base_rf"',
      'did you mean "base_ref"?',
    ));
});

describe("a right to read a group that no client may push", () => {
  const reading = (rights: object) => ({
    clients: [client("ci", { grouping: { branch: "*", "run?": "x*" } }), { id: "reader", ...rights }],
  });

  it.each([
    [{ job: "ci-build", grouping: { branch: "*" } }, 'job "ci-build", labels "branch"'],
    [{ job: "ci" }, 'job "ci", no label beside it'],
    [{ job: "ci", grouping: { branch: "*", user: "*" } }, '"user"'],
    [{ job: "ci", grouping: { branch: "*", run: "y" } }, '"run"'],
    [{ job: "ci", grouping: { branch: "*", constructor: "y" } }, '"constructor"'],
  ])("warns: %j", (read, text) =>
    expectWarning(reading({ reads: [read] }), "clients[1].reads[0]: no grant lets anybody push", text),
  );

  it.each([
    { job: "c*", grouping: { branch: "main" } },
    { job: "ci", grouping: { branch: "*", run: "x1" } },
    { job: "ci", grouping: { branch: "*", "user?": "*" } },
    { job: "pushgateway-proxy" },
  ])("does not warn for %j", (read) => expectNone(reading({ reads: [read] })));

  it("warns for the page, too", () => {
    expectWarning(
      reading({ scrape: { jobs: ["ci", "cd-*"] } }),
      'clients[1].scrape.jobs[1]: no grant lets anybody push to a job that matches "cd-*"',
    );
    expectNone(reading({ scrape: { jobs: ["*", "pushgateway-proxy"] } }));
  });
});

describe("a proxy without a Pushgateway", () => {
  const scraper = { id: "prometheus", scrape: { jobs: ["*"] } };

  it("warns when no client may scrape the page", () => {
    expectWarning({ pushgateway: "none", clients: [client("ci")] }, "pushgateway: there is no Pushgateway");
    expectNone({ pushgateway: "none", clients: [client("ci"), scraper] });
    expectNone({ clients: [client("ci")] });
  });
});

describe("an audience", () => {
  it.each([
    ["sts.amazonaws.com", "AWS"],
    ["api://AzureADTokenExchange", "Azure"],
    ["//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/a/providers/b", "Google Cloud"],
    ["sigstore", "Sigstore"],
    ["pypi", "PyPI"],
    ["https://github.com/acme", "that owner"],
    ["pushgateway-proxy", "other deployments of this project"],
    ["https://push.example.com", "an example"],
    ["push.example", "an example"],
    [GITHUB, "the issuer's own address"],
  ])("%s warns, since other services use it, too", (audience, whose) =>
    expectWarning(
      issuer({ audience }),
      "issuers[0].audience: ",
      whose,
      "choose a name that you use for nothing else",
    ),
  );

  it.each(["https://push.acme.test", "acme-metrics", "https://example.acme.test", "x"])(
    "%s does not warn",
    (audience) => expectNone(issuer({ audience })),
  );
});

describe("a claim that the issuer is not known to set", () => {
  it.each([
    [
      "the job",
      { job: "ci-{envronment}" },
      'job: GitHub Actions is not known to put a claim "envronment"',
      "environment",
    ],
    ["a grouping label", { grouping: { r: "{repositry}" } }, "grouping.r: GitHub Actions", "repository"],
    ["a condition", { when: { repository_id: "1", evnt_name: "push" } }, "when.evnt_name: ", "event_name"],
  ])("warns in %s, and suggests the nearest claim", (_, grant, text, nearest) =>
    expectWarning(issuer({}, grant), text, `did you mean "${nearest}"?`),
  );

  it.each([
    ["its own limits", "issuers[0].limits.per", issuer({ limits: { per: "repositry_id" } })],
    [
      "the limits of all, once",
      "limits.per",
      {
        limits: { per: "repositry_id" },
        issuers: ["", "/acme"].flatMap(
          (path) => issuer({ id: `github${path.replace("/", "-")}`, issuer: GITHUB + path }).issuers,
        ),
      },
    ],
  ])("warns in %s, which then count all subjects as one", (_, path, config) =>
    expectWarning(
      config,
      `${path}: GitHub Actions is not known to put a claim "repositry_id" into its tokens, and a claim that is missing counts all subjects as one; did you mean "repository_id"?`,
    ),
  );

  it("warns without a suggestion when no claim is near", () => {
    const { warnings } = check(issuer({}, { grouping: { r: "{color}" } }));
    expect(warnings).toEqual([expect.not.stringContaining("did you mean")]);
  });

  it("depends on the issuer: GitLab.com has other claims than GitHub", () =>
    expectWarning(
      issuer(
        { issuer: "https://gitlab.com" },
        { when: { project_id: "1" }, grouping: { r: "{repository}" } },
      ),
      'GitLab.com is not known to put a claim "repository"',
    ));

  it.each([
    ["an enterprise's own issuer", `${GITHUB}/acme`],
    ["an enterprise with data residency", "https://token.actions.acme.ghe.com"],
  ])("warns for %s", (_, url) =>
    expectWarning(issuer({ issuer: url }, { grouping: { r: "{repositry}" } }), "GitHub Actions"),
  );

  it("does not warn for custom properties, or for issuers whose claims are not known", () => {
    expectNone(issuer({}, { grouping: { r: "{repo_property_team}" } }));
    expectNone(issuer({ issuer: "https://login.acme.test" }, { grouping: { r: "{anything}" } }));
  });
});

describe("a claim in a pattern with other variable parts", () => {
  const ofJob = (job: string, changes: object = {}) =>
    issuer({ limits: { per: "repository_id" }, ...changes }, { job });
  const PRIVATE = { issuer: "https://login.acme.test" };

  it.each([
    "{repository}-{ref}",
    "{repository}*",
    "*-{repository}",
    "{repository}{ref}",
    "{ref}/{workflow}",
    "{repository_id}{ref}",
    "{ref}{repository_id}",
    "{repository_id}0{ref}",
    "x/{repository}/{ref}*",
    "{environment_node_id}-{ref}",
  ])("warns: %s", (job) =>
    expectWarning(ofJob(job), "issuers[0].grants[0].job:", "joins a claim with another claim or a star"),
  );

  it.each([
    "ci-{repository}-x",
    "{repository}/{ref}",
    "{repository}/*",
    "{repository_id}-{ref}",
    "{ref}-{repository_id}",
    "ci-{repository_id}-*",
    "*-{run_number}",
    "{repository_id}-{run_id}-{ref}",
    "a*b*",
  ])("does not warn: %s", (job) => expectNone(ofJob(job)));

  it("warns for every pattern of an issuer whose claims are not known", () => {
    expectWarning(ofJob("{tenant_id}-{name}", PRIVATE), "put each claim into a separate label");
    expectWarning(ofJob("{repository}/{name}", PRIVATE), "put each claim into a separate label");
    expectNone(ofJob("{tenant_id}", PRIVATE));
  });

  it("warns in labels and in rights to read", () => {
    expectWarning(
      issuer({ limits: { per: "repository_id" } }, { grouping: { group: "{ref}-{workflow}" } }),
      "grants[0].grouping.group:",
    );
    expectWarning(
      issuer({
        reads: [{ when: { repository_id: "1" }, job: "ci", grouping: { repository: "{repository}*" } }],
      }),
      "issuers[0].reads[0].grouping.repository:",
    );
  });
});

describe("limits that count for each value of a claim", () => {
  const OF_REF = { grouping: { repository: "{repository}", ref: "{ref}" } };

  it.each([
    ["ref", OF_REF],
    ["workflow", { job: "ci-{workflow}" }],
    ["sub", { grouping: { subject: "{sub}" } }],
    ["ref", { ...OF_REF, when: { repository_id: "1", ref: "refs/heads/*" } }],
  ])("warn if everybody with a branch can choose it: %s", (claim, grant) =>
    expectWarning(
      issuer({}, grant),
      `issuers[0]: limits count separately for each value of ${claim}, which`,
      "limits: { per: repository_id }",
    ),
  );

  it("warn for GitLab.com, too", () =>
    expectWarning(
      issuer({ issuer: "https://gitlab.com" }, { when: { project_id: "1" }, grouping: { branch: "{ref}" } }),
      "each value of ref",
      "limits: { per: project_id }",
    ));

  it("do not warn with limits.per, for one fixed value, and for grants that store nothing", () => {
    expectNone(issuer({ limits: { per: "repository_id" } }, OF_REF));
    expectNone({ ...issuer({}, OF_REF), limits: { per: "repository_id" } });
    expectNone(issuer({}, { ...OF_REF, when: { repository_id: "1", ref: "refs/heads/main" } }));
    expectNone(issuer({}, { ...OF_REF, dryRunOnly: true }));
    expectNone(issuer({}, { ...OF_REF, methods: ["DELETE"] }));
    expectNone(issuer({}, { grouping: { repository: "{repository}" } }));
    expectNone(issuer({ issuer: "https://login.acme.test" }, OF_REF));
  });
});

describe("an external label of remote write in a grouping key", () => {
  const remoteWrite = (changes: object) => ({
    pushgateway: "none",
    limits: { labelsPerSeries: 30 },
    remoteWrite: [{ name: "amp", amp: "create", externalLabels: { source: "prod" }, ...changes }],
  });
  const pusher = (grant: object) => ({ clients: [client("a", { job: "a-*", ...grant })] });

  it.each(["source", "source?"])("warns: %s", (label) =>
    expectWarning(
      { ...remoteWrite({}), ...pusher({ grouping: { [label]: "*" } }) },
      `clients[0].grants[0].grouping.${label}`,
      'remote write adds the label "source" to series without it',
    ),
  );

  it("does not warn for other labels, for jobs that are not sent, and for a grant that only deletes", () => {
    const grouping = { source: "*" };
    expectNone({ ...remoteWrite({}), ...pusher({ grouping: { other: "*" } }) });
    expectNone({ ...remoteWrite({ jobs: ["b"] }), ...pusher({ grouping }) });
    expectNone({ ...remoteWrite({}), ...pusher({ grouping, methods: ["DELETE"] }) });
  });
});

describe("a grant that can never match", () => {
  it.each([
    "up",
    "ALERTS",
    "ALERTS_FOR_STATE",
    "scrape_*",
    "scrape_duration_seconds",
    "pushgateway_*",
    "push_time_seconds",
  ])("warns for the reserved %s", (name) =>
    expectWarning(
      { clients: [client("a", { metrics: ["a_*", name] })] },
      "clients[0].grants[0].metrics[1]: ",
      "can never match",
    ),
  );

  it("warns for a pattern that no metric name can match", () =>
    expectWarning({ clients: [client("a", { metrics: ["9*"] })] }, "no metric name starts with a digit"));

  it.each(["up_*", "u*", "*", "scrape", "ALERTS_x", "push_*"])("does not warn for %s", (name) =>
    expectNone({ clients: [client("a", { metrics: [name] })] }),
  );

  it("is an error for the scrape's own job", () => {
    const report = checkProxyConfig(JSON.stringify({ clients: [client("pushgateway")] }), "proxy.yaml");
    expect(report.config.ok ? [] : report.config.error.map(({ text }) => text)).toEqual([
      expect.stringContaining("no push may use"),
    ]);
  });
});

describe("jobs that overlap", () => {
  const red = (job: string, methods = ["PUT"]) => client("red", { job, methods, grouping: { team: "red" } });

  it.each([
    ["m", "m"],
    ["m*", "*m"],
    ["*", "m"],
    ["a*b", "ab"],
  ])("(%s and %s) warn when one grant lists a label that the other does not", (one, other) =>
    expectWarning(
      { clients: [client("m", { job: one }), red(other)] },
      'clients[0].grants[0]: "team" as a label is refused in bodies',
      "clients[1].grants[0] lists it",
    ),
  );

  it.each([
    ["a", "b"],
    ["a*", "b*"],
    ["*a", "*b"],
    ["a*b", "a"],
  ])("do not include %s and %s", (one, other) =>
    expectNone({ clients: [client("m", { job: one }), red(other)] }),
  );

  it("warn in both directions", () => {
    const blue = client("blue", { job: "m", grouping: { "zone?": "*", rack: "*" } });
    expect(check({ clients: [blue, red("m")] }).warnings).toEqual([
      expect.stringMatching(/^clients\[0\]\.grants\[0\]: "team" as a label/),
      expect.stringMatching(/^clients\[1\]\.grants\[0\]: "zone", "rack" as a label/),
    ]);
  });

  it("warn when a claim may make them overlap", () =>
    expectWarning(
      {
        ...issuer({ limits: { per: "repository_id" } }, { job: "{environment}-ci" }),
        clients: [client("m", { job: "prod-ci" })],
      },
      'clients[0].grants[0]: "repository" as a label',
    ));

  it("do not warn when a grant pushes nothing, or both list the same labels", () => {
    expectNone({ clients: [client("m", { methods: ["DELETE"] }), red("m")] });
    expectNone({ clients: [client("m", { grouping: { "team?": "*" } }), red("m")] });
  });
});

describe("a suffix that a histogram owns", () => {
  it.each(["latency_count", "latency_sum", "latency_bucket", "lat*_count"])("warns: %s", (name) =>
    expectWarning(
      { clients: [client("a", { metrics: ["latency"] }), client("b", { metrics: [name] })] },
      `clients[1].grants[0].metrics[0]: "${name}" can be taken by a histogram or summary`,
      "clients[0].grants[0] may push",
    ),
  );

  it("warns when a pattern grants the histogram", () =>
    expectWarning(
      { clients: [client("a", { metrics: ["*"] }), client("b", { metrics: ["b_count"] })] },
      "b_count",
    ));

  it("does not warn when no other client may push the histogram", () => {
    expectNone({ clients: [client("a"), client("b", { metrics: ["b_count", "b"] })] });
    expectNone({
      clients: [client("a", { metrics: ["latency_total"] }), client("b", { metrics: ["latency_max"] })],
    });
    expectNone({
      clients: [client("a", { methods: ["DELETE"], metrics: ["*"] }), client("b", { metrics: ["b_count"] })],
    });
  });
});

describe("expiry rules", () => {
  const withExpiry = (...jobs: readonly string[]) => ({
    clients: [client("a")],
    expiry: jobs.map((job) => ({ job, after: "1d" })),
  });

  it("warn when a pattern occurs twice, since only the first counts", () =>
    expectWarning(
      withExpiry("a", "b", "a"),
      'expiry[2].job: "a" already has the rule expiry[0]; this one has no effect',
    ));

  it("may overlap", () => expectNone(withExpiry("a", "a*", "*")));
});

it("checking a thousand clients takes less than two seconds of processor time", () => {
  const clients = Array.from({ length: 1_000 }, (_, index) =>
    client(`c${index}`, { job: `c${index}-*`, grouping: { [`l${index % 7}?`]: "*" } }),
  );
  expect(processorTimeMs(() => expectNone({ clients }))).toBeLessThan(2_000);
});

describe("rates of clients", () => {
  const clients = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      ...client(`c${index}`),
      limits: { rate: "1/s", burst: 1 },
    }));

  it("are as many as an account may have usage plans, with the one for everybody else", () =>
    expectNone({ clients: [...clients(299), client("d")] }));

  it("cause a warning if they are more", () =>
    expectWarning(
      { clients: clients(300) },
      "clients: the deployment needs 301 usage plans",
      "raise its quota",
    ));

  it("count for clients that have the default rate, and for issuers", () =>
    expectWarning(
      {
        ...issuer({}),
        limits: { rate: "1/s", burst: 1 },
        clients: clients(299).map(({ limits: _, ...rest }) => rest),
      },
      "clients: the deployment needs 301 usage plans",
    ));
});

describe("a pattern with a character that cannot be seen", () => {
  const INVISIBLE = "a\u202eb";
  const NO_BREAK = "a\u00a0b";

  it.each([
    ["a job", "clients[0].grants[0].job", { clients: [client("a", { job: INVISIBLE })] }],
    ["a label", "clients[0].grants[0].grouping.x", { clients: [client("a", { grouping: { x: NO_BREAK } })] }],
    [
      "a claim",
      "issuers[0].grants[0].when.repository_id",
      issuer({}, { when: { repository_id: INVISIBLE } }),
    ],
    ["an expiry", "expiry[0].job", { clients: [client("a")], expiry: [{ job: INVISIBLE, after: "1d" }] }],
  ])("causes a warning: %s", (_case, path, config) =>
    expectWarning(config, `${path}: "a\\u`, "cannot be seen"),
  );

  it("may have spaces, other scripts and emoji", () =>
    expectNone({ clients: [client("a", { job: "nightly build \u65e5\u672c \u{1f469}\u200d\u{1f4bb}" })] }));
});

describe("a limit above another one", () => {
  const withLimits = (limits: object, top: object = {}) => ({
    clients: [{ ...client("a"), limits }],
    ...top,
  });

  it.each([
    [
      "series",
      withLimits({ series: 500, totalSeries: 400 }),
      "500 can never be reached, because totalSeries is 400",
    ],
    ["bytes", withLimits({ relayedBytes: "2MiB", totalBytes: "1MiB" }), "because totalBytes is 1,048,576"],
    ["groups", withLimits({ groups: 20 }, { store: { maxGroups: 19 } }), "because store.maxGroups is 19"],
    ["all series", withLimits({ totalSeries: 600_000 }), "because store.maxSeries is 500,000"],
    ["all bytes", withLimits({ totalBytes: "1GiB" }), "because store.maxBytes is 134,217,728"],
    ["names", withLimits({ totalNames: 50_001 }), "because store.maxNames is 50,000"],
    [
      "the limits of all clients",
      { ...withLimits({}), limits: { groups: 3 }, store: { maxGroups: 2 } },
      "limits.groups: 3 can never be reached",
    ],
    [
      "a common limit",
      withLimits({ series: 500 }, { limits: { totalSeries: 400 } }),
      "clients[0].limits.series: 500 can never be reached",
    ],
  ])("causes a warning: %s", (_case, config, text) => expectWarning(config, text));

  it("may be equal, and a default may be above a limit that is written", () => {
    expectNone(withLimits({ series: 400, totalSeries: 400 }));
    expectNone(withLimits({ totalSeries: 400 }));
    expectNone(withLimits({ totalSeries: 500_000, totalNames: 50_000, totalBytes: "128MiB" }));
  });
});
