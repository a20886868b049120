/**
 * The key of a group at the Pushgateway. Authorisation, store and relay all use this one form: `job` first, other
 * labels sorted by name, no empty values (an empty label is the same as a missing one), valid Unicode.
 */
export class GroupingKey {
  readonly job: string;
  /** All labels except `job`, sorted by name. */
  readonly labels: readonly GroupingLabel[];
  /** The canonical path below the Pushgateway's root. Equal keys have equal paths, so it also identifies the group. */
  readonly path: string;

  private constructor(job: string, labels: readonly GroupingLabel[]) {
    this.job = job;
    this.labels = labels;
    this.path = labels.reduce(addComponents, `/metrics/job@base64/${toBase64Url(job)}`);
  }

  /**
   * Takes a key that is known to be valid: a job that is not empty, valid and unique label names. Labels with empty values
   * are dropped.
   */
  static of(job: string, labels: readonly GroupingLabel[]): GroupingKey {
    const kept = labels.filter(({ value }) => value !== "");
    return new GroupingKey(
      job,
      kept.sort((a, b) => (a.name < b.name ? -1 : 1)),
    );
  }

  /** The key of a canonical path, the inverse of {@link path}. Undefined if it is not canonical. */
  static ofPath(path: string): GroupingKey | undefined {
    const [empty, metrics, ...components] = path.split("/");
    if (empty !== "" || metrics !== "metrics") {
      return undefined;
    }
    const labels: GroupingLabel[] = [];
    for (let index = 0; index + 1 < components.length; index += 2) {
      const name = components[index]!.replace(/@base64$/, "");
      labels.push({ name, value: Buffer.from(components[index + 1]!, "base64url").toString("utf8") });
    }
    const [job, ...others] = labels;
    const key = job?.name === "job" ? GroupingKey.of(job.value, others) : undefined;
    return key?.path === path ? key : undefined;
  }

  /** The value of a label of the key, including `job`; undefined if it is not in the key. */
  get(name: string): string | undefined {
    if (name === "job") {
      return this.job;
    }
    for (const label of this.labels) {
      if (label.name === name) {
        return label.value;
      }
    }
    return undefined;
  }
}

export interface GroupingLabel {
  readonly name: string;
  readonly value: string;
}

const addComponents = (path: string, { name, value }: GroupingLabel): string =>
  `${path}/${name}@base64/${toBase64Url(value)}`;

const toBase64Url = (text: string): string => Buffer.from(text, "utf8").toString("base64url");

/** The job of the proxy's own metrics. No push may use it, and a right to read includes it only if it names it. */
export const OWN_JOB = "pushgateway-proxy";
