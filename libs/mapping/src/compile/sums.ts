import { sum } from '@throughline/money';
import type { DocumentPath } from '../documents/document-error.ts';
import { decimalFault } from '../steps/number-steps.ts';
import { type TargetType, targetOf } from '../targets/target.ts';
import type { Compilation } from './compilation.ts';
import { failed } from './outcome.ts';
import type { Filler } from './value-fields.ts';

/** Compiles a total over fields of lists that come before it in the record; null when it cannot be. */
export function compileSum(
  fields: readonly string[],
  type: TargetType,
  field: string,
  path: DocumentPath,
  { target, faults }: Compilation,
): Filler | null {
  const known = targetOf(target.record).fields;
  const before = known.slice(
    0,
    known.findIndex(({ name }) => name === field),
  );
  const parts = fields.map((each) => each.split('.') as [list: string, name: string]);
  if (type.kind !== 'scalar' || type.scalar !== 'decimal') {
    faults.add(path, 'is no decimal, and this is a sum of them');
    return null;
  }
  const wrong = parts.findIndex(([list, name]) => {
    const found = before.find((each) => each.name === list)?.type;
    const item = found?.kind === 'list' && found.item.kind === 'record' ? found.item.target.fields : [];
    const one = item.find((each) => each.name === name)?.type;
    return one?.kind !== 'scalar' || one.scalar !== 'decimal';
  });
  if (wrong >= 0) {
    faults.add([...path, 'sum', wrong], `is no decimal of a list that is made before ${field}`);
    return null;
  }
  return {
    isNothing: () => true,
    fill: (_, sink) => {
      const values: string[] = [];
      for (const [list, name] of parts) {
        const elements = sink.made[list] as readonly Record<string, string>[] | undefined;
        // What could not be made is an issue of its own.
        if (elements === undefined) return failed;
        for (const element of elements) values.push(element[name] as string);
      }
      const total = sum(values);
      const fault = decimalFault(total);
      if (fault === null) return total;
      sink.hold(field, null, fault);
      return failed;
    },
  };
}
