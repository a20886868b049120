import { setTimeout as sleep } from "node:timers/promises";
import { buildProgram } from "./build-program.ts";
import {
  type CellName,
  type ClientProgram,
  ERROR_STATUSES,
  type ErrorStatus,
  GROUPING_CASES,
  GROUPING_VALUES,
  METRIC_KINDS,
} from "./client-program.ts";
import type { DemoSystem, ProxyClient } from "./demo-system.ts";
import {
  describeSeries,
  isEqual,
  plainSummary,
  type Series,
  seriesOf,
  seriesOfJob,
  seriesOfKind,
} from "./expected-series.ts";
import { type Invocation, invoke, type Report } from "./invoke.ts";
import type { Cell, Cells } from "./outcome.ts";

const APPLIED_WITHIN_MS = 1_500;

const WORKS: Cell = { outcome: "works" };

/** Asks a client all questions of the matrix, each with a separate job. */
export const tryClient = async (program: ClientProgram, system: DemoSystem): Promise<Cells> => {
  const folder = await buildProgram(program);
  const trial = new Trial(program, folder, system);
  return {
    ...(await trial.tryOperations()),
    ...(await trial.tryTypes()),
    ...(await trial.tryGrouping()),
    ...(await trial.tryErrors()),
    ...trial.cannot(),
  } as Cells;
};

class Trial {
  readonly #program: ClientProgram;
  readonly #folder: string;
  readonly #system: DemoSystem;

  constructor(program: ClientProgram, folder: string, system: DemoSystem) {
    this.#program = program;
    this.#folder = folder;
    this.#system = system;
  }

  cannot(): Partial<Cells> {
    const { cannot, types } = this.#program;
    const reasons: [CellName, string][] = METRIC_KINDS.filter((kind) => !types.includes(kind)).map((kind) => [
      `type ${kind}`,
      "the library has none",
    ]);
    return Object.fromEntries(
      [...reasons, ...Object.entries(cannot)].map(([name, seen]) => [name, { outcome: "cannot", seen }]),
    );
  }

