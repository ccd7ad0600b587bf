/** What was thrown as an Error of this realm: `instanceof` knows no other's, as a test runner's modules have one. */
export function asError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  const { message = String(thrown), code } = (thrown ?? {}) as { message?: string; code?: unknown };
  return Object.assign(new Error(message, { cause: thrown }), { code });
}
