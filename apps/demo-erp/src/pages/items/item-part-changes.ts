import type { FastifyInstance } from 'fastify';
import { staff } from '../../database.ts';
import { type Desk, textIn } from '../../desk/desk.ts';
import { removeComponent, setComponent } from '../../items/kits.ts';
import { removeUnit, setUnit } from '../../items/units.ts';
import { itemPath } from './item-file.ts';
import { showItem } from './item.ts';

const { user } = staff;

/** The units of pack of an item, and what a kit consists of. */
export function itemPartRoutes(app: FastifyInstance, desk: Desk): void {
  app.post('/items/:code/unit', async (request, reply) => {
    const item = textIn(request, 'code');
    await desk.submit(request, reply, {
      form: 'pack',
      action: 'change unit',
      run: async (tx, typed) => {
        const unit = {
          code: typed.code('unit', 3),
          numerator: typed.whole('numerator', 1),
          denominator: typed.optionalWhole('denominator', 1) ?? 1,
          ean: typed.optional('ean', 14),
          sold: typed.oneOf('sold', ['Y', 'N']) === 'Y',
        };
        typed.check();
        await setUnit(tx, { item, ...unit, user });
        const text = `${unit.denominator} ${unit.code} ARE ${unit.numerator}`;
        return { entry: { program: 'ITM060', key: item, text }, value: null };
      },
      to: () => itemPath(item),
      again: async (state) => showItem(desk, request, reply, item, state),
    });
  });

  app.post('/items/:code/units/:unit/remove', async (request, reply) => {
    const item = textIn(request, 'code');
    const unit = textIn(request, 'unit');
    await desk.submit(request, reply, {
      form: 'pack',
      action: 'remove unit',
      run: async (tx) => {
        await removeUnit(tx, item, unit);
        return { entry: { program: 'ITM060', key: item, text: `UNIT ${unit} REMOVED` }, value: null };
      },
      to: () => itemPath(item),
      again: async (state) => showItem(desk, request, reply, item, state),
    });
  });

  app.post('/items/:code/component', async (request, reply) => {
    const kit = textIn(request, 'code');
    await desk.submit(request, reply, {
      form: 'component',
      action: 'change kit',
      run: async (tx, typed) => {
        const item = typed.code('component', 15);
        const quantity = typed.whole('quantity', 1, 9999);
        typed.check();
        await setComponent(tx, { kit, item, quantity, user });
        return { entry: { program: 'ITM070', key: kit, text: `${quantity} ${item} IN A KIT` }, value: null };
      },
      to: () => itemPath(kit),
      again: async (state) => showItem(desk, request, reply, kit, state),
    });
  });

  app.post('/items/:code/components/:component/remove', async (request, reply) => {
    const kit = textIn(request, 'code');
    const item = textIn(request, 'component');
    await desk.submit(request, reply, {
      form: 'component',
      action: 'change kit',
      run: async (tx) => {
        await removeComponent(tx, kit, item);
        return { entry: { program: 'ITM070', key: kit, text: `${item} IS NOT IN IT ANY MORE` }, value: null };
      },
      to: () => itemPath(kit),
      again: async (state) => showItem(desk, request, reply, kit, state),
    });
  });
}
