# What the programs of this folder share: sh PROGRAM ACTION PAYLOAD, the rest from the environment (see ../README.md).
here=$(dirname "$0")
action=$1
payload=$2
URL=$PROXY_URL CLIENT=$PROXY_CLIENT TOKEN=$PROXY_TOKEN INSTANCE=$PROXY_VALUE

case $action in
  push) method=PUT ;;
  pushadd) method=POST ;;
  delete) method=DELETE ;;
esac

encoding=
[ "$payload" = encoded ] && encoding=br payload=extra

# Any value, the empty one too: base64 with the alphabet of URLs.
encode() {
  encoded=$(printf %s "$1" | base64 -w0 | tr '+/' '-_')
  echo "${encoded:-=}"
}

path=/metrics/job/$PROXY_JOB
[ -n "${PROXY_LABEL+set}" ] && path=$path/$PROXY_LABEL@base64/$(encode "$PROXY_VALUE")

# push_by_curl OPTION…: with the options that say what is sent, which a DELETE has not.
push_by_curl() {
  [ "$method" = DELETE ] && set --
  case $PROXY_SCHEME in
    bearer) set -- --oauth2-bearer "$CLIENT.$TOKEN" "$@" ;;
    *) set -- -u "$CLIENT:$TOKEN" "$@" ;;
  esac
  [ -n "$encoding" ] && set -- -H "Content-Encoding: $encoding" "$@"
  curl -sS --fail-with-body -H 'Accept: text/plain' -X "$method" "$@" "$URL$path"
}

# report COMMAND…: runs it and tells, as JSON, what its user sees.
report() {
  seen=$("$@" 2>&1)
  status=$?
  if [ "$status" -eq 0 ]; then
    echo '{"ok":true}'
  else
    text=$(echo "$seen" | sed 's/\\/\\\\/g; s/"/\\"/g' | awk '{ printf "%s%s", separator, $0; separator = "\\n" }')
    printf '{"ok":false,"error":"%s\\nexit status %s"}\n' "$text" "$status"
  fi
}

run() {
  if [ "$action" = snippet ]; then report snippet; else report send; fi
}
