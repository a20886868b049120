#!/usr/bin/env bash
# Compares action.yml, the GitLab template, the snippets of docs/ci.md and compose.yaml with the schemas of GitHub, GitLab and Compose
# (check-jsonschema, from PyPI, in a virtual environment under .local/; it contains the schemas).
set -euo pipefail
cd "$(dirname "$0")/../.."
export PATH="$PWD/node_modules/.bin:$PATH" # Node 24, which reads TypeScript
venv=.local/check-jsonschema
[ -x "$venv/bin/check-jsonschema" ] || { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check check-jsonschema==0.39.0; }
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
node test/pipelines/write-schema-instances.ts "$out"
"$venv/bin/check-jsonschema" --builtin-schema vendor.github-actions action.yml
"$venv/bin/check-jsonschema" --builtin-schema vendor.github-workflows "$out"/workflow-*.yml
"$venv/bin/check-jsonschema" --builtin-schema vendor.gitlab-ci "$out"/gitlab-*.yml
"$venv/bin/check-jsonschema" --builtin-schema vendor.compose-spec compose.yaml
