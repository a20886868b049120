import {
  AuthorizationType,
  ContentHandling,
  type IResource,
  type Method,
  MockIntegration,
  PassthroughBehavior,
} from "aws-cdk-lib/aws-apigateway";
import type { GatewayResponse } from "../../lambda/respond/gateway-responses.ts";

/**
 * Lets API Gateway answer by itself, without a function or an authorizer. If every type is binary, a MOCK integration
 * answers 500 ("Unable to transform request") unless both sides are converted to text and only requests with a template
 * pass; a request whose type has no template gets the gateway response UNSUPPORTED_MEDIA_TYPE.
 */
export const addMockMethod = (resource: IResource, method: string, answer: GatewayResponse): Method => {
  if (answer.statusCode === undefined) {
    throw new TypeError(`${method} ${resource.path} needs a status`);
  }
  const statusCode = String(answer.statusCode);
  const headers = Object.entries(answer.headers).map(
    ([name, value]) => [`method.response.header.${name}`, toLiteral(value)] as const,
  );
  const integration = new MockIntegration({
    contentHandling: ContentHandling.CONVERT_TO_TEXT,
    passthroughBehavior: PassthroughBehavior.NEVER,
    requestTemplates: Object.fromEntries(REQUEST_TYPES.map((type) => [type, `{"statusCode":${statusCode}}`])),
    integrationResponses: [
      {
        statusCode,
        contentHandling: ContentHandling.CONVERT_TO_TEXT,
        responseParameters: Object.fromEntries(headers),
        responseTemplates: { "application/json": answer.template },
      },
    ],
  });
  return resource.addMethod(method, integration, {
    authorizationType: AuthorizationType.NONE,
    methodResponses: [
      { statusCode, responseParameters: Object.fromEntries(headers.map(([name]) => [name, true])) },
    ],
  });
};

/** Quotes a text for API Gateway's mappings. */
export const toLiteral = (value: string): string => `'${value}'`;

/** Content types that clients of a Pushgateway send. A missing type counts as `application/json`. */
const REQUEST_TYPES = [
  "application/json",
  "application/openmetrics-text",
  "application/vnd.google.protobuf",
  "application/x-www-form-urlencoded",
  "text/plain",
];
