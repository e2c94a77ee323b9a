import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { checkout } from '../../deploy/local/paths.ts';

interface Report {
  vulnerabilities?: Record<string, { severity: string; via: (string | { title: string; url: string })[] }>;
  message?: string;
  error?: { summary?: string };
}

it('no package that the product runs with is known to be vulnerable', (context) => {
  const { stdout, stderr } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
    cwd: checkout,
    encoding: 'utf8',
    timeout: 120_000,
  });
  const report = read(stdout);
  if (report?.vulnerabilities === undefined) {
    const said = report?.message ?? report?.error?.summary ?? stderr.trim().split('\n').at(-1) ?? '';
    context.skip(`NOT CHECKED: the registry of npm answers no audit, so nothing is known (${said})`);
    return;
  }
  const found = Object.entries(report.vulnerabilities).map(([name, { severity, via }]) => {
    const titles = via.map((one) => (typeof one === 'string' ? one : `${one.title} ${one.url}`));
    return `${name} (${severity}): ${titles.join(', ')}`;
  });
  expect(found).toEqual([]);
});

function read(text: string): Report | undefined {
  try {
    return JSON.parse(text) as Report;
  } catch {
    return undefined;
  }
}
