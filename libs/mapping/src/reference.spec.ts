import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileMapping } from './compile/compile-mapping.ts';
import { runExamples } from './compile/examples.ts';
import { readOutgoing } from './documents/outgoing-schema.ts';
import { mappingJsonSchema, readMapping } from './documents/read-mapping.ts';
import { source } from './fixtures/mapping.ts';
import { compileOutgoing } from './outward/compile-outgoing.ts';
import { runOutgoingExamples } from './outward/outgoing-examples.ts';
import { stepWords } from './steps/compile-step.ts';
import { outwardWords, ownOutwardWords } from './steps/outward-steps.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/connect/mapping-reference.md'), 'utf8');
const all = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
const isOutgoing = (text: string): boolean => /^to: /m.test(text);
const documents = all.filter((text) => !isOutgoing(text));
const outgoing = all.filter(isOutgoing);
const flush = (text: string): string => text.replace(/\s+/g, ' ');

describe('the reference of mapping documents', () => {
  it.each(documents)('has an example that comes out as it says: %s', (text) => {
    const document = readMapping(text);
    expect(document.value.tests?.length).toBeGreaterThan(1);
    expect(runExamples(document, compileMapping(document, source))).toEqual([]);
  });

  it('has examples', () => {
    expect(documents.length).toBeGreaterThan(3);
  });

  it.each(outgoing)('has an example of the way out that comes out as it says: %s', (text) => {
    const document = readOutgoing(text);
    expect(document.value.tests?.length).toBeGreaterThan(1);
    const compiled = compileOutgoing(document, { zone: 'Europe/Berlin', carries: ['order'] });
    expect(runOutgoingExamples(document, compiled)).toEqual([]);
  });

  it('has examples of the way out', () => {
    expect(outgoing).toHaveLength(1);
  });

  it.each(ownOutwardWords)('has $word of the way out as it is', ({ usage, says }) => {
    expect(flush(page)).toContain(`| \`${usage}\` |`);
    expect(flush(page)).toContain(` ${says} |`);
  });

  it('names the other words of the way out', () => {
    const section = page.slice(page.indexOf('## The way out'));
    const own = new Set(ownOutwardWords.map(({ word }) => word));
    for (const { word } of outwardWords) if (!own.has(word)) expect(section).toContain(`\`${word}\``);
  });

  it.each(stepWords)('has $word as it is', ({ usage, says }) => {
    expect(flush(page)).toContain(`| \`${usage}\` |`);
    expect(flush(page)).toContain(` ${says} |`);
  });
});

describe('the JSON Schema of mapping documents', () => {
  const schema = mappingJsonSchema() as {
    properties: Record<string, { description?: string; $ref?: string }>;
    required: string[];
    additionalProperties: boolean;
  };

  it('says what each word is for, and that there are no others', () => {
    expect(Object.keys(schema.properties)).toEqual(
      'mapping of flow skip charge each record tables rules tests'.split(' '),
    );
    expect(schema.required).toEqual(['mapping', 'of', 'record']);
    expect(schema.additionalProperties).toBe(false);
    const named = Object.values(schema.properties).filter((each) => each.description ?? each.$ref);
    expect(named).toHaveLength(10);
  });

  it('describes fields inside of fields', () => {
    const text = JSON.stringify(schema);
    for (const word of ['constant', 'cel', 'ordinal', 'record', 'each', 'all', 'sum'])
      expect(text).toContain(`"${word}":`);
    expect(text).toContain('$ref');
  });
});
