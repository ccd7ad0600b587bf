/** Every run of the specs tries the same cases; a failure prints the seed and the path of the smallest one. */
export const RUNS = { seed: 4715, numRuns: 300 };
