import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const places = ['/usr/bin/prometheus', '/usr/local/bin/prometheus', '/opt/homebrew/bin/prometheus'];

/** Prometheus on this machine; PROMETHEUS_PATH names another. */
export function findPrometheus(): string | undefined {
  return [process.env.PROMETHEUS_PATH ?? '', ...places].find((path) => path !== '' && existsSync(path));
}

/**
 * Finds Prometheus, or installs Debian's where this user may. Says what to do when there is none; the tests that need
 * it fail then.
 */
export function ensurePrometheus(): void {
  if (!findPrometheus() && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('Installing Prometheus (apt-get), once');
    const install = 'apt-get update -q && apt-get install -y -q --no-install-recommends prometheus';
    spawnSync('sh', ['-c', install], { stdio: 'inherit' });
  }
  if (!findPrometheus()) console.error(`Prometheus is missing. Install it with:  ${installCommand()}`);
}

function installCommand(): string {
  return process.platform === 'darwin'
    ? 'brew install prometheus'
    : 'sudo apt-get install -y --no-install-recommends prometheus';
}
