import { ResponseType, type RestApi } from "aws-cdk-lib/aws-apigateway";
import { GATEWAY_RESPONSES } from "../../lambda/respond/gateway-responses.ts";
import { toLiteral } from "./mock-answer.ts";

/** Gives the gateway's own answers the shape of every other refusal. */
export const addGatewayAnswers = (api: RestApi): void => {
  for (const [type, { statusCode, headers, template }] of Object.entries(GATEWAY_RESPONSES)) {
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
