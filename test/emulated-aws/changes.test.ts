import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type ChangingDeployment, ENVIRONMENT, startChangingDeployment } from "./changing-deployment.ts";

interface Wanted {
  readonly clients?: number;
  /** Of `client-0`. */
  readonly rate?: string;
  readonly network?: string;
  readonly adopt?: string;
  readonly store?: string;
}

const write = ({ clients = 5, rate, network = "{}", adopt = "{}", store = "{}" }: Wanted): string =>
  [
    `environment: ${ENVIRONMENT}`,
    "pushgateway: { image: 000000000000.dkr.ecr.us-east-1.amazonaws.com/pushgateway:v1.11.3 }",
    // The emulator does not stream.
    "scrape: { transfer: buffered }",
    `deployment: { network: ${network}, adopt: ${adopt} }`,
    `store: ${store}`,
    "clients:",
    ...Array.from({ length: clients }, (_, index) => [
      `  - id: client-${index}`,
      `    grants: [{ methods: [PUT], job: client-${index}, metrics: ["*"] }]`,
      ...(index === 0 && rate !== undefined ? [`    limits: { rate: ${rate}, burst: 100 }`] : []),
    ]).flat(),
    "",
  ].join("\n");

interface Plan {
  readonly id: string;
  readonly description: string;
  readonly throttle: { readonly rateLimit?: number };
}

describe("a deployment that changes without manual steps", () => {
  let deployment: ChangingDeployment;
  let firstToken: string;
  let firstOutputs: Readonly<Record<string, string>>;

  beforeAll(async () => {
    deployment = await startChangingDeployment();
    firstOutputs = await deployment.deploy(write({}));
    firstToken = await deployment.readToken("client-0");
    // The first push opens the store.
    expect(await deployment.push("client-0", firstToken)).toBe(200);
  }, 300_000);

  afterAll(() => deployment?.stop());

  const findPlan = async (client: string): Promise<Plan | undefined> => {
    const { item } = (await deployment.readApiGateway("/usageplans")) as { readonly item: readonly Plan[] };
    return item.find(({ description }) => description === `of ${client}`);
  };

  /** Every answer to the first client and to one without a rate during a change. */
  const pushMeanwhile = async (change: () => Promise<unknown>): Promise<ReadonlySet<number>> => {
    const others = await deployment.readToken("client-1");
    const statuses = new Set<number>();
    let isDone = false;
    const changed = change().finally(() => {
      isDone = true;
    });
    while (!isDone) {
      statuses.add(await deployment.push("client-0", firstToken));
      statuses.add(await deployment.push("client-1", others));
      await sleep(250);
    }
    await changed;
    statuses.add(await deployment.push("client-0", firstToken));
    return statuses;
  };

  it("gets its first rate without refusing a push meanwhile", async () => {
    expect(await findPlan("client-0")).toBeUndefined();
    expect(await pushMeanwhile(() => deployment.deploy(write({ rate: "20/s" })))).toEqual(new Set([200]));
    expect(await findPlan("client-0")).toMatchObject({ throttle: { rateLimit: 20 } });
  }, 240_000);

  it("gets another rate in the same plan", async () => {
    const before = await findPlan("client-0");
    expect(await pushMeanwhile(() => deployment.deploy(write({ rate: "50/s" })))).toEqual(new Set([200]));
    expect(await findPlan("client-0")).toMatchObject({ id: before?.id, throttle: { rateLimit: 50 } });
  }, 240_000);

  it("gets two hundred clients, and another route out of its network", async () => {
    await deployment.deploy(write({ rate: "50/s", clients: 200, network: "{ egress: nat }" }));
    for (const client of ["client-0", "client-5", "client-199"]) {
      expect(await deployment.push(client, await deployment.readToken(client))).toBe(200);
    }
    expect(await deployment.readToken("client-0")).toBe(firstToken);
  }, 240_000);

  it("is destroyed and deployed again with its tokens and its data", async () => {
    expect(await deployment.push("client-0", firstToken, "kept 7\n")).toBe(200);
    const { FileSystemId = "", GroupsTable = "", ContractsTable = "" } = firstOutputs;
    const adopt = `{ fileSystemId: ${FileSystemId} }`;
    const store = `{ table: ${GroupsTable}, contractsTable: ${ContractsTable} }`;
    await deployment.destroy();
    await deployment.pushgateway.kill();
    await deployment.pushgateway.restart("removed");
    expect(await deployment.deploy(write({ rate: "50/s", adopt, store }))).toMatchObject({
      FileSystemId,
      GroupsTable,
      ContractsTable,
    });
    expect(await deployment.readToken("client-0")).toBe(firstToken);
    // The store is open, and a run relays the earlier pushes again.
    expect(await deployment.sweep()).toMatchObject({ outcome: "whole", repairs: { failed: 0 } });
    expect(await deployment.readPage()).toMatch(/^kept\{.*\} 7$/m);
    expect(await deployment.push("client-0", firstToken)).toBe(200);
  }, 360_000);

  it("is restored from a backup as in the manual", async () => {
    expect(await deployment.push("client-0", firstToken, "kept 8\n")).toBe(200);
    const { groups, contracts } = await deployment.copyTables("backup");
    // The backup does not have this push.
    expect(await deployment.push("client-0", firstToken, "kept 9\n")).toBe(200);
    await deployment.pushgateway.kill();
    const store = `{ table: ${groups}, contractsTable: ${contracts} }`;
    await deployment.deploy(write({ rate: "50/s", store }));
    await deployment.pushgateway.restart("removed");
    // Tables of another name accept no push until runs have opened them.
    expect(await deployment.push("client-0", firstToken, "kept 10\n")).toBe(503);
    expect(await deployment.waitForStore()).toBeGreaterThan(1);
    await deployment.sweep();
    expect(await deployment.readPage()).toMatch(/^kept\{.*\} 8$/m);
    expect(await deployment.push("client-0", firstToken, "kept 10\n")).toBe(200);
    expect(await deployment.readPage()).toMatch(/^kept\{.*\} 10$/m);
  }, 400_000);
});
