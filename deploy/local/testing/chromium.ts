import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The browser on this machine; CHROMIUM_PATH names another. */
export function findChromium(): string | undefined {
  return [process.env.CHROMIUM_PATH ?? '', ...places].find((path) => path !== '' && existsSync(path));
}

/**
 * Finds a browser, or installs Debian's where this user may, and leaves its path in CHROMIUM_PATH.
 * Says what to do when there is none; the tests that need it fail then.
 */
export async function ensureChromium(): Promise<void> {
  if (!findChromium() && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('Installing Chromium (apt-get), once');
    spawnSync('sh', ['-c', 'apt-get update -q && apt-get install -y -q chromium'], { stdio: 'inherit' });
  }
  const path = findChromium();
  if (path) process.env.CHROMIUM_PATH = path;
  else console.error(`A browser is missing. Install it with:  ${installCommand()}`);
}

function installCommand(): string {
  return process.platform === 'darwin' ? 'brew install --cask chromium' : 'sudo apt-get install -y chromium';
}
