import { compress } from "snappyjs";
import type { ProtocolVersion } from "../../config/proxy-config.ts";
import type { Clock } from "../../model/clock.ts";
import { Batches } from "./batches.ts";
import { classifyAnswer, describeAnswer, isServerError } from "./classify-answer.ts";
import { CredentialRenewal } from "./credential-renewal.ts";
import type { RemoteWriteAnswer, RemoteWriteReceiver } from "./receiver.ts";
import type { DropReason, SenderReport } from "./report.ts";
import { describeSeries, isNative, type Series, withoutExemplars } from "./series.ts";
import { encodeWriteRequest } from "./write-request.ts";

export interface SenderPorts {
  readonly receiver: RemoteWriteReceiver;
  readonly now: Clock;
  readonly sleep: (ms: number) => Promise<void>;
  /** In [0, 1). */
  readonly random: () => number;
  /** Whether no other run has begun. Throws a StoreOutage if this cannot be read. */
  readonly isLeaseMine: () => Promise<boolean>;
}

export interface SenderSettings {
  readonly timestampMs: number;
  /** Nothing is sent after this time. */
  readonly sendUntilMs: number;
  readonly requestMs: number;
  readonly pauseMs: number;
  readonly halvingPauseMs: number;
  readonly protocol: ProtocolVersion;
}

const AT_ONCE = 4;

/** The most additional requests of one run to find the series that a receiver refuses, or that are too large for it. */
export const MAX_EXTRA_REQUESTS = 64;

const LONGEST_PAUSE_MS = 10_000;

const MOST_NATIVE_RETRIES = 3;

/** Sends the series of one run, several requests at a time. Ends early if further requests cannot succeed. */
export class Sender {
  readonly #ports: SenderPorts;
  readonly #settings: SenderSettings;
  readonly #batches = new Batches();
  /** Apart from the others, which a receiver without native histograms can take. */
  readonly #natives = new Batches();
  readonly #credential: CredentialRenewal;
  readonly #underWay = new Set<Promise<void>>();
  readonly #dropped: Record<DropReason, number> = { refused: 0, "too-large": 0, rejected: 0 };
  /** The kinds of samples that the receiver has stored. */
  readonly #stored = { native: false, value: false };
  #samples = 0;
  #staleMarkers = 0;
  #requests = 0;
  #unsent = 0;
  #extraRequests = 0;
  /** The length of the shortest request with one series that was too large. */
  #tooLargeBytes = Infinity;
  #problem: string | undefined;
  #refusedSeries: string | undefined;
  #stopped: "superseded" | "unauthorized" | undefined;
  #isPutOff = false;
  #broken: unknown;
  #halvingPause: Promise<void> | undefined;
  #protocol: ProtocolVersion;

  constructor(settings: SenderSettings, ports: SenderPorts) {
    this.#settings = settings;
    this.#ports = ports;
    this.#credential = new CredentialRenewal(() => ports.receiver.renewCredential());
    this.#protocol = settings.protocol;
  }

  /** Further requests cannot succeed. */
  get isOver(): boolean {
    return this.#stopped !== undefined || this.#broken !== undefined || this.#isPutOff || this.#isTimeUp();
  }

  /** It differs from the first one if the receiver does not store 2.0. */
  get protocol(): ProtocolVersion {
    return this.#protocol;
  }

