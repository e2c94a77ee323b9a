import type { MappingDocument } from '../documents/mapping-schema.ts';
import type { CodeTable } from '../steps/step.ts';
import type { Faults } from './faults.ts';

/** The code tables of a document by name. */
export function compileTables(tables: MappingDocument['tables'], faults: Faults): Map<string, CodeTable> {
  return new Map(
    Object.entries(tables ?? {}).map(([name, { else: other = 'hold', ...codes }]) => {
      const entries = new Map(Object.entries(codes));
      const lists = [...entries.values()].filter((value) => Array.isArray(value)).length;
      if (lists > 0 && lists < entries.size) faults.add(['tables', name], 'has words beside lists of words');
      const isWord = other === 'hold' || other === 'skip' || other === 'nothing';
      if (!isWord && Array.isArray(other) !== lists > 0)
        faults.add(['tables', name, 'else'], 'is not what the other codes have: a word, or a list of words');
      const otherwise: CodeTable['otherwise'] = isWord ? other : { value: other };
      return [name, { name, entries, list: lists > 0, otherwise }];
    }),
  );
}
