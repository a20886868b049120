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

# lint CONFIG: the templates of one configuration. Synthesis and cfn-lint use one core, so both configurations are linted at once.
lint() {
  local folder
  folder="$out/$(basename "$1" .yaml)"
  CDK_DISABLE_CLI_TELEMETRY=true npx cdk synth --quiet --no-notices --context config="$1" --output "$folder" >&2
  "$venv/bin/cfn-lint" --ignore-checks W3005 -- "$folder"/*.template.json
}
lint proxy.yaml &
first=$!
lint test/infra/every-option.yaml
wait "$first"
echo "cfn-lint: no findings in $(ls "$out"/*/*.template.json | wc -l) templates"
