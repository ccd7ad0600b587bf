/** The middle one of the values, by size; of an even number the upper one of the two. */
export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/**
 * How the turns of one subject compare with those of another, round by round: the median of the ratios. What else the
 * machine does changes from round to round, and falls on both turns of one.
 */
export const medianRatio = (turns: readonly number[], references: readonly number[]): number =>
  median(turns.map((turn, round) => turn / references[round]));

/**
 * Measures several subjects in turns, so that what else the machine does falls on all of them alike. The first round
 * warms up and is not counted.
 * @param measure one turn of one subject
 * @returns the counted turns of each subject, in the order of the subjects
 */
export async function takeTurns<Subject, Turn>(
  subjects: readonly Subject[],
  rounds: number,
  measure: (subject: Subject, round: number) => Promise<Turn>,
): Promise<Turn[][]> {
  const turns = subjects.map((): Turn[] => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [at, subject] of subjects.entries()) {
      const turn = await measure(subject, round);
      if (round > 0) turns[at].push(turn);
    }
  }
  return turns;
}
