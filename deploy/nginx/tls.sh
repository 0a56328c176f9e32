#!/bin/sh
# A certificate of our own signing where the operator has put none, so that the first start works.
set -eu
cd /etc/nginx/tls
if [ ! -s cert.pem ] || [ ! -s key.pem ]; then
    openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj "/CN=localhost" \
        -addext "subjectAltName=DNS:localhost,IP:127.0.0.1" -keyout key.pem -out cert.pem
fi
