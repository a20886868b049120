#!/bin/sh
. "$(dirname "$0")/request.sh"

snippet() {
# snippet:start
cat >backup.prom <<'END'
# HELP backup_duration_seconds Time that the last backup took
# TYPE backup_duration_seconds gauge
backup_duration_seconds 42.5
END
wget -nv -O - --content-on-error --header 'Accept: text/plain' \
  --auth-no-challenge --user "$CLIENT" --password "$TOKEN" \
  --method PUT --body-file backup.prom "$URL/metrics/job/nightly-backup/instance/$INSTANCE"
# snippet:end
}

send() {
  set -- --body-file "$here/payloads/$payload.prom"
  [ "$method" = DELETE ] && set --
  case $PROXY_SCHEME in
    bearer) set -- --header "Authorization: Bearer $CLIENT.$TOKEN" "$@" ;;
    *) set -- --auth-no-challenge --user "$CLIENT" --password "$TOKEN" "$@" ;;
  esac
  [ -n "$encoding" ] && set -- --header "Content-Encoding: $encoding" "$@"
  wget -nv -O - --content-on-error --header 'Accept: text/plain' --method "$method" "$@" "$URL$path"
}

run
