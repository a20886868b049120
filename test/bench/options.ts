/** What the command line of `npm run bench` asks of a benchmark. */
export interface BenchOptions {
  readonly json: boolean;
  /** The folder of another checkout to compare with. */
  readonly against: string | undefined;
}
