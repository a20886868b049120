import { describe, expect, it } from "@jest/globals";
import { GATEWAY_RESPONSES, renderGatewayResponse } from "../../../lambda/respond/gateway-responses.ts";

describe("GATEWAY_RESPONSES", () => {
  it.each(Object.entries(GATEWAY_RESPONSES))("answers %s as a problem with the request id", (_, response) => {
    const problem = JSON.parse(renderGatewayResponse(response, "r-1"));
    expect(problem).toMatchObject({ instance: "r-1", code: expect.any(String), detail: expect.any(String) });
    expect(response.headers["Content-Type"]).toBe("application/problem+json");
    expect([undefined, problem.status]).toContain(response.statusCode);
  });

  it("has no other variable in its templates, since API Gateway would replace it", () => {
    for (const { template } of Object.values(GATEWAY_RESPONSES)) {
      expect(template.split("$")).toHaveLength(2);
      expect(template).not.toContain("#");
    }
  });

  it("explains to a client without a credential how to send one", () => {
    expect(GATEWAY_RESPONSES.UNAUTHORIZED.headers).toHaveProperty("WWW-Authenticate");
    expect(GATEWAY_RESPONSES.UNAUTHORIZED.template).toContain("curl -u");
  });

  it("says of each method which right it needs", () =>
    expect(GATEWAY_RESPONSES.ACCESS_DENIED.template).toMatch(
      /PUT, POST and DELETE need a grant that lists them under methods and, .*whose when matches its claims; GET needs a right to read .*a push is PUT or POST/,
    ));
});
