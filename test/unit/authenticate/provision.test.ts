import { describe, expect, it } from "@jest/globals";
import {
  type ProvisionedSecrets,
  provisionTokens,
  type RotationSchedule,
  type SecretState,
} from "../../../lambda/authenticate/provision.ts";

const NEVER: RotationSchedule = { functionArn: undefined, everyDays: undefined };
const MONTHLY = { functionArn: "arn:rotate", everyDays: 30 };

/** Provisions clients whose secrets are in these states. Returns the counts and the calls that were made. */
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
    endUnfinished: async (id, versionId) => void done.push(`end ${versionId} of ${id}`),
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
  it("are counted as created, kept and withdrawn", async () =>
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
  it("is scheduled for a new token", async () =>
    expect((await provision({ a: MISSING }, MONTHLY)).done).toEqual([
      "create a token",
      "schedule a arn:rotate 30",
    ]));

  it.each([
    ["is kept when nothing has changed", MONTHLY, MONTHLY, []],
    [
      "is scheduled again when its function changes",
      { ...MONTHLY, functionArn: "arn:old" },
      MONTHLY,
      ["schedule a arn:rotate 30"],
    ],
    [
      "is scheduled again when its interval changes",
      { ...MONTHLY, everyDays: 60 },
      MONTHLY,
      ["schedule a arn:rotate 30"],
    ],
    ["is cancelled", MONTHLY, NEVER, ["unschedule a"]],
    [
      "is cancelled when there is no interval any more",
      MONTHLY,
      { ...MONTHLY, everyDays: undefined },
      ["unschedule a"],
    ],
    [
      "is cancelled when there is no function any more",
      MONTHLY,
      { ...NEVER, everyDays: 30 },
      ["unschedule a"],
    ],
    ["is not cancelled when there is none", {}, NEVER, []],
  ])("%s", async (_, current, wanted, done) =>
    expect((await provision({ a: present(current) }, wanted)).done).toEqual(done),
  );

  const unfinished = (rotation: Partial<RotationSchedule>): SecretState => ({
    kind: "present",
    rotation,
    unfinished: "v2",
  });

  it.each([
    [
      "that has stopped is ended before another is scheduled",
      { ...MONTHLY, everyDays: 60 },
      MONTHLY,
      ["end v2 of a", "schedule a arn:rotate 30"],
    ],
    ["that has stopped continues if nothing has changed", MONTHLY, MONTHLY, []],
    ["that has stopped is cancelled like another", MONTHLY, NEVER, ["unschedule a"]],
  ])("%s", async (_, current, wanted, done) =>
    expect((await provision({ a: unfinished(current) }, wanted)).done).toEqual(done),
  );

  it("is not scheduled for a withdrawn secret", async () =>
    expect((await provision({ a: { kind: "withdrawn" } }, MONTHLY)).done).toEqual([]));
});
