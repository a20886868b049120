import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Types that MiniStack's CloudFormation does not know ("Unrecognized resource types"). No request uses them. */
const UNKNOWN_TYPES = new Set([
  "AWS::EC2::EIP",
  "AWS::EC2::FlowLog",
  "AWS::EC2::NatGateway",
  "AWS::EC2::SecurityGroupEgress",
  "AWS::EC2::SecurityGroupIngress",
  "AWS::WAFv2::WebACLAssociation",
]);

interface Template {
  readonly Resources: Record<string, Resource>;
}

interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  DependsOn?: string | readonly string[];
}

/** Removes from a synthesised app what the emulator does not know. The templates for AWS are not changed. */
export const adaptAssembly = (folder: string): void => {
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".template.json"))) {
    const path = join(folder, file);
    const template = JSON.parse(readFileSync(path, "utf8")) as Template;
    const unknown = Object.entries(template.Resources)
      // Without it, a route to a NAT gateway has no target.
      .filter(([, { Type, Properties }]) => UNKNOWN_TYPES.has(Type) || "NatGatewayId" in (Properties ?? {}))
      .map(([id]) => id);
    for (const id of unknown) {
      delete template.Resources[id];
    }
    for (const resource of Object.values(template.Resources)) {
      if (resource.DependsOn === undefined) {
        continue;
      }
      resource.DependsOn = [resource.DependsOn].flat().filter((id) => !unknown.includes(id));
    }
    writeFileSync(path, JSON.stringify(template));
  }
};
