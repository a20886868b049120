import { ResponseType, type RestApi } from "aws-cdk-lib/aws-apigateway";
import { GATEWAY_RESPONSES, type GatewayResponse } from "../../lambda/respond/gateway-responses.ts";
import { toLiteral } from "./mock-answer.ts";

export interface GatewayAnswersProps {
  /** The admitted blocks of addresses; empty: all. */
  readonly allowedCidrs: readonly string[];
}

/** Gives the gateway's own answers the shape of every other refusal. */
export const addGatewayAnswers = (api: RestApi, { allowedCidrs }: GatewayAnswersProps): void => {
  const responses = allowedCidrs.length === 0 ? GATEWAY_RESPONSES : withAddressesNamed();
  for (const [type, { statusCode, headers, template }] of Object.entries<GatewayResponse>(responses)) {
    api.addGatewayResponse(type, {
      type: ResponseType.of(type),
      ...(statusCode !== undefined && { statusCode: String(statusCode) }),
      responseHeaders: Object.fromEntries(
        Object.entries(headers).map(([header, value]) => [header, toLiteral(value)]),
      ),
      templates: { "application/json": template },
    });
  }
};

/**
 * An address that is not admitted gets the same answer as a request for a method without a grant, so the answer must
 * explain both.
 */
const withAddressesNamed = (): Readonly<Record<string, GatewayResponse>> => {
  const { ACCESS_DENIED } = GATEWAY_RESPONSES;
  const problem: { readonly detail: string } = JSON.parse(ACCESS_DENIED.template);
  const detail = `this deployment does not admit the address that the request was sent from, or ${problem.detail}`;
  return {
    ...GATEWAY_RESPONSES,
    ACCESS_DENIED: { ...ACCESS_DENIED, template: JSON.stringify({ ...problem, detail }) },
  };
};
