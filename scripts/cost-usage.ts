/** What a deployment is used for in a month. */
export interface Usage {
  readonly pushes: number;
  /** Of one push. */
  readonly series: number;
  /** How many groups are pushed. */
  readonly groups: number;
  /** Groups that appear in the month and go again, each with one push, as those of CI whose key names the run. */
  readonly newGroups: number;
  /** With their own tokens. */
  readonly clients: number;
  /** Of signed tokens, and each job of CI has its own. Pushes are spread evenly over clients and issuers. */
  readonly issuers: number;
  /** `none`: the page is scraped once a minute instead. @default the Pushgateway of the deployment */
  readonly pushgateway?: "none" | undefined;
  /** Undefined: nothing is written to a receiver. */
  readonly remoteWrite?: RemoteWriteUsage | undefined;
}

export interface CostLine {
  readonly item: string;
  readonly usd: number;
  /** `fixed`: paid without a push; `callers`: grows with clients and issuers; `pushes`: grows with every one. */
  readonly kind: "fixed" | "callers" | "pushes";
}

/** Of a destination of remote write: `sampleUsd` is what its operator takes for 10 million samples; undefined: not counted. */
export interface RemoteWriteUsage {
  readonly sampleUsd?: number | undefined;
}
