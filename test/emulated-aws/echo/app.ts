// An API with one function, which returns its event.
import { App, Stack } from "aws-cdk-lib";
import { LambdaIntegration, RestApi } from "aws-cdk-lib/aws-apigateway";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";

const stack = new Stack(new App({ analyticsReporting: false }), "echo");
const api = new RestApi(stack, "Api", {
  deployOptions: { stageName: "stage" },
  binaryMediaTypes: ["*/*"],
  cloudWatchRole: false,
});
const echo = new LambdaFunction(stack, "Echo", {
  runtime: Runtime.NODEJS_24_X,
  handler: "index.handler",
  code: Code.fromInline(
    "exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });",
  ),
});
api.root.addResource("{proxy+}").addMethod("ANY", new LambdaIntegration(echo));