  /** Takes series, and waits while enough requests are in flight. */
  async add(series: Iterable<Series>): Promise<void> {
    for (const one of series) {
      const full = (isNative(one.point) ? this.#natives : this.#batches).add(one);
      if (full !== undefined) {
        await this.#submit(full);
      }
    }
  }

  /** Sends the rest, and waits for all requests. Throws any unexpected error. */
  async finish(): Promise<SenderReport> {
    for (const rest of [this.#batches.take(), this.#natives.take()]) {
      if (rest.length > 0) {
        await this.#submit(rest);
      }
    }
    await Promise.all(this.#underWay);
    if (this.#broken !== undefined) {
      throw this.#broken;
    }
    return {
      outcome: this.#stopped ?? (this.#unsent > 0 ? "incomplete" : "complete"),
      samples: this.#samples,
      staleMarkers: this.#staleMarkers,
      requests: this.#requests,
      dropped: this.#dropped,
      refusedSeries: this.#refusedSeries,
      unsent: this.#unsent,
      problem: this.#problem,
    };
  }

  async #submit(batch: readonly Series[]): Promise<void> {
    while (this.#underWay.size >= AT_ONCE) {
      await Promise.race(this.#underWay);
    }
    const sending = this.#deliver(batch)
      .catch((error: unknown) => {
        this.#broken ??= error;
      })
      .finally(() => this.#underWay.delete(sending));
    this.#underWay.add(sending);
  }

  async #deliver(whole: readonly Series[]): Promise<void> {
    let batch = whole;
    for (let attempt = 0; ; attempt++) {
      const protocol = this.#protocol;
      const body = encodeWriteRequest(batch, this.#settings.timestampMs, protocol);
      if (body.length > this.#batches.maxBytes && batch.length > 1) {
        return this.#deliverHalves(batch);
      }
      if (this.isOver) {
        this.#unsent += batch.length;
        return;
      }
      if (body.length >= this.#tooLargeBytes && this.#extraRequests >= MAX_EXTRA_REQUESTS) {
        this.#dropped["too-large"] += batch.length;
        return;
      }
      const { version } = this.#credential;
      const answer = await this.#send(body, protocol, attempt);
      const demand = classifyAnswer(answer, protocol);
      if (demand.kind !== "stored" && demand.kind !== "older-protocol") {
        this.#problem ??= describeAnswer(answer);
      }
      switch (demand.kind) {
        case "stored":
          this.#count(batch);
          return;
        case "partly-stored":
          return this.#countPart(batch, demand.written);
        case "again":
          if (attempt >= MOST_NATIVE_RETRIES && isServerError(answer) && this.#takesOnlyOthersThan(batch)) {
            this.#dropped.rejected += batch.length;
            return;
          }
          await this.#pause(attempt, demand.afterMs);
          break;
        case "credential":
          if (!(await this.#credential.renewAfter(version))) {
            this.#stopped = "unauthorized";
          }
          break;
        case "older-protocol":
          this.#protocol = "1.0";
          break;
        case "smaller":
          return this.#deliverSmaller(batch, body.length);
        case "halves":
          if (batch.every(({ exemplars }) => exemplars === undefined)) {
            return this.#findRefused(batch);
          }
          // Exemplars may be the reason, and samples are worth more.
          batch = batch.map(withoutExemplars);
          break;
        case "absent":
          this.#unsent += batch.length;
          return;
        case "drop":
          this.#dropped.rejected += batch.length;
          return;
      }
    }
  }

  /** Whether these are native histograms, and the receiver has stored other samples in this run. */
  #takesOnlyOthersThan(batch: readonly Series[]): boolean {
    return isNative(batch[0]!.point) && this.#stored.value && !this.#stored.native;
  }

  #send(body: Uint8Array, protocol: ProtocolVersion, attempt: number): Promise<RemoteWriteAnswer> {
    const { requestMs: timeoutMs } = this.#settings;
    this.#requests += 1;
    return this.#ports.receiver.send({ body: compress(body), protocol, attempt, timeoutMs });
  }

  #count(batch: readonly Series[]): void {
    this.#stored[isNative(batch[0]!.point) ? "native" : "value"] = true;
    this.#samples += batch.length;
    this.#staleMarkers += batch.filter(({ point }) => point.kind === "stale").length;
  }

  /** It is not known which ones. If only exemplars were refused, all were stored. */
  async #countPart({ length }: readonly Series[], written: number): Promise<void> {
    const stored = Math.min(written, length);
    const refused = length - stored;
    this.#samples += stored;
    if (refused > 0 && !(await this.#isSuperseded(refused))) {
      this.#dropped.refused += refused;
    }
  }

  /** If another run has begun, its samples are the reason why these are too old. */
  async #isSuperseded(unsent: number): Promise<boolean> {
    if (await this.#ports.isLeaseMine()) {
      return false;
    }
    this.#stopped ??= "superseded";
    this.#unsent += unsent;
    return true;
  }

  #isTimeUp(): boolean {
    return this.#ports.now() >= this.#settings.sendUntilMs;
  }

  /**
   * Longer each time and at least as long as the receiver says, but not longer than there is time. If the receiver asks
   * for more, the run ends at once, since waiting for its end costs money and sends nothing.
   */
  async #pause(attempt: number, afterMs = 0): Promise<void> {
    const { pauseMs, sendUntilMs } = this.#settings;
    const { now, random, sleep } = this.#ports;
    // Random, but still longer than the pause before.
    const ownMs = Math.min(pauseMs * 2 ** attempt, LONGEST_PAUSE_MS) * (0.75 + random() / 2);
    const leftMs = Math.max(0, sendUntilMs - now());
    if (afterMs > leftMs) {
      this.#isPutOff = true;
      return;
    }
    await sleep(Math.min(Math.max(afterMs, ownMs), leftMs));
  }

  /** Once per run. */
  #pauseBeforeHalves(): Promise<void> {
    this.#halvingPause ??= this.#ports.sleep(this.#settings.halvingPauseMs);
    return this.#halvingPause;
  }

  async #deliverHalves(batch: readonly Series[]): Promise<void> {
    const middle = batch.length >> 1;
    await this.#deliver(batch.slice(0, middle));
    await this.#deliver(batch.slice(middle));
  }

  /** Later requests of the run get the same size. */
  async #deliverSmaller(batch: readonly Series[], bytes: number): Promise<void> {
    if (batch.length === 1) {
      this.#dropped["too-large"] += 1;
      this.#extraRequests += 1;
      this.#tooLargeBytes = Math.min(this.#tooLargeBytes, bytes);
      return;
    }
    this.#batches.maxBytes = Math.min(this.#batches.maxBytes, Math.ceil(bytes / 2));
    await this.#pauseBeforeHalves();
    await this.#deliverHalves(batch);
  }

  /** A receiver may have stored a part of a refused request; the same sample again changes nothing. */
  async #findRefused(batch: readonly Series[]): Promise<void> {
    if (await this.#isSuperseded(batch.length)) {
      return;
    }
    if (batch.length === 1) {
      this.#refusedSeries ??= describeSeries(batch[0]!);
    }
    if (batch.length === 1 || this.#extraRequests + 2 > MAX_EXTRA_REQUESTS) {
      this.#dropped.refused += batch.length;
      return;
    }
    this.#extraRequests += 2;
    await this.#pauseBeforeHalves();
    await this.#deliverHalves(batch);
  }
}
