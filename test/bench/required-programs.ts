import { findProgram, findPushgateway } from "../support/real-components.ts";

/** This machine does not have a program. The message says how to install it. */
export class MissingProgram extends Error {}

/** The Pushgateway to start. */
export const requirePushgateway = (): string =>
  findPushgateway() ?? throwMissing("pushgateway", "prometheus-pushgateway");

/** The load generator. */
export const requireWrk = (): string => findProgram("wrk") ?? throwMissing("wrk", "wrk");

const throwMissing = (program: string, debianPackage: string): never => {
  throw new MissingProgram(
    `this benchmark needs ${program} on the PATH; on Debian and Ubuntu, apt-get install ${debianPackage} installs it`,
  );
};
