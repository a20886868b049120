/** The stream for progress: standard error. */
export interface ProgressOutput {
  readonly write: (text: string) => void;
  /** Whether it is a terminal, where a line can be overwritten. */
  readonly isTerminal: boolean;
  readonly columns: number;
}

export interface Step {
  readonly done: number;
  /** Undefined: the total is not known. */
  readonly total: number | undefined;
  /** The current step. */
  readonly text: string;
}

export interface Progress {
  readonly show: (step: Step) => void;
  /** Removes the line: before every other output, and at the end. */
  readonly clear: () => void;
}

export interface ProgressPorts {
  readonly now: () => number;
  /** Calls `run` in this interval of milliseconds until it is told to stop. */
  readonly every: (ms: number, run: () => void) => () => void;
}

const TICK_MS = 1_000;
const BAR_WIDTH = 20;

/** The interval of lines outside a terminal, so that a job's log shows that it is running. */
const PLAIN_EVERY_MS = 30_000;

/**
 * Shows the progress of long work. On a terminal it is one line that is overwritten, with a bar and the seconds of this
 * step. Elsewhere it is a line each half minute. Its only control character is the carriage return.
 */
export const createProgress = (output: ProgressOutput, { now, every }: ProgressPorts): Progress => {
  let step: (Step & { readonly sinceMs: number }) | undefined;
  let width = 0;
  let plainAtMs = now();
  let stop: (() => void) | undefined;

  const draw = (): void => {
    if (step === undefined) {
      return;
    }
    const line = describe(step, Math.floor((now() - step.sinceMs) / 1_000));
    if (output.isTerminal) {
      // The last column stays free, since a full line may scroll.
      const cut = line.slice(0, output.columns - 1);
      output.write(`\r${cut.padEnd(width)}`);
      width = cut.length;
    } else if (now() - plainAtMs >= PLAIN_EVERY_MS) {
      plainAtMs = now();
      output.write(`${line}\n`);
    }
  };

  return {
    show: (next) => {
      step = { ...next, sinceMs: now() };
      draw();
      stop ??= every(TICK_MS, draw);
    },
    clear: () => {
      stop?.();
      stop = undefined;
      step = undefined;
      if (width > 0) {
        output.write(`\r${" ".repeat(width)}\r`);
        width = 0;
      }
    },
  };
};

const describe = ({ done, total, text }: Step, seconds: number): string => {
  const time = seconds === 0 ? "" : ` ${seconds} s`;
  if (total === undefined) {
    return `${text}${time}`;
  }
  const full = Math.round((done / Math.max(total, 1)) * BAR_WIDTH);
  return `${"█".repeat(full)}${"░".repeat(BAR_WIDTH - full)} ${done}/${total} ${text}${time}`;
};

/** A timer that does not keep the process alive. */
export const everyInterval: ProgressPorts["every"] = (ms, run) => {
  const timer = setInterval(run, ms);
  timer.unref();
  return () => clearInterval(timer);
};
