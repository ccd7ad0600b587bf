/** The metrics of one process, as prom-client's `getMetricsAsJSON` gives them. */
export type ProcessMetrics = readonly { readonly name: string; readonly type: unknown }[];

/** What workers and the process that keeps them tell each other about metrics. */
export type ClusterMessage =
  /** A worker can be asked from now on. */
  | { readonly metrics: 'joined' }
  /** A worker asks for the metrics of all. */
  | { readonly metrics: 'wanted'; readonly request: number }
  /** They are asked of every worker. */
  | { readonly metrics: 'asked'; readonly round: number }
  | { readonly metrics: 'told'; readonly round: number; readonly values: ProcessMetrics }
  /** All of them, as text. */
  | { readonly metrics: 'gathered'; readonly request: number; readonly text: string };

export const isClusterMessage = (message: unknown): message is ClusterMessage =>
  typeof message === 'object' && message !== null && 'metrics' in message;
