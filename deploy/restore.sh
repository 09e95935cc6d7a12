#!/bin/bash
# Back to a copy, all of it or nothing: restore.sh touchline-….dump. What is there now is put aside as a
# copy of its own first. PGHOST and the like say where. The application must be stopped.
set -euo pipefail
folder=${2:-/backups}
copy=$folder/${1##*/}
aside=$folder/touchline-before-$(date -u +%Y%m%dT%H%M%SZ).dump
while [ -e "$aside" ]; do # twice in a second: never over what was put aside before
  sleep 1
  aside=$folder/touchline-before-$(date -u +%Y%m%dT%H%M%SZ).dump
done

pg_restore --file=- "$copy" | grep 'COPY public.alembic_version' >/dev/null
others=$(psql -XAtc "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
  AND pid <> pg_backend_pid() AND backend_type = 'client backend'")
if [ "$others" != 0 ]; then
  echo 'Touchline is running. Please stop it first.' >&2
  exit 1
fi
if [ "$(psql -XAtc "SELECT count(*) FROM pg_tables WHERE tablename = 'alembic_version'")" != 0 ]; then
  pg_dump --format=custom --no-owner --file="$aside.part"
  sync "$aside.part"
  mv "$aside.part" "$aside"
fi

# Whatever breaks off in between, there is no COMMIT then.
{
  cat <<'SQL'
BEGIN;
DO $$ DECLARE each record; BEGIN
  FOR each IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('DROP TABLE IF EXISTS public.%I CASCADE', each.tablename);
  END LOOP;
END $$;
SQL
  pg_restore --no-owner --file=- "$copy" && echo 'COMMIT;'
} | psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --file=- >/dev/null
echo "Everything is as it was in $copy."
if [ -e "$aside" ]; then echo "What was there until now: $aside"; fi
