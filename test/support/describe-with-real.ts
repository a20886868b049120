import { describe } from "@jest/globals";

/**
 * A suite that needs real components. If one is missing, the suite is skipped under a name that says which. In CI
 * (CI=true) a missing component is a failure.
 */
export const describeWithReal = (
  name: string,
  components: Readonly<Record<string, string | undefined>>,
  suite: () => void,
): void => {
  const missing = Object.keys(components).filter((component) => components[component] === undefined);
  if (missing.length === 0) {
    describe(name, suite);
    return;
  }
  if (process.env["CI"] === "true") {
    throw new Error(`${name}: ${missing.join(", ")} must be installed in CI`);
  }
  describe.skip(`${name} (not run: ${missing.join(", ")} not found)`, suite);
};
