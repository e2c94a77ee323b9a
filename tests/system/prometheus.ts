import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '../../deploy/local/paths.ts';
import { freePort } from '../../deploy/local/ports/ports.ts';
import { findPrometheus } from '../../deploy/local/testing/prometheus.ts';
import { until } from '../../libs/testing/src/until.ts';
import type { System } from './system.ts';

export interface Alert {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  state: 'pending' | 'firing';
}

/** Prometheus, scraping a system once a second. */
export interface Prometheus {
  /** Alerts that fire now, of one name. */
  firing(name: string): Promise<Alert[]>;
  stop(): Promise<void>;
}

const rulesFile = join(checkout, 'deploy', 'alerts', 'throughline.rules.yml');

/** By how much the alert rules are hastened; their expressions stay the same. */
export interface Haste {
  /** Divides the durations of `for` and of ranges. */
  durations: number;
  /** Divides the seconds that expressions compare with. */
  thresholds: number;
}

/** The alert rules with their durations and thresholds divided. All else stays as it is. */
export function hastened(rules: string, { durations, thresholds }: Haste): string {
  const milliseconds = (count: string, unit: string) =>
    `${(Number(count) * (unit === 'm' ? 60_000 : 1_000)) / durations}ms`;
  return rules
    .replaceAll(/(for: )(\d+)([sm])\b/g, (_, before, count, unit) => before + milliseconds(count, unit))
    .replaceAll(/(\[)(\d+)([sm])\]/g, (_, before, count, unit) => `${before}${milliseconds(count, unit)}]`)
    .replaceAll(/^(.*_seconds\S*.* > )(\d+)$/gm, (_, before, count) => before + Number(count) / thresholds);
}

/** @throws Error with the command that installs Prometheus when there is none */
export async function startPrometheus(system: System, haste: Haste): Promise<Prometheus> {
  const program = findPrometheus();
  if (!program) throw new Error('Prometheus is missing; npm test tells how to install it');
  const folder = mkdtempSync(join(system.home, 'prometheus-'));
  writeFileSync(join(folder, 'rules.yml'), hastened(readFileSync(rulesFile, 'utf8'), haste));
  const jobs = Object.entries(system.endpoints().services).map(([name, { replicas }]) => ({
    job_name: `throughline-${name}`,
    static_configs: [{ targets: replicas.map((url) => new URL(url).host) }],
  }));
  const config = {
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '500ms' },
    rule_files: ['rules.yml'],
    scrape_configs: jobs,
  };
  // JSON is YAML.
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config));
  const address = `127.0.0.1:${await freePort()}`;
  // The shell ends it when its own standard input closes, in whatever way this process ends; no signal ends the shell.
  const child = spawn(
    'sh',
    [
      ...['-c', `trap '' INT TERM HUP; "$@" & child=$!; read -r _; kill -KILL $child`, 'prometheus', program],
      ...[`--config.file=${join(folder, 'prometheus.yml')}`, `--storage.tsdb.path=${join(folder, 'data')}`],
      ...[`--web.listen-address=${address}`, '--log.level=warn'],
    ],
    { stdio: ['pipe', 'ignore', 'pipe'] },
  );
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said = (said + chunk).slice(-4_000)));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const get = async <T>(path: string): Promise<T> =>
    (await (await fetch(`http://${address}${path}`)).json()) as T;
  const stop = async () => {
    child.stdin.end();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  await until(
    async () => {
      const { data } = await get<{ data: { activeTargets: { health: string }[] } }>('/api/v1/targets');
      return (
        data.activeTargets.length >= jobs.length && data.activeTargets.every(({ health }) => health === 'up')
      );
    },
    { timeoutMs: 180_000 },
  ).catch(async (error: unknown) => {
    await stop();
    throw new Error(`Prometheus did not start:\n${said}`, { cause: error });
  });
  return {
    firing: async (name) => {
      const { data } = await get<{ data: { alerts: Alert[] } }>('/api/v1/alerts');
      return data.alerts.filter(({ state, labels }) => state === 'firing' && labels['alertname'] === name);
    },
    stop,
  };
}
