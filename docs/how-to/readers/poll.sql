-- Copies new feedback into a table of its own, each row once, however often it runs and wherever it is broken off:
-- psql "$DATABASE_URL" --set=ON_ERROR_STOP=1 --quiet --file=docs/how-to/readers/poll.sql
SET client_min_messages = warning;
CREATE SCHEMA IF NOT EXISTS pipeline;
CREATE TABLE IF NOT EXISTS pipeline.feedbacks (LIKE public.feedbacks, PRIMARY KEY (feedback_id));
CREATE TABLE IF NOT EXISTS pipeline.positions (table_name text PRIMARY KEY, last_id bigint NOT NULL);
INSERT INTO pipeline.positions VALUES ('feedbacks', 0) ON CONFLICT DO NOTHING;

-- Read committed: each statement sees what was committed before it. In a repeatable read the mark would be of no use.
BEGIN ISOLATION LEVEL READ COMMITTED;
SELECT last_id FROM pipeline.positions WHERE table_name = 'feedbacks' FOR UPDATE \gset
-- The mark in a statement of its own, before the rows.
SELECT safe_id FROM safe_marks WHERE table_name = 'feedbacks' \gset
INSERT INTO pipeline.feedbacks
SELECT * FROM public.feedbacks WHERE feedback_id > :last_id AND feedback_id <= :safe_id;
UPDATE pipeline.positions SET last_id = greatest(last_id, :safe_id) WHERE table_name = 'feedbacks';
COMMIT;
