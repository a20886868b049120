/** Contradictions in the network of the functions and the Pushgateway. */
import { quote } from "../model/issue.ts";
import type { Check } from "./config-issue.ts";
import { parseEcrImage } from "./ecr-image.ts";
import { ENDPOINT_NAMES } from "./proxy-config.ts";

/** From isolated subnets without endpoints the functions cannot reach the tables, and the Pushgateway not its image. */
const endpointsFitTheVpc: Check = ({ pushgateway, deployment: { network } }) => {
  if (pushgateway === "none") {
    return [];
  }
  const { vpcId, endpoints, egress, cidr } = network;
  const at = (key: string, text: string) => [{ path: ["deployment", "network", key], text }];
  if (vpcId !== undefined) {
    if (cidr !== undefined) {
      return at("cidr", "is of the VPC that is made; an existing one (vpcId) has its own");
    }
    if (egress === "nat") {
      return at("egress", "has no effect: an existing VPC (vpcId) has its own routes; remove it");
    }
    return endpoints === "create"
      ? at(
          "endpoints",
          `an existing VPC gets only the endpoints that are named, because others use it, too: list them, as in [${ENDPOINT_NAMES.join(", ")}]`,
        )
      : [];
  }
  if (Array.isArray(endpoints)) {
    return at(
      "endpoints",
      "a list is for an existing VPC (vpcId); a new one gets the endpoints that it needs",
    );
  }
  return endpoints === "existing" && egress === "none"
    ? at("endpoints", "a new VPC has no endpoints yet; create them, or name the VPC (vpcId)")
    : [];
};

/** Without a look-up the VPC's route tables and zones are not known, which endpoints need. */
const existingNetworkIsComplete: Check = ({ deployment: { network } }) => {
  const { vpcId, subnetIds, securityGroupIds, endpoints, scrapeFrom } = network;
  const named = [
    ...(subnetIds === undefined ? [] : ["subnetIds"]),
    ...(securityGroupIds === undefined ? [] : ["securityGroupIds"]),
  ];
  const at = (key: string, text: string) => ({ path: ["deployment", "network", key], text });
  return named.flatMap((key) => [
    ...(vpcId === undefined ? [at(key, "needs the VPC that it belongs to beside it (vpcId)")] : []),
    ...(Array.isArray(endpoints)
      ? [at(key, "needs endpoints: existing, because no endpoint is made here")]
      : []),
    ...(key === "securityGroupIds" && scrapeFrom.length > 0
      ? [
          at(
            "scrapeFrom",
            "has no effect on security groups that are named: let them admit Prometheus yourself",
          ),
        ]
      : []),
  ]);
};

const subnetsAreDistinct: Check = ({ deployment: { network } }) =>
  (network.subnetIds ?? []).flatMap((id, index, all) =>
    all.indexOf(id) === index
      ? []
      : [{ path: ["deployment", "network", "subnetIds", index], text: `${quote(id)} is listed twice` }],
  );

const imageCanBePulled: Check = ({ pushgateway, deployment: { network } }) =>
  pushgateway === "none" ||
  pushgateway.image === undefined ||
  network.vpcId !== undefined ||
  network.egress === "nat" ||
  parseEcrImage(pushgateway.image) !== undefined
    ? []
    : [
        {
          path: ["pushgateway", "image"],
          text:
            `isolated subnets cannot reach ${quote(pushgateway.image)}: name an image in ECR ` +
            "(<account>.dkr.ecr.<region>.amazonaws.com/<repository>:<tag>), leave it out, or set network.egress to nat",
        },
      ];

export const NETWORK_CHECKS: readonly Check[] = [
  endpointsFitTheVpc,
  existingNetworkIsComplete,
  subnetsAreDistinct,
  imageCanBePulled,
];
