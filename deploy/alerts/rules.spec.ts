import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { metrics } from '../../libs/telemetry/src/metrics.ts';
import { checkout } from '../local/paths.ts';

const read = (path: string): string => readFileSync(join(checkout, path), 'utf8');

/** Each rule as its text. */
const rules = new Map(
  read('deploy/alerts/throughline.rules.yml')
    .split(/^ *- alert: /m)
    .slice(1)
    .map((text) => [text.split('\n')[0] ?? '', text]),
);
const page = read('docs/how-to/alerts.md');
/** Rows of the table: metric, alert, what to do. */
const rows = [...page.matchAll(/^\| `(\w+)`(?:, `([\w-]+)`)? *\| `(\w+)` *\| (.+?) *\|$/gm)].map(
  ([, metric = '', kind, alert = '', action = '']) => ({ metric, kind, alert, action }),
);

describe('the alert rules', () => {
  it('are in the table of the how-to page, one line each, and no others', () => {
    expect(rows.map(({ alert }) => alert)).toEqual([...rules.keys()]);
  });

  it.each(rows)('$alert is of the metric and the kind that the page says', ({ alert, metric, kind }) => {
    const rule = rules.get(alert) ?? '';
    expect(rule).toMatch(new RegExp(`\\b${metric}\\b`));
    expect(rule.match(/throughline_kind="([\w-]+)"/)?.[1]).toBe(kind);
  });

  it('are of metrics that there are', () => {
    const known = Object.values(metrics).map(({ name }) => name.replaceAll('.', '_'));
    for (const { metric } of rows.filter(({ metric: name }) => name !== 'up'))
      expect(known).toContain(metric.replace(/_bucket$/, ''));
  });

  it.each([...rules])('%s waits, has a severity, says what is wrong and what to do', (_, rule) => {
    expect(rule).toMatch(/for: \d+[sm]\n/);
    expect(rule).toMatch(/severity: (page|ticket) /);
    expect(rule).toMatch(/summary: '.+'/);
    expect(rule).toMatch(/runbook: '.+'/);
  });
});
