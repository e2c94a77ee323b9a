import { createReadStream, existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readYaml } from '@throughline/mapping';
import { checkSource } from '@throughline/source-documents';
import { expectedSchema, verifySource } from '@throughline/source-verification';
import { describe, expect, it } from 'vitest';

const here = import.meta.dirname;
const documents = (folder: string) =>
  readdirSync(join(here, folder))
    .filter((name) => name.endsWith('.source.yaml'))
    .map((name) => name.slice(0, -'.source.yaml'.length));

const read = (folder: string, name: string) => ({
  source: checkSource(readFileSync(join(here, folder, `${name}.source.yaml`), 'utf8')),
  expected: readYaml(readFileSync(join(here, folder, `${name}.expected.yaml`), 'utf8'), expectedSchema).value,
});

const differencesOf = async (folder: string, name: string, data: string) => {
  const { source, expected } = read(folder, name);
  const { agrees, differences, mappings } = await verifySource(source, expected, (file) =>
    createReadStream(join(data, file)),
  );
  return { agrees, differences: [...differences, ...mappings.flatMap((mapping) => mapping.differences)] };
};

describe('files that show an oddity each', () => {
  it.each(documents('oddities'))('are read by configuration alone: %s', async (name) => {
    expect(await differencesOf('oddities', name, join(here, 'oddities'))).toEqual({
      agrees: true,
      differences: [],
    });
  });
});

describe('documents for files of others', () => {
  // The files are other people's and stay where they are: without THROUGHLINE_SETS, the documents alone are looked at.
  const data = process.env['THROUGHLINE_SETS'];

  it.each(documents('sets'))('name what they read, and what they expect: %s', async (name) => {
    const { source, expected } = read('sets', name);
    expect([...source.readers.keys()].toSorted()).toEqual(Object.keys(expected.readers).toSorted());
    expect(source.feedings.map(({ mapping }) => mapping).toSorted()).toEqual(
      Object.keys(expected.mappings).toSorted(),
    );
    if (data === undefined || !existsSync(data)) return;
    expect(await differencesOf('sets', name, data)).toEqual({ agrees: true, differences: [] });
  });
});
