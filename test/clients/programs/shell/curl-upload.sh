#!/bin/sh
. "$(dirname "$0")/request.sh"

snippet() {
# snippet:start
cat >backup.prom <<'END'
# HELP backup_duration_seconds Time that the last backup took
# TYPE backup_duration_seconds gauge
backup_duration_seconds 42.5
END
curl -sS --fail-with-body -H 'Accept: text/plain' -u "$CLIENT:$TOKEN" \
  -T backup.prom "$URL/metrics/job/nightly-backup/instance/$INSTANCE"
# snippet:end
}

send() {
  push_by_curl -T "$here/payloads/$payload.prom"
}

run
