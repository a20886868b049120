/**
 * The processor time of this process, in ms, that `run` takes. Tests of what is slow compare it, because the wall clock
 * would include other processes of a busy machine.
 */
export const processorTimeMs = (run: () => void): number => {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
};
