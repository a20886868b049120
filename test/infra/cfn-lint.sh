#!/usr/bin/env bash
# Lints the templates of proxy.yaml and of every option with AWS's own rules (cfn-lint, from PyPI, in a virtual
# environment under .local/).
# W3005 is ignored: the CDK also writes dependencies that a reference implies. They do no harm.
set -euo pipefail
cd "$(dirname "$0")/../.."
venv=.local/cfn-lint
[ -x "$venv/bin/cfn-lint" ] || { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check cfn-lint==1.58.0; }
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
for config in proxy.yaml test/infra/every-option.yaml; do
  CDK_DISABLE_CLI_TELEMETRY=true npx cdk synth --quiet --no-notices --context config="$config" --output "$out/$(basename "$config" .yaml)" >&2
done
"$venv/bin/cfn-lint" --ignore-checks W3005 -- "$out"/*/*.template.json
echo "cfn-lint: no findings in $(ls "$out"/*/*.template.json | wc -l) templates"
