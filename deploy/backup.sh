#!/bin/bash
# One copy of everything, read to its end and on disk; only after that do old ones go: all of the last
# day stay, then the last one of each day for 30 days. PGHOST and the like say of what.
set -euo pipefail
folder=${1:-/backups}
copy=$folder/touchline-$(date -u +%Y%m%dT%H%M%SZ).dump

find "$folder" -name 'touchline-*.part' -mmin +60 -delete
pg_dump --format=custom --no-owner --file="$copy.part"
pg_restore --file=- "$copy.part" | grep 'COPY public.alembic_version' >/dev/null
chmod 600 "$copy.part"
sync "$copy.part"
mv "$copy.part" "$copy"
sync "$folder"

day=
for each in $(ls -r "$folder"/touchline-*.dump); do
  of=${each%T*}
  [ "$of" = "$day" ] && find "$each" -mmin +1440 -delete
  day=$of
done
find "$folder" -name 'touchline-*.dump' -mmin +43200 -delete
