import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import * as dynamodb from "@aws-sdk/client-dynamodb";
import * as secretsManager from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import * as serde from "@smithy/core/serde";
import { build } from "esbuild";
import { PROJECT_ROOT } from "../../infra/bundling.ts";
import { trimmedLibraries } from "../../infra/trimmed-libraries.ts";
import { KNOWN_ERRORS } from "../../infra/trims/aws-sdk.ts";
import { listenOnLoopback } from "../support/loopback.ts";

type DynamodbClient = Pick<
  typeof dynamodb,
  "DynamoDBClient" | "PutItemCommand" | "DescribeTableCommand" | "ConditionalCheckFailedException"
>;

type Trimmed = DynamodbClient & Pick<typeof serde, "parseRfc7231DateTime">;

let folder: string;
let trimmed: Trimmed;
let server: Server;
let endpoint: string;
interface Answer {
  readonly status: number;
  readonly body: object;
}

/** What the server answers to the next requests; the last of them to all others. */
let next: readonly Answer[];

/** What the server got. */
const requests: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];

const buildTrimmed = async (): Promise<Trimmed> => {
  const outfile = join(folder, "trimmed.cjs");
  await build({
    stdin: {
      contents: [
        'export { ConditionalCheckFailedException, DescribeTableCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";',
        'export { parseRfc7231DateTime } from "@smithy/core/serde";',
      ].join("\n"),
      resolveDir: PROJECT_ROOT,
    },
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    mainFields: ["module", "main"],
    plugins: [trimmedLibraries],
    logLevel: "error",
  });
  return createRequire(import.meta.url)(outfile) as Trimmed;
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "trimmed-"));
  trimmed = await buildTrimmed();
  server = createServer(async (request, response) => {
    requests.push({ headers: request.headers, body: await text(request) });
    const [{ status, body }, ...later] = next as readonly [Answer, ...Answer[]];
    next = later.length > 0 ? later : next;
    response.writeHead(status).end(JSON.stringify(body));
  });
  endpoint = (await listenOnLoopback(server)).url;
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true });
});

const createClient = ({ DynamoDBClient }: DynamodbClient, maxAttempts = 1): dynamodb.DynamoDBClient =>
  new DynamoDBClient({
    region: "eu-central-1",
    endpoint,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts,
  });

const put = async (sdk: DynamodbClient, maxAttempts = 1): Promise<unknown> => {
  const client = createClient(sdk, maxAttempts);
  try {
    return await client.send(new sdk.PutItemCommand({ TableName: "groups", Item: ITEM }));
  } catch (error) {
    return error;
  } finally {
    client.destroy();
  }
};

const ITEM = { pk: { S: "a" }, revision: { N: "7" }, content: { B: Buffer.from([0, 255]) } };

/** Other ones with each request, the signature over them, and the SDK's version, which its CommonJS build has from an older release. */
const CHANGING_HEADERS = new Set([
  "amz-sdk-invocation-id",
  "x-amz-date",
  "authorization",
  "user-agent",
  "x-amz-user-agent",
]);

const describeError = (error: unknown) => {
  const { name, message, $fault, $metadata } = error as dynamodb.DynamoDBServiceException;
  return { name, message, $fault, status: $metadata.httpStatusCode };
};

const toCode = (name: string): string => `com.amazonaws.dynamodb.v20120810#${name}`;

describe("the trimmed client of DynamoDB", () => {
  it.each([
    ["an error that no function tells from others", 400, "ResourceInUseException", "message"],
    ["one that the SDK does not know either", 400, "ValidationException", "message"],
    ["a failure of the service", 500, "InternalServerError", "Message"],
    ["an error that a function knows", 400, "ThrottlingException", "message"],
  ])(
    "gives %s the name, the message and the status that the whole one gives it",
    async (_, status, name, key) => {
      next = [{ status, body: { __type: toCode(name), [key]: "what is wrong" } }];
      const error = describeError(await put(trimmed));
      expect(error).toEqual(describeError(await put(dynamodb)));
      expect(error).toEqual({
        name,
        message: "what is wrong",
        $fault: status < 500 ? "client" : "server",
        status,
      });
    },
  );

  it("has the item of a condition that failed", async () => {
    const Item = { pk: { S: "a" }, revision: { N: "7" } };
    const body = { __type: toCode("ConditionalCheckFailedException"), message: "no", Item };
    next = [{ status: 400, body }];
    const error = await put(trimmed);
    expect(error).toBeInstanceOf(trimmed.ConditionalCheckFailedException);
    expect((error as dynamodb.ConditionalCheckFailedException).Item).toEqual(Item);
  });

  it("sends the request that the whole one sends", async () => {
    next = [{ status: 200, body: {} }];
    requests.length = 0;
    await put(trimmed);
    await put(dynamodb);
    const [ofTrimmed, ofWhole] = requests.map(({ headers, body }) => ({
      body: JSON.parse(body) as unknown,
      headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !CHANGING_HEADERS.has(name))),
    }));
    expect(ofTrimmed).toEqual(ofWhole);
    expect(ofTrimmed?.headers).toMatchObject({ "x-amz-target": "DynamoDB_20120810.PutItem" });
  });

  it("reads a time as the whole one does", async () => {
    next = [{ status: 200, body: { Table: { CreationDateTime: 1_795_000_000.123 } } }];
    const times = await Promise.all(
      [trimmed, dynamodb].map(async (sdk) => {
        const client = createClient(sdk);
        const { Table } = await client.send(new sdk.DescribeTableCommand({ TableName: "groups" }));
        client.destroy();
        return Table?.CreationDateTime;
      }),
    );
    expect(times).toEqual([new Date(1_795_000_000_123), new Date(1_795_000_000_123)]);
  });

  it.each(["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT"])(
    "reads the time %s of a Retry-After as the whole one does",
    (time) => {
      expect(trimmed.parseRfc7231DateTime(time)).toEqual(serde.parseRfc7231DateTime(time));
    },
  );

  it("sends a throttled request again", async () => {
    const throttled = { status: 400, body: { __type: toCode("ThrottlingException"), message: "too many" } };
    next = [throttled, { status: 200, body: {} }];
    expect(await put(trimmed, 2)).toMatchObject({ $metadata: { httpStatusCode: 200, attempts: 2 } });
  });
});

describe("the errors that the trimmed clients know", () => {
  it("are those that functions import", () => {
    expect([...KNOWN_ERRORS].sort()).toEqual([...new Set(findImportedErrors())].sort());
  });
});

/** Of the classes that `lambda/` takes from the two clients. */
const findImportedErrors = (): readonly string[] =>
  readdirSync("lambda", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => [...readFileSync(join("lambda", file), "utf8").matchAll(IMPORTS)])
    .flatMap(([, names = ""]) => names.split(",").map((name) => name.trim()))
    .filter((name) => ERRORS.has(name));

const IMPORTS = /import \{([^}]*)\} from "@aws-sdk\/client-(?:dynamodb|secrets-manager)"/g;

const ERRORS = new Set(
  Object.entries({ ...dynamodb, ...secretsManager })
    .filter(([, value]) => (value as { prototype?: unknown }).prototype instanceof Error)
    .map(([name]) => name),
);
