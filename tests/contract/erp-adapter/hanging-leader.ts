import { leadInTurn } from '../../../apps/erp-adapter/src/sources/leadership.ts';

/** A replica that takes the lead, says so, and then hangs for good: its loop turns no more. */
const [databaseUrl = '', source = '', silence = ''] = process.argv.slice(2);
await leadInTurn(
  {
    databaseUrl,
    source,
    duty: 'capture',
    holder: 'hanging',
    ending: new AbortController().signal,
    silenceMs: Number(silence),
  },
  async ({ term }) => {
    await new Promise((resolve) => process.send?.({ term }, resolve));
    for (;;);
  },
);
