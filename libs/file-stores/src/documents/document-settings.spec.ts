import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { storeSettings } from '../stores/store-settings.ts';
import { acknowledgementSettings, documentSettings } from './document-settings.ts';

const given = { pattern: 'ART_{seq}.csv', ready: { rename: true } };
const problems = (settings: unknown) => {
  const { error } = documentSettings.safeParse(settings);
  return error?.issues
    .flatMap((issue) => (issue.code === 'invalid_union' ? issue.errors.flat(2) : [issue]))
    .map(({ path, message }) => `${path.join('.')} ${message}`);
};

/** Settings without a description, at any depth. */
function undescribed(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) => {
    const below = undescribed(value);
    if (key !== 'properties') return below;
    const lacking = Object.entries(value as Record<string, { description?: string }>)
      .filter(([, { description }]) => description === undefined)
      .map(([name]) => name);
    return [...lacking, ...below];
  });
}

describe('the settings of documents', () => {
  it('have defaults, and are read into milliseconds and bytes', () => {
    expect(documentSettings.parse({ ...given, ready: { still: '90s' }, limit: '2MB' })).toEqual({
      ...given,
      ready: { still: 90_000 },
      folder: '',
      every: 60_000,
      limit: 2_000_000,
      repeated: 'hold',
      readAgain: 86_400_000,
    });
  });

  it('are described as a JSON Schema, for editors', () => {
    const schema = z.toJSONSchema(documentSettings, { io: 'input' });
    expect(schema.properties?.['pattern']).toMatchObject({
      description: expect.stringContaining('{asOf:yyyyMMdd-HHmm}'),
    });
    for (const settings of [documentSettings, acknowledgementSettings, storeSettings])
      expect(undescribed(z.toJSONSchema(settings, { io: 'input' }))).toEqual([]);
    expect(z.toJSONSchema(acknowledgementSettings, { io: 'input' }).required).toEqual(['pattern']);
  });

  it.each([
    [{ ...given, pattern: '{no}' }, 'pattern {no} has {no}: only {seq}, {asOf:…} and {any} are known'],
    [{ ...given, ready: { still: 60 } }, 'still Invalid input: expected string, received number'],
    [{ ...given, every: '1 minute' }, 'every is not a whole number of ms, s, m, h, d, such as 60s'],
    [
      { ...given, limit: '1 TB' },
      'limit is not a whole number of B, kB, KiB, MB, MiB, GB, GiB, such as 100MB',
    ],
    [{ ...given, folder: '../out' }, 'folder is no path below the top of the store'],
    [{ ...given, archive: '/etc' }, 'archive is no path below the top of the store'],
    [{ ...given, folder: 'in', archive: 'in' }, 'archive is the folder that documents arrive in'],
    [{ ...given, folder: 'in', reject: 'in' }, 'reject is the folder that documents arrive in'],
    [
      { ...given, ready: { marker: 'done/{name}.ok' } },
      'ready.marker is in another folder than the document',
    ],
    [
      { ...given, ready: { marker: 'all.ok' } },
      'ready.marker is no name that is made of the name of the document',
    ],
    [
      { ...given, acknowledge: { name: '{stem}.ack', accepted: '{who}' } },
      'acknowledge.accepted may hold only {name}, {stem}, {sha256}, {size}, {reason}',
    ],
    [
      { ...given, archive: 'old', ready: { marker: '{name}.ok' } },
      'ready.marker needs archive and reject: a marker that stays would speak for a later document of the name too',
    ],
    [
      { ...given, ready: { manifest: { pattern: 'L_{seq}', columns: ['name', 'records'] } } },
      'ready.manifest.columns needs size, sha256 or md5: without, a manifest would speak for a later document of the name too',
    ],
    [
      { ...given, ready: { manifest: { pattern: 'L_{seq}', columns: ['size'] } } },
      'ready.manifest.columns needs the column name, and only once',
    ],
  ])('name the field that does not fit: %#', (settings, problem) => {
    expect(problems(settings)).toContain(problem);
  });

  it('of answers need the name of what is answered', () => {
    expect(acknowledgementSettings.safeParse({ pattern: '{any}.ack' }).success).toBe(false);
    expect(acknowledgementSettings.safeParse({ pattern: '{stem}_{who}.ack' }).success).toBe(false);
  });
});
