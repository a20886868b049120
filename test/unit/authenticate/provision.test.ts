import { describe, expect, it } from "@jest/globals";
import {
  type ProvisionedSecrets,
  provisionTokens,
  type RotationSchedule,
  type SecretState,
} from "../../../lambda/authenticate/provision.ts";

const NEVER: RotationSchedule = { functionArn: undefined, everyDays: undefined };
const MONTHLY = { functionArn: "arn:rotate", everyDays: 30 };

/** Provisions clients whose secrets are in these states, and gives what was counted and what was done. */
const provision = async (
  states: Readonly<Record<string, SecretState>>,
  rotation: RotationSchedule = NEVER,
) => {
  const done: string[] = [];
  const secrets: ProvisionedSecrets = {
    find: async (id) => states[id]!,
    create: async (id, token) => void done.push(`create ${id} ${token}`),
    schedule: async (id, { functionArn, everyDays }) =>
      void done.push(`schedule ${id} ${functionArn} ${everyDays}`),
    unschedule: async (id) => void done.push(`unschedule ${id}`),
  };
  const counted = await provisionTokens(Object.keys(states), rotation, {
    secrets,
    createToken: () => "token",
  });
  return { ...counted, done };
};

const MISSING: SecretState = { kind: "missing" };
const present = (rotation: Partial<RotationSchedule> = {}): SecretState => ({ kind: "present", rotation });

describe("the tokens of a deployment", () => {
  it("are counted: made, kept and withdrawn", async () =>
    expect(
      await provision({ a: MISSING, b: present(), c: { kind: "withdrawn" }, d: MISSING, e: MISSING }),
    ).toEqual({
      created: 3,
      kept: 1,
      withdrawn: ["c"],
      done: ["create a token", "create d token", "create e token"],
    }));

  it("are none without clients", async () =>
    expect(await provision({})).toEqual({ created: 0, kept: 0, withdrawn: [], done: [] }));
});

describe("the rotation of a client's token", () => {
  it("is set up for a token that was just made", async () =>
    expect((await provision({ a: MISSING }, MONTHLY)).done).toEqual([
      "create a token",
      "schedule a arn:rotate 30",
    ]));

  it.each([
    ["is left as it is where nothing has changed", MONTHLY, MONTHLY, []],
    [
      "is changed with its function",
      { ...MONTHLY, functionArn: "arn:old" },
      MONTHLY,
      ["schedule a arn:rotate 30"],
    ],
    ["is changed with its days", { ...MONTHLY, everyDays: 60 }, MONTHLY, ["schedule a arn:rotate 30"]],
    ["is taken back", MONTHLY, NEVER, ["unschedule a"]],
    [
      "is taken back where its days are gone",
      MONTHLY,
      { ...MONTHLY, everyDays: undefined },
      ["unschedule a"],
    ],
    ["is taken back where its function is gone", MONTHLY, { ...NEVER, everyDays: 30 }, ["unschedule a"]],
    ["is not touched where there is none", {}, NEVER, []],
  ])("%s", async (_, current, wanted, done) =>
    expect((await provision({ a: present(current) }, wanted)).done).toEqual(done),
  );

  it("is not touched of a secret that is withdrawn", async () =>
    expect((await provision({ a: { kind: "withdrawn" } }, MONTHLY)).done).toEqual([]));
});
