/** What became of one row that was handed to the writer. */
export type Outcome<Row> = Stored<Row> | Refused;

/** The row as it stands in the table: made by this request, or there already with the same content. */
export interface Stored<Row> {
  readonly outcome: 'created' | 'identical';
  readonly row: Row;
}

/** There already with other content, or at odds with what the tables say; `detail` is a sentence for the client. */
export interface Refused {
  readonly outcome: 'conflict' | 'invalid';
  readonly detail: string;
}

/** The outcome of a row that breaks a rule of the table itself. */
export const refusedByDatabase = (error: Error): Refused => ({
  outcome: 'invalid',
  detail: `The database refuses the row (SQLSTATE ${(error as { code?: string }).code})`,
});
