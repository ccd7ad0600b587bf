// Prints every feedback and every rating once, as lines of JSON; a replaced rating comes again. It asks once a second, and
// notes how far it has come in a file: DATABASE_URL=postgres://… node docs/how-to/readers/poll.mjs position.json
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const PAGE = 1000;
const [file = 'position.json'] = process.argv.slice(2);
const position = existsSync(file)
  ? JSON.parse(readFileSync(file, 'utf8'))
  : { feedback: 0, rating: ['-infinity', 0, 0] };

// Times as text: a Date would cut off their microseconds.
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, String);
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
const client = new pg.Client(process.env.DATABASE_URL);
await client.connect();

let isEnding = false;
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => (isEnding = true));

/** Hands rows on, then notes the position: a crash in between repeats them. Into a database, write both in one transaction. */
function handOn(table, rows) {
  for (const row of rows) process.stdout.write(`${JSON.stringify({ table, ...row })}\n`);
  writeFileSync(`${file}.new`, JSON.stringify(position));
  renameSync(`${file}.new`, file);
}

while (!isEnding) {
  // The mark first, in a statement of its own: what it calls safe, the statements after it can see.
  const marks = await client.query('SELECT table_name, safe_before, safe_id FROM safe_marks');
  const mark = Object.fromEntries(marks.rows.map((row) => [row.table_name, row]));

  const feedback = await client.query(
    `SELECT * FROM feedbacks WHERE feedback_id > $1 AND feedback_id <= $2 ORDER BY feedback_id LIMIT ${PAGE}`,
    [position.feedback, mark.feedbacks.safe_id],
  );
  position.feedback = feedback.rows.at(-1)?.feedback_id ?? position.feedback;
  handOn('feedbacks', feedback.rows);

  const ratings = await client.query(
    `SELECT * FROM ratings WHERE (updated_at, user_id, movie_id) > ($1, $2, $3) AND updated_at < $4
     ORDER BY updated_at, user_id, movie_id LIMIT ${PAGE}`,
    [...position.rating, mark.ratings.safe_before],
  );
  const last = ratings.rows.at(-1);
  if (last) position.rating = [last.updated_at, last.user_id, last.movie_id];
  handOn('ratings', ratings.rows);

  if (feedback.rows.length < PAGE && ratings.rows.length < PAGE) await sleep(isEnding ? 0 : 1000);
}
await client.end();
