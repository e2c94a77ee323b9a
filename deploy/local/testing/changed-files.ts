import { execFileSync } from 'node:child_process';

/**
 * Files that differ from the commit where this branch began, or from the last commit on the main branch itself;
 * `THROUGHLINE_BASE` names another commit. What is not committed counts, also where git does not know the file yet.
 */
export function changedFiles(checkout: string, base = process.env.THROUGHLINE_BASE): string[] {
  const git = (...args: string[]) =>
    execFileSync('git', args, {
      cwd: checkout,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  const from = base ?? beginning(git);
  return [
    ...git('diff', '--name-only', '--relative', from).split('\n'),
    ...git('ls-files', '--others', '--exclude-standard').split('\n'),
  ].filter(Boolean);
}

function beginning(git: (...args: string[]) => string): string {
  const head = git('rev-parse', 'HEAD');
  for (const main of ['origin/main', 'main']) {
    try {
      const base = git('merge-base', 'HEAD', main);
      if (base !== head) return base;
    } catch {
      // No such branch here.
    }
  }
  return git('rev-parse', 'HEAD~1');
}