  async tryOperations(): Promise<Partial<Cells>> {
    const job = this.#job("operations");
    const labels = { job, instance: "" };
    const extra = seriesOf("demo_extra 2", labels);
    const other = seriesOf("demo_other 3", labels);
    const both = new Map([...extra, ...other]);
    const basic = await this.#push("push", "extra", { job }, extra);
    const pushadd = await this.#push("pushadd", "other", { job }, both);
    await this.#push("pushadd", "extra", { job }, both);
    const push = await this.#push("push", "other", { job }, other);
    const deleted =
      this.#program.cannot.delete === undefined
        ? { delete: await this.#push("delete", "other", { job }, new Map()) }
        : {};
    return {
      snippet: await this.#trySnippet(),
      push,
      pushadd,
      basic,
      ...deleted,
      ...(await this.#tryBearer()),
      outage: await this.#tryOutage(),
    };
  }

  async #trySnippet(): Promise<Cell> {
    const instance = this.#program.id;
    const report = await this.#invoke({
      action: "snippet",
      payload: "extra",
      job: "",
      grouping: { label: "instance", value: instance },
    });
    if (!report.ok) {
      return this.#toFailedCell(report.error);
    }
    const [expected] = seriesOf("backup_duration_seconds 42.5", { job: "nightly-backup", instance });
    const isThere = (stored: Series): boolean => stored.get(expected![0]) === expected![1];
    const stored = await this.#seriesOfJob("nightly-backup", isThere);
    return isThere(stored) ? WORKS : differs(stored);
  }

  async #tryBearer(): Promise<Partial<Cells>> {
    if (this.#program.cannot.bearer !== undefined) {
      return {};
    }
    const job = this.#job("bearer");
    const expected = seriesOf("demo_extra 2", { job, instance: "" });
    return { bearer: await this.#push("push", "extra", { job, scheme: "bearer" }, expected) };
  }

  async #tryOutage(): Promise<Cell> {
    const job = this.#job("outage");
    const { url, token, isStored } = this.#system.outage;
    const report = await this.#invoke({ action: "push", payload: "extra", job, url, token });
    if (!report.ok) {
      return this.#toFailedCell(report.error);
    }
    return (await isStored(job)) ? WORKS : { outcome: "differs", seen: "nothing is stored" };
  }

  async tryTypes(): Promise<Partial<Cells>> {
    const job = this.#job("types");
    const { types, hasQuantiles } = this.#program;
    const labels = { job, instance: "" };
    const report = await this.#invoke({ action: "push", payload: "types", job });
    const stored = await this.#seriesOfJob(job, ({ size }) => size > 0 || !report.ok);
    return Object.fromEntries(
      types.map((kind) => {
        const isPlain = kind === "summary" && !hasQuantiles;
        const expected = isPlain ? plainSummary(labels) : seriesOfKind(kind, labels);
        return [`type ${kind}`, this.#judgeKind(report, expected, stored)];
      }),
    );
  }

  /** A series belongs to a type by its name. Additional series of the type count as a difference. */
  #judgeKind(report: Report, expected: Series, stored: Series): Cell {
    if (!report.ok) {
      return this.#toFailedCell(report.error);
    }
    const families = new Set([...expected.keys()].map(toFamily));
    const own = new Map([...stored].filter(([name]) => families.has(toFamily(name)) && !isCreated(name)));
    return isEqual(own, expected) ? WORKS : differs(own);
  }

  async tryGrouping(): Promise<Partial<Cells>> {
    const cells: [CellName, Cell][] = [];
    for (const name of GROUPING_CASES) {
      const job = this.#job(name);
      const value = GROUPING_VALUES[name];
      const expected = seriesOf("demo_extra 2", { job, instance: value });
      const grouping = { label: "instance", value };
      cells.push([`grouping ${name}`, await this.#push("push", "extra", { job, grouping }, expected)]);
    }
    return Object.fromEntries(cells);
  }

  async tryErrors(): Promise<Partial<Cells>> {
    const cells: [CellName, Cell][] = [];
    for (const status of ERROR_STATUSES) {
      if (this.#program.cannot[`status ${status}`] !== undefined) {
        continue;
      }
      if (status === 429) {
        await this.#system.hurry();
      }
      const report = await this.#invoke(this.#toRefusedPush(status));
      cells.push([
        `status ${status}`,
        report.ok ? { outcome: "differs", seen: "nothing" } : this.#toFailedCell(report.error),
      ]);
    }
    return Object.fromEntries(cells);
  }

  /** A push with this expected status. */
  #toRefusedPush(status: ErrorStatus): Told {
    const job = this.#job("refusals");
    const as = (client: ProxyClient): Told => ({
      action: "push",
      payload: "extra",
      job,
      ...this.#as(client),
    });
    switch (status) {
      case 400:
        // Every body that libraries write is accepted; only a path that they build from their settings can be refused.
        return this.#program.folder === "shell"
          ? { ...as("granted"), payload: "unreadable" }
          : { ...as("granted"), grouping: { label: "le", value: "1" } };
      case 401:
        return { ...as("granted"), token: "wrong" };
      case 403:
        return as("elsewhere");
      case 409:
        return { ...as("granted"), payload: "conflict" };
      case 413:
        return { ...as("small"), payload: "types" };
      case 415:
        return { ...as("granted"), payload: "encoded" };
      case 422:
        return { ...as("granted"), payload: "reserved" };
      case 429:
        return as("hurried");
      case 503:
        return { ...as("granted"), ...this.#system.opening };
    }
  }

  /** Pushes and compares the page with the expected series. */
  async #push(
    action: Invocation["action"],
    payload: Invocation["payload"],
    told: Omit<Told, "action" | "payload">,
    expected: Series,
  ): Promise<Cell> {
    const report = await this.#invoke({ action, payload, ...told });
    if (!report.ok) {
      return this.#toFailedCell(report.error);
    }
    const stored = await this.#seriesOfJob(told.job, (series) => isEqual(series, expected));
    return isEqual(stored, expected) ? WORKS : differs(stored);
  }

  #invoke(told: Told): Promise<Report> {
    return invoke(
      { folder: this.#folder, command: this.#program.command },
      { url: this.#system.url, scheme: "basic", ...this.#as("granted"), ...told },
    );
  }

  #as(client: ProxyClient): Pick<Invocation, "client" | "token"> {
    return { client, token: this.#system.tokenOf(client) };
  }

  /** The Pushgateway queues a push, so a read at once may miss it. */
  async #seriesOfJob(job: string, isExpected: (stored: Series) => boolean): Promise<Series> {
    const deadline = Date.now() + APPLIED_WITHIN_MS;
    for (;;) {
      const stored = seriesOfJob(await this.#system.readPage(), job);
      if (isExpected(stored) || Date.now() > deadline) {
        return stored;
      }
      await sleep(20);
    }
  }

  #job(scenario: string): string {
    return `${this.#program.id}-${scenario}`;
  }

  #toFailedCell(error: string): Cell {
    const { url, opening, outage } = this.#system;
    return { outcome: "fails", seen: withoutPorts(error, [url, opening.url, outage.url]) };
  }
}

/** Replaces what differs in every run. */
const withoutPorts = (text: string, urls: readonly string[]): string =>
  urls
    .reduce((rest, url) => rest.replaceAll(url, "URL").replaceAll(new URL(url).host, "HOST"), text)
    // Protobuf contains times, whose length varies.
    .replaceAll(/has \d+ bytes/g, "has N bytes")
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, "TIME")
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "REQUEST-ID");

/** The differences from a push of `granted` with Basic. */
type Told = Pick<Invocation, "action" | "payload" | "job"> & Partial<Invocation>;

const differs = (stored: Series): Cell => ({ outcome: "differs", seen: describeSeries(stored) });

const toFamily = (series: string): string =>
  series.replace(/\{.*/s, "").replace(/_(bucket|sum|count|created)$/, "");

/** Python's libraries add when a metric was created. That value cannot be predicted. */
const isCreated = (series: string): boolean => /^\w+_created\{/.test(series);
