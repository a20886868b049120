#!/usr/bin/env bash
# Parses the completion script and the documentation's blocks of PowerShell, since no machine of the tests has PowerShell itself
# (tree-sitter with its grammar of PowerShell, from PyPI, in a virtual environment under .local/).
set -euo pipefail
cd "$(dirname "$0")/../.."
export PATH="$PWD/node_modules/.bin:$PATH" # Node 24, which reads TypeScript
venv=.local/tree-sitter
[ -x "$venv/bin/python" ] || { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check tree-sitter==0.26.1 tree-sitter-powershell==0.26.4; }
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
node cli/main.ts completion powershell >"$out/completion.ps1"
node test/docs/write-powershell.ts "$out"
"$venv/bin/python" test/pipelines/parse-powershell.py "$out"/*.ps1
