#!/bin/sh
. "$(dirname "$0")/request.sh"

snippet() {
# snippet:start
curl -sS --fail-with-body -H 'Accept: text/plain' -u "$CLIENT:$TOKEN" -X PUT \
  -d 'backup_duration_seconds 42.5' "$URL/metrics/job/nightly-backup/instance/$INSTANCE"
# snippet:end
}

send() {
  push_by_curl -d "@$here/payloads/$payload.prom"
}

run
