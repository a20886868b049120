/** An issuer whose tokens are documented. */
export interface KnownIssuer {
  readonly name: string;
  /** Of the `iss` claim. */
  readonly issuer: RegExp;
  /** Every claim that a token can have, standard ones aside. */
  readonly claims: ReadonlySet<string>;
  /** Claims with user-defined names start with this. */
  readonly claimPrefix?: string;
  /**
   * Claims that identify the owner of a job. A public issuer signs tokens for everyone's jobs, and these distinguish
   * them.
   */
  readonly owners: ReadonlySet<string>;
  /** Claims whose value a person can choose who may run jobs for one owner, for instance with a new branch. */
  readonly chosen: ReadonlySet<string>;
}

/** RFC 7519, section 4.1. */
const STANDARD_CLAIMS = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];

/**
 * https://docs.github.com/en/actions/reference/security/oidc, with `sha`, `environment_node_id` and `issuer_scope` of
 * https://token.actions.githubusercontent.com/.well-known/openid-configuration, and `ref_protected`, which tokens
 * contain (https://github.com/pypi/warehouse/blob/main/warehouse/oidc/models/github.py).
 */
const GITHUB: KnownIssuer = {
  name: "GitHub Actions",
  issuer: /^https:\/\/token\.actions\.(githubusercontent\.com|[a-z0-9-]+\.ghe\.com)(\/[^/]+)?$/,
  claims: new Set([
    ...STANDARD_CLAIMS,
    ...["actor", "actor_id", "base_ref", "check_run_id", "enterprise", "enterprise_id", "environment"],
    ...[
      "environment_node_id",
      "event_name",
      "head_ref",
      "issuer_scope",
      "job_workflow_ref",
      "job_workflow_sha",
    ],
    ...["ref", "ref_protected", "ref_type", "repository", "repository_id", "repository_owner"],
    ...["repository_owner_id", "repository_visibility", "run_attempt", "run_id", "run_number"],
    ...["runner_environment", "sha", "workflow", "workflow_ref", "workflow_sha"],
  ]),
  claimPrefix: "repo_property_",
  // Not job_workflow_ref: every repository can call a workflow of a public one ("Access to reusable workflows" in
  // https://docs.github.com/en/actions/reference/workflows-and-actions/reusable-workflows). Not the actor: who opens an issue
  // in any repository, or stars it, can start its workflows
  // (https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows).
  owners: new Set([
    ...["sub", "enterprise", "enterprise_id", "repository", "repository_id", "repository_owner"],
    ...["repository_owner_id", "workflow_ref"],
  ]),
  chosen: new Set([
    ...["sub", "base_ref", "head_ref", "ref", "sha", "environment", "environment_node_id", "check_run_id"],
    ...["job_workflow_ref", "job_workflow_sha", "run_attempt", "run_id", "run_number"],
    ...["workflow", "workflow_ref", "workflow_sha"],
  ]),
};

/**
 * https://docs.gitlab.com/ci/secrets/id_token_authentication/ (Token payload), with the `job_` claims of
 * https://gitlab.com/gitlab-org/gitlab/-/issues/459001 and https://gitlab.com/gitlab-org/gitlab/-/work_items/563038.
 */
const GITLAB: KnownIssuer = {
  name: "GitLab.com",
  issuer: /^https:\/\/gitlab\.com$/,
  claims: new Set([
    ...STANDARD_CLAIMS,
    ...["ci_config_ref_uri", "ci_config_sha", "deployment_tier", "environment", "environment_action"],
    ...["environment_protected", "groups_direct", "job_id", "job_namespace_id", "job_namespace_path"],
    ...["job_policy_ref_sha", "job_policy_ref_uri", "job_project_id", "job_project_path", "job_source"],
    ...["namespace_id", "namespace_path", "pipeline_id", "pipeline_source", "project_id", "project_path"],
    ...["project_visibility", "ref", "ref_path", "ref_protected", "ref_type", "runner_environment"],
    ...["runner_id", "sha", "user_access_level", "user_email", "user_id", "user_identities", "user_login"],
  ]),
  // Not runner_id: instance runners run everybody's jobs (https://docs.gitlab.com/ci/runners/runners_scope/).
  owners: new Set([
    ...["sub", "ci_config_ref_uri", "job_namespace_id", "job_namespace_path", "job_project_id"],
    ...["job_project_path", "namespace_id", "namespace_path", "project_id", "project_path"],
    ...["user_email", "user_id", "user_login"],
  ]),
  chosen: new Set([
    ...["sub", "ref", "ref_path", "sha", "environment", "deployment_tier", "job_id", "pipeline_id"],
    ...["ci_config_ref_uri", "ci_config_sha"],
  ]),
};

const KNOWN_ISSUERS: readonly KnownIssuer[] = [GITHUB, GITLAB];

export const findKnownIssuer = (issuer: string): KnownIssuer | undefined =>
  KNOWN_ISSUERS.find((known) => known.issuer.test(issuer));

export const hasClaim = ({ claims, claimPrefix }: KnownIssuer, name: string): boolean =>
  claims.has(name) || (claimPrefix !== undefined && name.startsWith(claimPrefix));
