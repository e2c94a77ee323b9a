import { DistinctSample } from '../collecting/distinct-sample.ts';
import { Tally } from '../collecting/tally.ts';
import { type ValueCheckFor, draftOf, yamlText } from './check.ts';

/** Codes that are not in the code table; blanks around a code, which any mapping cuts off, are told elsewhere. */
export const knownCodeCheck: ValueCheckFor = ({ name, settings: { codes, table } }, settings) => {
  if (!codes) return null;
  const known = new Set(codes);
  const tally = new Tally(settings.limits.examples);
  const unknown = new DistinctSample<{ count: number }>(settings.limits.values);
  return {
    see(raw, position) {
      const value = known.has(raw) ? raw : raw.trim();
      if (known.has(value)) return;
      tally.add(position, [value]);
      const entry = unknown.entry(value, () => ({ count: 0 }));
      if (entry) entry.count += 1;
    },
    drafts() {
      const most = [...unknown.entries()].sort(([, a], [, b]) => b.count - a.count).slice(0, 20);
      const lines = most.map(([code, { count }]) => `    # ${yamlText(code)}: # ${count}`);
      return draftOf('unknown-codes', name, tally, {
        details: most.map(([value, { count }]) => ({ value, count })),
        params: { distinct: unknown.distinct },
        suggestion: ['tables:', `  ${yamlText(table ?? name)}:`, ...lines].join('\n'),
      });
    },
    get held() {
      return unknown.size;
    },
  };
};
