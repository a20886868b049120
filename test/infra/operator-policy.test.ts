import { expect, it } from "@jest/globals";
import { synthesize } from "../support/synthesize.ts";

/** Values that CloudFormation fills in are shown as `{logical id}`. */
const fillIn = (part: string | { readonly "Fn::GetAtt": readonly [string, string] }): string =>
  typeof part === "string" ? part : `{${part["Fn::GetAtt"][0].replace(/[0-9A-F]{8}$/, "")}}`;

it("outputs the rights of an operator: to invoke the sweep function, and to read two logs", () => {
  const { Value } = synthesize().api.findOutputs("OperatorPolicy")["OperatorPolicy"]!;
  expect(JSON.parse(Value["Fn::Join"][1].map(fillIn).join(""))).toEqual({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: "lambda:InvokeFunction", Resource: "{NamedSweepFunction}" },
      { Effect: "Allow", Action: "logs:StartQuery", Resource: ["{PushAccessLog}", "{PushFunctionLog}"] },
      {
        Effect: "Allow",
        Action: ["logs:DescribeLogGroups", "logs:GetQueryResults", "logs:StopQuery"],
        Resource: "*",
      },
    ],
  });
});
