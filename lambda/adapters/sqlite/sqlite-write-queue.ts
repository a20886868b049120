import type { Unanswered } from "../../store/store.ts";

/** Runs this in a transaction, and throws if it fails. */
type Transact = <Value>(act: () => Value) => Value | Promise<Value>;

interface WaitingWrite {
  readonly key: string;
  /** Returns a function that reports the result to the caller once the transaction has succeeded. */
  readonly run: () => () => void;
  readonly fail: (cause: unknown) => void;
}

/**
 * Writes that arrive in one turn of the event loop share a transaction, which takes little more than that of one write.
 * A second write of the same item ends the wait, so that its caller learns of a conflict before a third one comes.
 * Otherwise writers of one item would refuse each other repeatedly.
 */
export class SqliteWriteQueue {
  readonly #transact: Transact;
  readonly #waiting: WaitingWrite[] = [];

  constructor(transact: Transact) {
    this.#transact = transact;
  }

  /** Unanswered when the transaction fails. */
  add<Outcome>(key: string, run: () => Outcome): Promise<Outcome | Unanswered> {
    return new Promise((resolve) => {
      const isSecond = this.#waiting.some((write) => write.key === key);
      this.#waiting.push({
        key,
        run: () => {
          const outcome = run();
          return () => resolve(outcome);
        },
        fail: (cause) => resolve({ kind: "unanswered", cause }),
      });
      if (isSecond) {
        void this.#writeWaiting();
      } else if (this.#waiting.length === 1) {
        setImmediate(() => void this.#writeWaiting());
      }
    });
  }

  async #writeWaiting(): Promise<void> {
    const writes = this.#waiting.splice(0);
    if (writes.length > 0) {
      await this.#writeTogether(writes);
    }
  }

  async #writeTogether(writes: readonly WaitingWrite[]): Promise<void> {
    try {
      const answers = await this.#transact(() => writes.map(({ run }) => run()));
      for (const answer of answers) {
        answer();
      }
    } catch (cause) {
      if (writes.length === 1) {
        writes[0]!.fail(cause);
        return;
      }
      // One write's bug must not affect the others.
      for (const write of writes) {
        await this.#writeTogether([write]);
      }
    }
  }
}
