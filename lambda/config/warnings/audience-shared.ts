import { quote } from "../../model/issue.ts";
import type { Warning } from "../config-issue.ts";

/**
 * A token is accepted by every service that expects its audience. Services that expect the same audience can use the tokens
 * that they receive at this deployment.
 */
export const audienceShared: Warning = ({ issuers }) =>
  issuers.flatMap(({ audience, issuer }, index) => {
    const description = describeSharedAudience(audience, issuer);
    if (description === undefined) {
      return [];
    }
    const text =
      `${quote(audience)} is ${description}: a token that was made for them is accepted here, and they can use a token ` +
      "that was made for here; choose a name that you use for nothing else, such as the URL of this deployment";
    return [{ path: ["issuers", index, "audience"], text }];
  });

const describeSharedAudience = (audience: string, issuer: string): string | undefined =>
  audience === issuer
    ? "the issuer's own address, the default for all services that expect its tokens"
    : SHARED.find(({ audience: shared }) => shared.test(audience))?.description;

const SHARED: readonly { readonly audience: RegExp; readonly description: string }[] = [
  // https://github.com/aws-actions/configure-aws-credentials#oidc
  { audience: /^sts\.amazonaws\.com(\.cn)?$/, description: "what services of AWS expect" },
  // https://learn.microsoft.com/entra/workload-id/workload-identity-federation-create-trust
  { audience: /^api:\/\/AzureADTokenExchange/, description: "what services of Azure expect" },
  // https://cloud.google.com/iam/docs/workload-identity-federation-with-deployment-pipelines
  { audience: /^(https:)?\/\/iam\.googleapis\.com\//, description: "what services of Google Cloud expect" },
  // https://docs.sigstore.dev/certificate_authority/oidc-in-fulcio/
  { audience: /^sigstore$/, description: "what services of Sigstore expect" },
  // https://docs.pypi.org/trusted-publishers/internals/
  { audience: /^(test)?pypi$/, description: "what services of PyPI expect" },
  // https://docs.github.com/en/actions/reference/security/oidc: the default of GitHub.
  {
    audience: /^https:\/\/github\.com\/[^/]+\/?$/,
    description: "the default for all services that the jobs of that owner use",
  },
  { audience: /^pushgateway-proxy$/, description: "what other deployments of this project expect" },
  {
    audience: /(^|\/\/|\.)example(\.(com|org|net))?(?=[:/]|$)/,
    description: "an example, which other deployments have copied",
  },
];
