import type { Score } from './mutate.ts';

const begin = '<!-- What `npm run test:mutants -- --write-docs` has found. -->';

/**
 * The section on mutation tests of the page on reliability.
 * @param order names of all areas, as the table has them
 * @param before the section as it was: areas without a score keep their row
 */
export function sectionOf(scores: readonly Score[], order: readonly string[], before = ''): string {
  const kept = [...before.matchAll(/^\| *(\w+) *\| *\d+ .*\|$/gm)].map(
    ([row, area]) => [area ?? '', row] as const,
  );
  const made = scores.map(
    ({ area, killed, survivors, equivalent, score, threshold }) =>
      [
        area,
        `| ${area} | ${killed + survivors.length} | ${killed} | ${equivalent} | ${score.toFixed(1)} | ${threshold} |`,
      ] as const,
  );
  const known = new Map([...kept, ...made]);
  const rows = order.flatMap((area) => known.get(area) ?? []);
  return `${begin}

## What unit tests notice

The pure files of each area are mutated by StrykerJS, one small fault at a time, and its unit tests run on each. A mutant
that no test can tell from the original is listed with its reason in \`tests/mutants/equivalent.ts\` and does not count.

\`\`\`sh
npm run test:mutants            # files that changed
npm run test:mutants -- orders  # an area
npm run test:mutants -- --all   # all of them, afresh
\`\`\`

| area | mutants | killed | equivalent | score % | at least % |
| --- | ---: | ---: | ---: | ---: | ---: |
${rows.join('\n')}
`;
}

/** The section as a page has it; empty when it has none. */
export function sectionIn(page: string): string {
  const at = page.indexOf(begin);
  return at < 0 ? '' : page.slice(at);
}

/** A page with a new section at its end, in place of the one it had. */
export function withSection(page: string, section: string): string {
  const at = page.indexOf(begin);
  return `${(at < 0 ? page : page.slice(0, at)).trimEnd()}\n\n${section}`;
}
