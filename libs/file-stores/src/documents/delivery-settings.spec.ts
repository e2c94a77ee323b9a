import { describe, expect, it } from 'vitest';
import { deliverySettings, markerName } from './delivery-settings.ts';

const faultsOf = (settings: object) =>
  (deliverySettings.safeParse(settings).error?.issues ?? []).map(
    ({ path, message }) => `${path.join('.')} ${message}`,
  );

describe('where documents of ours go', () => {
  it('is a name, and what else is said of it', () => {
    expect(deliverySettings.parse({ name: '{order}.xml' })).toEqual({
      ...{ folder: '', name: '{order}.xml', each: 'order' },
    });
    expect(faultsOf({ name: 'O_{seq:5}.csv', each: 'batch', marker: '{stem}.ok', archive: 'done' })).toEqual(
      [],
    );
  });

  it.each([
    [{ name: 'orders.csv' }, 'name needs {order} or {seq}: names are never used twice'],
    [{ name: '{asOf:yyyyMMdd}.csv', each: 'batch' }, 'name needs {seq}: names are never used twice'],
    [{ name: '{seq}_{order}.csv', each: 'batch' }, 'name has {order}, and a file holds several'],
    [{ name: '{number}.csv' }, 'name {number}.csv has {number}'],
    [{ name: '{seq}', folder: 'out', archive: 'out' }, 'archive is the folder that they are put into'],
    [{ name: '{seq}', folder: '../out' }, 'folder is no path below the top of the store'],
    [{ name: '{seq}', marker: 'ok' }, 'marker is no name that is made of the name of the document'],
  ])('%j is refused', (settings, fault) => {
    expect(faultsOf(settings).join('\n')).toContain(fault);
  });

  it('may have markers', () => {
    expect(markerName({ marker: '{stem}.ok' }, 'O_1.csv')).toBe('O_1.ok');
    expect(markerName({}, 'O_1.csv')).toBe(null);
  });
});
