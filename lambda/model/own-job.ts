/** The job of the proxy's own metrics: no push may use it, and a right to read has it only where it names it. */
export const OWN_JOB = "pushgateway-proxy";
