import type { NetworkStack } from "./network.ts";
import type { PushgatewayStack } from "./pushgateway.ts";

/** The Pushgateway and its VPC, which `pushgateway: none` leaves out. */
export interface PushgatewayStacks {
  readonly network: NetworkStack;
  readonly pushgateway: PushgatewayStack;
}
