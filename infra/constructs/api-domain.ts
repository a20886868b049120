import { CfnOutput } from "aws-cdk-lib";
import {
  DomainName,
  EndpointAccessMode,
  EndpointType,
  type RestApi,
  SecurityPolicy,
} from "aws-cdk-lib/aws-apigateway";
import { Certificate } from "aws-cdk-lib/aws-certificatemanager";
import { Construct } from "constructs";
import type { DomainConfig } from "../../lambda/config/proxy-config.ts";

export interface ApiDomainProps {
  readonly domain: DomainConfig;
  readonly api: RestApi;
}

/** A custom host name with the API at its root. The owner creates its DNS record. */
export class ApiDomain extends Construct {
  constructor(scope: Construct, id: string, { domain, api }: ApiDomainProps) {
    super(scope, id);
    const name = new DomainName(this, "Name", {
      domainName: domain.name,
      certificate: Certificate.fromCertificateArn(this, "Certificate", domain.certificateArn),
      endpointType: EndpointType.REGIONAL,
      securityPolicy: SecurityPolicy.TLS13_1_2_PQ_2025_09,
      endpointAccessMode: EndpointAccessMode.STRICT,
    });
    name.addBasePathMapping(api, { stage: api.deploymentStage });
    new CfnOutput(this, "Alias", {
      description: `Make ${domain.name} an alias (or a CNAME) of it`,
      value: name.domainNameAliasDomainName,
    });
  }
}
