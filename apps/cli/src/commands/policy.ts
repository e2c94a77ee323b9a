import { type FailureRule, failurePolicy } from '@throughline/messaging';
import { table } from '../output.ts';
import type { Output } from '../output.ts';

const words: Record<FailureRule['action'], string> = {
  reload: 'continue from the stored offset',
  again: 'try the batch again',
  halve: 'try again three times, then each half',
  park: 'find the record and park it',
  suspect: 'find the record and park it; stop the group when there are more than a few',
  stop: 'stop the group, say why, try again now and then',
};

/** What every consumer does about a failure; the first row that fits holds. */
export function policy(): Output {
  const rows = failurePolicy.map(({ failure, action, recognisedBy }) => [
    failure,
    words[action],
    recognisedBy,
  ]);
  return {
    json: failurePolicy.map(({ failure, action, recognisedBy }) => ({ failure, action, recognisedBy })),
    lines: table(['failure', 'what is done', 'recognised by'], rows),
  };
}
