#!/usr/bin/env bash
# A signed GET with nothing but curl and openssl, as it is done by hand.
#
#   signed_get.sh ADDRESS KEY HMAC|RSA|ED25519 SECRET [QUERY]
#
# SECRET is the HMAC secret, or the file of the private key. Prints the body of the answer and, in a
# line of its own, the HTTP status.
set -euo pipefail

address=$1 key=$2 type=$3 secret=$4 query=${5:-}
query=${query:+$query&}timestamp=$(date +%s%3N)

case $type in
  HMAC)
    signature=$(printf %s "$query" | openssl dgst -sha256 -hmac "$secret" | cut -d' ' -f2)
    ;;
  RSA)
    signature=$(printf %s "$query" | openssl dgst -sha256 -sign "$secret" | openssl base64 -A)
    ;;
  ED25519)
    payload=$(mktemp)
    trap 'rm -f "$payload"' EXIT
    printf %s "$query" >"$payload" # without a hash openssl signs nothing but files
    signature=$(openssl pkeyutl -sign -rawin -inkey "$secret" -in "$payload" | openssl base64 -A)
    ;;
esac

curl -sS -G "$address" -H "X-MBX-APIKEY: $key" \
  --data "$query" --data-urlencode "signature=$signature" -w '\n%{http_code}\n'
