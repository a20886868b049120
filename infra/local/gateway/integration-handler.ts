import type { APIGatewayProxyEvent, Context } from "aws-lambda";

/** A Lambda function behind a proxy integration. What it answers is checked before it goes anywhere. */
export type IntegrationHandler = (event: APIGatewayProxyEvent, context: Context) => Promise<unknown>;
