import { ENDPOINT_NAMES, type EndpointName, type ProxyConfig } from "./proxy-config.ts";
import type { WrittenConfig } from "./schema.ts";

/** The addresses of the proxy's own VPC, if the configuration names no others. */
const DEFAULT_CIDR = "10.91.0.0/20";

/** In the proxy's own VPC, the endpoints that it needs. In an existing VPC, only the configured ones. */
const toEndpoints = ({
  vpcId,
  endpoints,
  egress,
}: WrittenConfig["deployment"]["network"]): readonly EndpointName[] => {
  if (endpoints !== undefined && typeof endpoints !== "string") {
    return endpoints;
  }
  if (vpcId !== undefined || endpoints === "existing") {
    return [];
  }
  // A NAT gateway leads to all other services. An endpoint for S3 would also take images of registries that keep them
  // there, and its policy admits only those of ECR.
  return egress === "none" ? ENDPOINT_NAMES : ["dynamodb"];
};

export const toDeployment = (deployment: WrittenConfig["deployment"]): ProxyConfig["deployment"] => ({
  ...deployment,
  domain: deployment.domain,
  throttle: { requestsPerSecond: deployment.throttle.rate, burst: deployment.throttle.burst },
  network: {
    ...deployment.network,
    vpcId: deployment.network.vpcId,
    cidr: deployment.network.cidr ?? DEFAULT_CIDR,
    endpoints: toEndpoints(deployment.network),
    subnetIds: deployment.network.subnetIds,
    securityGroupIds: deployment.network.securityGroupIds,
  },
  alarms: { topicArn: deployment.alarms.topicArn, email: deployment.alarms.email },
  adopt: { fileSystemId: deployment.adopt.fileSystemId },
  reservedConcurrency: {
    authorizer: deployment.reservedConcurrency.authorizer,
    push: deployment.reservedConcurrency.push,
  },
});
