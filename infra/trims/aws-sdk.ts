import { replaceAll, type Trim } from "./trim.ts";

/**
 * The errors that functions recognise by their class. Every other error becomes the SDK's error for unknown ones, with
 * the same name, message and status.
 */
export const KNOWN_ERRORS = [
  "ConditionalCheckFailedException",
  "InvalidRequestException",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "ResourceExistsException",
  "ResourceNotFoundException",
  "ThrottlingException",
];

const SERVICES = ["dynamodb", "secrets-manager"];

const SMITHY = "@smithy/core/dist-es/submodules";

export const AWS_SDK_TRIMS: readonly Trim[] = [
  ...SERVICES.map((service) => ({
    module: `@aws-sdk/client-${service}/dist-es/schemas/schemas_0.js`,
    replace: replaceAll(/^n0_registry\.registerError\((\w+)\$, \w+\);$/gm, (line, name = "") =>
      KNOWN_ERRORS.includes(name) ? line : "",
    ),
  })),
  ...SERVICES.map((service) => ({
    // The client reads only the version in this file.
    module: `@aws-sdk/client-${service}/package.json`,
    replace: (source: string) =>
      `export default ${JSON.stringify({ version: (JSON.parse(source) as { version: string }).version })};`,
  })),
  ...SERVICES.map((service) => ({
    // No client is made with extensions. Without them this gives each setting the value that it has.
    module: `@aws-sdk/client-${service}/dist-es/runtimeExtensions.js`,
    replace: () => "export const resolveRuntimeExtensions = (config) => config;",
  })),
  {
    // Lambda provides credentials in the environment. The chain of all other sources is imported dynamically, and such
    // imports are bundled completely, including the clients of SSO, STS and sign-in.
    module: "@aws-sdk/credential-provider-node/dist-es/index.js",
    replace: () => 'export { fromEnv as defaultProvider } from "@aws-sdk/credential-provider-env";',
  },
  {
    // A function has no ~/.aws/config. The SDK would search for it at every cold start.
    module: `${SMITHY}/config/node-config-provider/fromSharedConfigFiles.js`,
    replace: () =>
      [
        'import { CredentialsProviderError } from "../property-provider/CredentialsProviderError";',
        'const notFound = () => Promise.reject(new CredentialsProviderError("there are no configuration files"));',
        "export const fromSharedConfigFiles = () => notFound;",
      ].join("\n"),
  },
  {
    // Lambda provides the region in the environment. Only EC2 has a service for it.
    module: `${SMITHY}/config/config-resolver/regionConfig/getInstanceMetadataRegion.js`,
    replace: () => "export const getInstanceMetadataRegion = async () => undefined;",
  },
  {
    // Limits the rate of requests in the retry mode `adaptive`, which no client uses.
    module: `${SMITHY}/retry/util-retry/AdaptiveRetryStrategy.js`,
    replace: () =>
      'export { StandardRetryStrategy as AdaptiveRetryStrategy } from "./StandardRetryStrategy";',
  },
  {
    // DynamoDB's addresses are not discovered.
    module: "@aws-sdk/middleware-endpoint-discovery/dist-es/index.js",
    replace: () =>
      [
        "export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = { environmentVariableSelector() {}, configFileSelector() {} };",
        "export const resolveEndpointDiscoveryConfig = (config) => config;",
      ].join("\n"),
  },
  {
    // Functions log no requests. Without a logger this would still copy the input and the output of each one.
    module: "@aws-sdk/core/dist-es/submodules/client/middleware-logger/loggerMiddleware.js",
    replace: () =>
      `export const getLoggerPlugin = () => ({ applyToStack() {} }); ${exportUndefined("loggerMiddleware", "loggerMiddlewareOptions")}`,
  },
  {
    // Copies what is logged without its sensitive parts.
    module: `${SMITHY}/client/smithy-client/schemaLogFilter.js`,
    replace: () => "export const schemaLogFilter = () => undefined;",
  },
  {
    // The stacks choose the functions' version of Node.
    module: "@aws-sdk/core/dist-es/submodules/client/emitWarningIfUnsupportedVersion.js",
    replace: () => `export const emitWarningIfUnsupportedVersion = () => {}; ${exportUndefined("state")}`,
  },
  {
    // Both services write times as seconds since 1970. Only the time of a Retry-After is in words, which Node reads.
    module: `${SMITHY}/serde/date-utils.js`,
    replace: () =>
      [
        "export const parseEpochTimestamp = (seconds) => seconds == null ? undefined : new Date(Math.round(seconds * 1000));",
        "export const parseRfc7231DateTime = (text) => new Date(text);",
        exportUndefined("dateToUtcString", "parseRfc3339DateTime", "parseRfc3339DateTimeWithOffset"),
      ].join("\n"),
  },
  {
    // Only the names of regions are needed to find the address of a service.
    module: "@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js",
    replace: replaceAll(/"description": "[^"\n]*"/g, () => ""),
  },
  {
    // Called only for S3.
    module: `${SMITHY}/endpoints/middleware-endpoint/service-customizations/s3.js`,
    replace: () =>
      exportUndefined(
        "DOT_PATTERN",
        "S3_HOSTNAME_PATTERN",
        "isArnBucketName",
        "isDnsCompatibleBucketName",
        "resolveParamsForS3",
      ),
  },
  {
    // Node has SHA-256 built in.
    module: `${SMITHY}/checksum/sha256/Sha256Js.js`,
    replace: () => exportUndefined("Sha256Js"),
  },
  {
    // Signs events of a stream.
    module: "@smithy/signature-v4/dist-es/HeaderFormatter.js",
    replace: () => "export class HeaderFormatter {}",
  },
  {
    // Also imported dynamically, for operations with event streams, which the functions do not use.
    module: `${SMITHY}/event-streams/index.js`,
    replace: () => exportUndefined("EventStreamSerde", "eventStreamSerdeProvider"),
  },
  {
    // Both services take a request as one JSON document. Nothing of it goes into the path, the headers or the host's
    // name.
    module: `${SMITHY}/protocols/HttpBindingNormalizedSchema.js`,
    replace: () =>
      "export const getHttpOperationBindings = () => []; export const HttpBindingNormalizedSchema = undefined;",
  },
];

function exportUndefined(...names: readonly string[]): string {
  return `export const ${names.map((name) => `${name} = undefined`).join(", ")};`;
}
