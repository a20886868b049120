import type { APIGatewayProxyEvent, Context } from "aws-lambda";

/** A Lambda function behind a proxy integration. Its answer is checked before it is used. */
export type IntegrationHandler = (event: APIGatewayProxyEvent, context: Context) => Promise<unknown>;
