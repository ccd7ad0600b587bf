/** What a visit sends: its list is asked for, then it gives feedback and a rating; a film comes out, recommenders are trained. */
export type DeliveryKind = 'movie' | 'training' | 'list' | 'feedback' | 'rating';

/**
 * The `Idempotency-Key` of what is sent: whoever plays the same run again sends the same keys, and nothing is stored twice.
 * @param run names the run, among all that reach one database
 * @param movieId the film that came out, or comes out next
 * @param userId the visitor; 0 for what is no visitor's, and the first of them for a bulk call
 */
export const deliveryKey = (
  run: string,
  movieId: number,
  userId: number,
  kind: DeliveryKind | 'lists' | 'feedbacks' | 'ratings',
): string => `${run}/${movieId}/${userId}/${kind}`;
