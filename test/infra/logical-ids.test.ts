import { expect, it } from "@jest/globals";
import { synthesize } from "../support/synthesize.ts";

/** If the id of a retained resource changes, a new, empty one is created beside the old one. */
const templates = Object.entries(synthesize());

it.each(templates)("keeps the ids and exports of the %s stack", (_, template) => {
  const { Resources, Outputs = {} } = template.toJSON();
  const resources = Object.entries<{ Type: string }>(Resources)
    // Its id is a hash of everything that is deployed.
    .filter(([, { Type }]) => Type !== "AWS::ApiGateway::Deployment")
    .map(([id, { Type }]) => `${Type} ${id}`);
  const outputs = Object.entries<{ Export?: { Name: string } }>(Outputs).map(
    ([id, { Export }]) => `output ${id}${Export === undefined ? "" : ` as ${Export.Name}`}`,
  );
  expect([...resources, ...outputs].sort()).toMatchSnapshot();
});
