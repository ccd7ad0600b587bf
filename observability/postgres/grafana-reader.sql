-- The role that Grafana reads the tables by; psql, with the variable `password`. It may run again and again.
-- A viewer of a dashboard can send any SQL through it, so it can write nothing, and nothing runs long.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'grafana_reader') THEN
    CREATE ROLE grafana_reader;
  END IF;
END $$;
ALTER ROLE grafana_reader LOGIN NOINHERIT PASSWORD :'password';
ALTER ROLE grafana_reader SET default_transaction_read_only = on;
ALTER ROLE grafana_reader SET statement_timeout = '10s';
GRANT USAGE ON SCHEMA public TO grafana_reader;
-- Tables that are there, and those that the service has yet to make.
GRANT SELECT ON ALL TABLES IN SCHEMA public TO grafana_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO grafana_reader;
