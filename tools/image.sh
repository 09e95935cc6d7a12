#!/bin/bash
# Builds the Dockerfile and starts what it makes, without a Docker engine and without a registry of images.
#
#   make image          as root on Debian; needs the packages buildah and debootstrap (about 5 minutes, 4 GB)
#
# The base of the Dockerfile (its argument BASE) is replaced by a Debian made here with debootstrap. All else is as in
# the file: the same steps, the same user, the same command, the same health check. Everything lies in build/image.
# BASE_SUITE names another release of Debian, and DEBIAN_MIRROR where to fetch it from.
set -euo pipefail
cd "$(dirname "$0")/.."

for command in buildah debootstrap; do
    command -v "$command" >/dev/null || { echo "On Debian: apt-get install --no-install-recommends buildah debootstrap" >&2; exit 1; }
done
[ "$(id -u)" = 0 ] || { echo "This needs root, for debootstrap and for the container's own users." >&2; exit 1; }

here=$PWD/build/image
port=${PORT:-18765}
base=localhost/debian-python image=localhost/touchline
mkdir -p "$here"
printf '[storage]\ndriver = "vfs"\nrunroot = "%s/run"\ngraphroot = "%s/images"\n' "$here" "$here" >"$here/storage.conf"
export CONTAINERS_STORAGE_CONF=$here/storage.conf STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot
say() { echo "[$(date +%T)] $*"; }

if ! buildah inspect --type image "$base" >/dev/null 2>&1; then
    say "A small Debian with Python …"
    rm -rf "$here/debian"
    debootstrap --variant=minbase --include=python3,python3-venv,ca-certificates \
        "${BASE_SUITE:-bookworm}" "$here/debian" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"} >"$here/debootstrap.log" ||
        { tail -20 "$here/debootstrap.log" >&2; exit 1; }
    # Where this machine trusts authorities of its own, the build must trust them as well.
    bundle=/etc/ssl/certs/ca-certificates.crt
    if [ -e "$bundle" ]; then
        cat "$bundle" >"$here/debian$bundle"
        printf '[global]\ncert = %s\n' "$bundle" >"$here/debian/etc/pip.conf"
        printf 'cafile = %s\n' "$bundle" >"$here/debian/root/.npmrc"
    fi
    container=$(buildah from scratch)
    buildah copy -q "$container" "$here/debian" / >/dev/null
    buildah commit -q "$container" "$base" >/dev/null
    buildah rm "$container" >/dev/null
    rm -rf "$here/debian"
fi

say "The image, as the Dockerfile says …"
# Without --format docker the health check would be dropped.
buildah bud --format docker --pull-never --build-arg BASE="$base" -t "$image" . >"$here/build.log" 2>&1 ||
    { tail -40 "$here/build.log" >&2; exit 1; }

say "Starting it …"
container=$(buildah from --pull-never "$image")
end() {
    if [ -n "${server:-}" ] && kill -0 "$server" 2>/dev/null; then
        kill -TERM "$(in_it cat /tmp/pid)"  # chroot isolation has no process ids of its own
        wait "$server" || true
    fi
    buildah rm "$container" >/dev/null 2>&1 || true
}
trap end EXIT
in_it() { buildah run --env PORT="$port" --env TOUCHLINE_SECRET=for-this-trial-only-and-long-enough "$container" -- "$@"; }
read_json() { buildah inspect --type image "$image" | python3 -c "import json, sys; c = json.load(sys.stdin)['Docker']['config']; $1"; }
mapfile -t command < <(read_json 'print(*c["Cmd"], sep="\n")')
mapfile -t health < <(read_json 'print(*c["Healthcheck"]["Test"][1:], sep="\n")')

in_it sh -c 'echo $$ >/tmp/pid; exec "$@"' start "${command[@]}" >"$here/server.log" 2>&1 &
server=$!
for ((tries = 0; ; tries++)); do
    if in_it "${health[@]}" >"$here/health.log" 2>&1; then break; fi
    kill -0 "$server" 2>/dev/null || { echo "It ended:" >&2; cat "$here/server.log" >&2; exit 1; }
    ((tries < 40)) || { echo "Its health check never passed:" >&2; cat "$here/server.log" "$here/health.log" >&2; exit 1; }
    sleep 0.5
done
say "Its health check passes."
in_it /venv/bin/python -c "
import os, sys, urllib.request as u
page = u.urlopen('http://127.0.0.1:$port/').read().decode()
assert 'Touchline' in page and '<form' in page, page[:500]
sheet = page.split('/static/vendor/')[1].split('\"')[0]
assert len(u.urlopen('http://127.0.0.1:$port/static/vendor/' + sheet).read()) > 1000
assert os.getuid() == 10001, os.getuid()
print('It answers its first page and its style sheet; user', os.getuid(), 'Python', sys.version.split()[0])
"
if in_it touch /touchline/app/written 2>/dev/null; then echo "Its user may write into the program." >&2; exit 1; fi
kill -TERM "$(in_it cat /tmp/pid)"
began=$SECONDS
wait "$server" || true
((SECONDS - began < 10)) || { echo "It took $((SECONDS - began)) seconds to stop." >&2; exit 1; }
say "It stopped when it was asked to. The image: $(buildah images --format '{{.Size}}' "$image")."
