import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const pages = globSync(['*.md', '{apps,libs}/*/README.md', 'docs/**/*.md'], { cwd: root }).toSorted();

interface Block {
  page: string;
  language: string;
  file: string | undefined;
  lines: string[];
}

/** Fenced blocks, their own indentation removed. */
function blocksOf(page: string): Block[] {
  return [...read(page).matchAll(/^( *)```(\w+)(?: (\S+))?\n([\s\S]*?)\n\1```$/gm)].map(
    ([, indent = '', language = '', file, body = '']) => ({
      page,
      language,
      file,
      lines: body.split('\n').map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line)),
    }),
  );
}

/** Indentation is the page's own. */
function flush(lines: string[]): string {
  return lines.map((line) => line.trim()).join('\n');
}

const blocks = pages.flatMap(blocksOf);
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
const usage = ['main.ts', 'mending.ts', 'commands/source-files.ts']
  .map((file) => read(`apps/cli/src/${file}`))
  .join('\n');

describe('what the pages show', () => {
  const snippets = blocks.filter(({ file }) => file !== undefined);
  it.each(snippets)('stands in $file as $page says', ({ file, lines }) => {
    expect(flush(read(file as string).split('\n'))).toContain(flush(lines));
  });

  const commands = blocks
    .filter(({ language }) => language === 'sh')
    .flatMap(({ page, lines }) => lines.map((line) => ({ page, line })));
  it.each(commands.filter(({ line }) => line.startsWith('npm run ')))(
    '$page: `$line` is a script',
    ({ line }) => {
      expect(Object.keys(scripts)).toContain(line.split(/\s+/)[2]);
    },
  );
  it.each(commands.filter(({ line }) => line.startsWith('npx throughline ')))(
    '$page: `$line` is a command',
    ({ line }) => {
      const words = line.split(/\s+/).slice(2);
      expect(usage).toContain(`\n  ${words[0]} `);
      for (const option of words.filter((word) => word.startsWith('--')))
        expect(usage).toMatch(new RegExp(`'?${option.slice(2)}'?: \\{ type`));
    },
  );

  it('is found, so that the checks above are about something', () => {
    expect(snippets.length).toBeGreaterThan(5);
    expect(commands.length).toBeGreaterThan(8);
  });

  it.each(['README.md', 'CONTRIBUTING.md'])('is listed in %s, page by page', (list) => {
    for (const page of pages.filter((name) => name.startsWith('docs/how-to/')))
      expect(read(list)).toContain(`](${page})`);
  });

  it('is listed among the decisions, when it is one', () => {
    for (const page of pages.filter((name) => /^docs\/adr\/\d/.test(name)))
      expect(read('docs/adr/README.md')).toContain(`](${page.replace('docs/adr/', '')})`);
  });

  it('names files and folders that exist', () => {
    for (const page of pages.filter((name) => !/^(CHANGELOG|docs\/adr\/)/.test(name)))
      for (const [, path = ''] of read(page).matchAll(
        /`((?:apps|libs|deploy|tests|docs|schemas)\/[\w./-]*)`/g,
      ))
        expect(existsSync(join(root, path)), `${page}: ${path}`).toBe(true);
  });

  it('links to pages that exist', () => {
    for (const page of pages)
      for (const [, target = ''] of read(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g))
        expect(existsSync(join(root, page, '..', target)), `${page}: ${target}`).toBe(true);
  });
});
