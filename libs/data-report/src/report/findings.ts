import type { Draft } from '../checks/check.ts';
import { adviceIn } from '../words/words.ts';
import { type FindingKind, findingKinds, findingKindNames, severities } from '../finding-kinds.ts';
import { maskedText } from './masked-text.ts';
import type { Finding } from '../data-report.ts';

/** What is wrong whatever a column means. */
const whateverItMeans = new Set<FindingKind>([
  ...(['missing-required', 'gaps', 'nothing-words', 'sums-differ', 'too-long'] as const),
  ...(['mojibake', 'replacement-characters', 'question-marks-in-words'] as const),
]);

/**
 * Findings of drafts, in order: the most severe kind first, and of one severity the larger share.
 * @param guessed columns of which nobody has said what they mean: what follows from a guess blocks nothing
 */
export function completeFindings(
  drafts: readonly Draft[],
  guessed: ReadonlySet<string>,
  masked: boolean,
): Finding[] {
  return drafts
    .map((draft) => {
      const depends = draft.column !== null && !whateverItMeans.has(draft.kind);
      return complete(draft, depends && guessed.has(draft.column ?? ''), masked);
    })
    .sort(
      (a, b) =>
        severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
        b.share - a.share ||
        findingKindNames.indexOf(a.kind) - findingKindNames.indexOf(b.kind),
    );
}

function complete(draft: Draft, guessed: boolean, masked: boolean): Finding {
  const { kind, column, count, exact = true, params = {}, suggestion } = draft;
  const shown = (text: string) => (masked ? maskedText(text) : text);
  // An estimate may exceed what there is.
  const outOf = Math.max(draft.outOf ?? count, count);
  const shareOf = (part: number) => (outOf === 0 ? 0 : Math.min(1, part / outOf));
  const stated = draft.severity ?? findingKinds[kind];
  const made = {
    ...{ kind, column, count, outOf, share: shareOf(count), exact, guessed },
    severity: guessed && stated === 'blocks' ? ('warns' as const) : stated,
    examples: (draft.examples ?? []).map((example) => ({ ...example, values: example.values.map(shown) })),
    details: (draft.details ?? []).map(({ value, ...part }) => ({
      ...part,
      ...(value !== undefined && { value: shown(value) }),
      share: shareOf(part.count),
    })),
    params: { ...params },
    ...(suggestion !== undefined && !masked && { suggestion }),
  };
  return { ...made, advice: { en: adviceIn('en', made), de: adviceIn('de', made) } };
}

/** What to mend first: of what blocks, then of what warns, one of each kind before a second of any. */
export function firstToMend(findings: readonly Finding[]): number[] {
  const worth = findings.map((_, index) => index).filter((index) => findings[index]?.severity !== 'tells');
  const firstOfKind = worth.filter(
    (index) => findings.findIndex(({ kind }) => kind === findings[index]?.kind) === index,
  );
  const order = [...firstOfKind, ...worth.filter((index) => !firstOfKind.includes(index))];
  const blocks = (index: number) => findings[index]?.severity === 'blocks';
  return [...order.filter(blocks), ...order.filter((index) => !blocks(index))].slice(0, 5);
}
