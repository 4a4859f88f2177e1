#!/bin/sh
# Run by the database's container when its cluster is made.
set -eu
psql --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" --no-psqlrc --set=ON_ERROR_STOP=1 \
    --set=database="$POSTGRES_DB" --set=owner=epos_owner --set=application=epos_application \
    --set=owner_password="$POSTGRES_OWNER_PASSWORD" --set=application_password="$POSTGRES_APPLICATION_PASSWORD" \
    --file=/etc/epos/roles.sql
