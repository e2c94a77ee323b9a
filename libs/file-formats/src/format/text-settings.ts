import { z } from 'zod';

/** Encodings that can be named. Single-byte DOS pages are decoded by tables of ours, the others by the platform. */
export const encodings = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1250',
  'windows-1252',
  'iso-8859-1',
  'iso-8859-2',
  'iso-8859-15',
  'cp437',
  'cp850',
  'cp852',
  'cp858',
] as const;
export type Encoding = (typeof encodings)[number];

/** A regular expression that compiles, as its source. */
export const pattern = z.string().min(1).refine(compiles, { message: 'is not a regular expression' });

function compiles(source: string): boolean {
  try {
    new RegExp(source, 'u');
    return true;
  } catch {
    return false;
  }
}

/** What every format says. */
export const everyFormat = {
  onFault: z
    .enum(['skip', 'refuse'])
    .default('skip')
    .describe(
      'What one unreadable record means: `skip` names it and reads on; `refuse` gives up the file, which counts as a whole.',
    ),
};

/** What formats of text say. */
export const textSettings = {
  ...everyFormat,
  encoding: z
    .enum(encodings)
    .default('utf-8')
    .describe('How the bytes spell characters. A byte order mark is dropped. Never guessed.'),
  undecodable: z
    .enum(['fault', 'keep'])
    .default('fault')
    .describe(
      'A record with a character that cannot be decoded, or was destroyed before (U+FFFD): a fault, or kept as it is.',
    ),
};
