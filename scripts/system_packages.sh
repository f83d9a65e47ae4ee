#!/usr/bin/env bash
# Installs what the tests need from the system: Chromium for the browser tests and a Japanese font
# for its pictures. Says nothing and does nothing where all is there; where it may not install, it
# says which packages are missing and goes on.
set -euo pipefail

missing=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || missing+=(chromium)
fc-list 2>/dev/null | grep -qi "cjk\|gothic" || missing+=(fonts-noto-cjk fontconfig)
[ ${#missing[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null; then
    echo "missing for the browser tests: ${missing[*]} (no apt-get here: install them by hand)" >&2
    exit 0
fi
run=()
if [ "$(id -u)" -ne 0 ]; then
    if sudo -n true 2>/dev/null; then run=(sudo -n); else
        echo "missing for the browser tests: sudo apt-get install ${missing[*]}" >&2
        exit 0
    fi
fi
echo "installing ${missing[*]}" >&2
"${run[@]}" apt-get update -qq
DEBIAN_FRONTEND=noninteractive "${run[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
