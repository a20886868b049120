import { type GatewayResponse, renderGatewayResponse } from "../../../lambda/respond/gateway-responses.ts";

/** What goes back to the client. */
export interface Answer {
  readonly statusCode: number;
  /** Names and values in turn, as node:http takes them; several lines may have one name. */
  readonly headerLines: readonly string[];
  /** Text is sent together with the header in one write, bytes are not. */
  readonly body: string | Buffer;
}

/** An answer that the gateway gives itself. */
export const toGatewayAnswer = (response: GatewayResponse, requestId: string): Answer => ({
  statusCode: response.statusCode ?? 400,
  headerLines: Object.entries(response.headers).flat(),
  body: renderGatewayResponse(response, requestId),
});
