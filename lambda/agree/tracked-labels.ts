// The stage and whoever wires it ask for them here; they are a matter of the configuration alone.
export { trackedLabels } from "../config/tracked-labels.ts";
