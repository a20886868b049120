/** The usage of a deployment in a month. */
export interface Usage {
  readonly pushes: number;
  /** Of one push. */
  readonly series: number;
  /** The number of pushed groups. */
  readonly groups: number;
  /** New groups in the month that are deleted again, each with one push, such as those of CI runs. */
  readonly newGroups: number;
  /** With their own tokens. */
  readonly clients: number;
  /** Of signed tokens. Each CI job has its own. Pushes are spread evenly over clients and issuers. */
  readonly issuers: number;
  /** `none`: the page is scraped once a minute instead. @default the Pushgateway of the deployment */
  readonly pushgateway?: "none" | undefined;
  /** Undefined without remote write. */
  readonly remoteWrite?: RemoteWriteUsage | undefined;
}

export interface CostLine {
  readonly item: string;
  readonly usd: number;
  /** `fixed`: paid without a push. `callers`: grows with clients and issuers. `pushes`: grows with every push. */
  readonly kind: "fixed" | "callers" | "pushes";
}

/**
 * A destination of remote write. `sampleUsd` is its operator's price for 10 million samples; undefined: not counted.
 */
export interface RemoteWriteUsage {
  readonly sampleUsd?: number | undefined;
}
