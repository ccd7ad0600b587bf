import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = 'observability/grafana';

export interface Target {
  readonly refId: string;
  readonly datasource: { readonly type: string; readonly uid: string };
  readonly rawSql?: string;
  readonly expr?: string;
}

export interface Panel {
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly datasource: { readonly uid: string };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly Target[];
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** Every dashboard that Grafana is provisioned with. */
export const readDashboards = (): Dashboard[] =>
  readdirSync(`${FOLDER}/dashboards`).map(
    (file) => JSON.parse(readFileSync(`${FOLDER}/dashboards/${file}`, 'utf8')) as Dashboard,
  );

/** The type of each provisioned data source, by uid. */
export function readDatasources(): Map<string, string> {
  const text = readFileSync(`${FOLDER}/provisioning/datasources/datasources.yml`, 'utf8');
  return new Map([...text.matchAll(/ uid: (\S+)\n\s+type: (\S+)/g)].map(([, uid, type]) => [uid, type]));
}

/** The expressions of the alerts, of one line or of more. */
export const readAlerts = (): string[] =>
  [
    ...readFileSync('observability/prometheus/alerts.yml', 'utf8').matchAll(
      /expr: (?:\|\n)?([^]*?)\n\s+for:/g,
    ),
  ].map(([, expression]) => expression);

/** SQL as Grafana sends it for a range of time. */
export const expandMacros = (sql: string, from: Date, to: Date): string =>
  sql.replaceAll(
    /\$__timeFilter\((\w+)\)/g,
    (_, column: string) => `${column} BETWEEN '${from.toISOString()}' AND '${to.toISOString()}'`,
  );

const WORDS = new Set(['by', 'without', 'on', 'ignoring', 'or', 'and', 'unless', 'bool', 'offset']);

/** The names of metrics in an expression of PromQL. */
export function metricsIn(expression: string): string[] {
  const bare = expression
    .replaceAll(/"[^"]*"|\{[^}]*\}|\[[^\]]*\]/g, ' ')
    .replaceAll(/\b(by|without|on|ignoring)\s*\([^)]*\)/g, ' ');
  return [...bare.matchAll(/([a-zA-Z_:][\w:]*)\s*(\(?)/g)]
    .filter(([, name, call]) => call === '' && !WORDS.has(name))
    .map(([, name]) => name);
}
