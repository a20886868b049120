import { type GatewayResponse, renderGatewayResponse } from "../../../lambda/respond/gateway-responses.ts";

/** What goes back to the client. */
export interface Answer {
  readonly statusCode: number;
  /** Names and values in turn, as node:http takes them; several lines may have one name. */
  readonly headerLines: readonly string[];
  readonly body: Buffer;
}

/** An answer that the gateway gives itself. */
export const toGatewayAnswer = (response: GatewayResponse, requestId: string): Answer => ({
  statusCode: response.statusCode ?? 400,
  headerLines: Object.entries(response.headers).flat(),
  body: Buffer.from(renderGatewayResponse(response, requestId)),
});
