import {
  GATEWAY_RESPONSES,
  type GatewayResponse,
  type GatewayResponseType,
  renderGatewayResponse,
} from "../../../lambda/respond/gateway-responses.ts";

/** An answer to the client. */
export interface Answer {
  readonly statusCode: number;
  /** Names and values alternate, as node:http takes them. Several lines may have the same name. */
  readonly headerLines: readonly string[];
  /** Text is written together with the header, bytes separately. */
  readonly body: string | Buffer;
}

/** An answer of the gateway itself. */
export const toGatewayAnswer = (response: GatewayResponse, requestId: string): Answer => ({
  statusCode: response.statusCode ?? 400,
  headerLines: Object.entries(response.headers).flat(),
  body: renderGatewayResponse(response, requestId),
});

/** The gateway's own answer of this type. */
export const refuse = (type: GatewayResponseType, { requestId }: { readonly requestId: string }): Answer =>
  toGatewayAnswer(GATEWAY_RESPONSES[type], requestId);
