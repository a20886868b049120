// The boundaries of the code base. Each rule's comment is written to the person who has just broken it.

/** The folders of the stages, in the order in which a push passes them. */
const STAGES = [
  "authenticate",
  "request",
  "authorize",
  "decode",
  "validate",
  "store",
  "destinations",
  "respond",
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      comment:
        "Two modules that need each other are one idea or lack a third: move what both need into lambda/model/.",
      severity: "error",
      from: {},
      to: { circular: true, dependencyTypesNot: ["type-only"] },
    },
    {
      name: "pure-stages",
      comment:
        "Stages are pure: no SDK, no axios, no middy, no powertools. Take what you need as a parameter (a port) and let lambda/adapters/ provide it.",
      severity: "error",
      from: { path: "^lambda/", pathNot: "^lambda/(handlers|functions|adapters)/" },
      to: {
        path: "^node_modules/(@aws-sdk|@aws-lambda-powertools|@middy|@smithy|axios|aws-jwt-verify)/",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "no-outside-world-in-stages",
      comment:
        "Network, files, clock and processes belong to lambda/adapters/. In a stage only node:buffer, node:crypto (hashes, constant-time comparison), node:zlib and node:util are fine.",
      severity: "error",
      from: { path: "^lambda/", pathNot: "^lambda/((handlers|functions|adapters)/|config/load)" },
      to: { dependencyTypes: ["core"], pathNot: "^(node:)?(buffer|crypto|zlib|util|stream)$" },
    },
    {
      name: "schema-stays-at-build-time",
      comment:
        "zod and yaml are read at build time and locally, never in a Lambda bundle (200 kB and 20 ms of cold start): import lambda/config/proxy-config.ts, the parsed form, instead.",
      severity: "error",
      from: { path: "^lambda/", pathNot: "^lambda/config/" },
      to: { path: "^node_modules/(zod|yaml)/" },
    },
    {
      name: "model-knows-no-stage",
      comment: "The model depends on nothing: what a stage owns stays in the stage's folder.",
      severity: "error",
      from: { path: "^lambda/model/" },
      to: { path: "^lambda/(?!model/)" },
    },
    ...STAGES.slice(0, -1).map((stage, index) => ({
      name: "stages-know-no-later-stage",
      comment:
        "A stage may import an earlier stage, never a later one. Move what both need into lambda/model/, or take it as a parameter that lambda/push-stages.ts passes in.",
      severity: "error",
      from: { path: `^lambda/(${stage})/` },
      to: { path: `^lambda/(${STAGES.slice(index + 1).join("|")})/` },
    })),
    {
      name: "infra-takes-config-only",
      comment:
        "Stacks see lambda/ through its configuration and through entry paths only, so that a stage can change without a deployment changing. infra/local runs the handlers and may import them.",
      severity: "error",
      from: { path: "^infra/", pathNot: "^infra/local/" },
      to: { path: "^lambda/", pathNot: "^lambda/(config/|model/suggestion|respond/gateway-responses)" },
    },
    {
      name: "action-takes-pure-stages-only",
      comment:
        "The GitHub Action is one file that runs on somebody else's machine: no SDK, no axios, and of lambda/ only what judges a payload and the types of the wire.",
      severity: "error",
      from: { path: "^action/" },
      to: {
        path: "^(node_modules/|infra/|lambda/(?!check-payload|issue-catalogue|decode/|adapters/json-body|model/|config/trusted-url|request/|respond/problem|validate/))",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "ci-metrics-know-no-pipeline-host",
      comment:
        "ci/ is the engine that the GitHub Action, the GitLab component and the command line share: files, network and the environment come in as parameters.",
      severity: "error",
      from: { path: "^ci/" },
      to: { path: "^(action|cli|infra|lambda/(?!model/|config/trusted-url))" },
    },
    {
      name: "console-page-takes-pure-stages-only",
      comment:
        "The page of the console runs in a browser: no SDK, no Node, and of lambda/ only what judges a payload and types.",
      severity: "error",
      from: { path: "^console/page/" },
      to: {
        path: "^(?!console/(page/|api)|node_modules/preact/|lambda/(check-payload|decode/|model/|validate/))",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "nothing-needs-the-command-line",
      comment:
        "cli/ is for people and scripts: what it shares with the product belongs to lambda/ or infra/.",
      severity: "error",
      from: { path: "^(lambda|action|ci|console|infra)/" },
      to: { path: "^cli/" },
    },
    {
      name: "no-tests-in-the-product",
      comment: "What both need belongs to lambda/ or infra/, not to test/.",
      severity: "error",
      from: { path: "^(lambda|action|ci|cli|console|infra)/" },
      to: { path: "^test/" },
    },
    {
      name: "no-orphans-from-dev",
      comment: "lambda/ ships: what it imports must be in dependencies, not devDependencies.",
      severity: "error",
      from: { path: "^lambda/" },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      extensions: [".ts", ".js", ".cjs", ".mjs", ".json"],
      exportsFields: ["exports"],
      conditionNames: ["import", "default"],
    },
    exclude: { path: "^(dist|action/dist|console/dist|cdk.out)/" },
  },
};
