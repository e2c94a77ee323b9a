import { until } from '@throughline/testing';
import { describe, expect, it } from 'vitest';
import { Model, names } from './model.ts';
import { inWorld } from './installation.ts';

const goods = names('G', 30);
const orders = names('O', 12);

describe('the consumer', () => {
  it.concurrent.for(['facts', 'receipts'])(
    'killed after writing %s and before the commit leaves nothing behind, and another does it',
    (table) =>
      inWorld(async (installation) => {
        const model = new Model(installation);
        const [source, victim] = await Promise.all([
          installation.start('source'),
          installation.start('sink', { proxied: true }),
        ]);
        await model.change(source, goods, orders);
        await model.arrives();
        const reached = victim.database!.hold({
          direction: 'up',
          contains: 'COMMIT',
          after: `INSERT INTO ${table}`,
        });
        await model.change(source, goods, orders);
        await reached();
        await victim.kill();
        await model.change(source, goods, orders);
        const heir = await installation.start('sink');
        await model.holds(heir);
      }),
  );

  it.concurrent('killed before it hears of its commit has done it once', () =>
    inWorld(async (installation) => {
      const model = new Model(installation);
      const [source, victim] = await Promise.all([
        installation.start('source'),
        installation.start('sink', { proxied: true }),
      ]);
      const reached = victim.database!.hold({
        direction: 'down',
        contains: 'COMMIT',
        after: 'INSERT INTO facts',
      });
      await model.change(source, [], orders);
      await reached();
      await victim.kill();
      await model.change(source, goods, orders);
      const heir = await installation.start('sink');
      await model.holds(heir);
    }),
  );

  it.concurrent('woken after it lost its partitions cannot write', () =>
    inWorld(async (installation) => {
      const model = new Model(installation);
      const [source, zombie] = await Promise.all([
        installation.start('source'),
        installation.start('sink', { proxied: true }),
      ]);
      await model.change(source, goods);
      await model.arrives();
      const reached = zombie.database!.hold({ direction: 'up', contains: 'BEGIN' });
      await model.change(source, ['of the zombie']);
      await reached();
      zombie.freeze();
      await installation.endRelaySession(zombie);
      const heir = await installation.start('sink');
      await model.change(source, goods, orders);
      await model.arrives();
      const tried = zombie.database!.watch(/ROLLBACK|COMMIT/);
      zombie.wake();
      zombie.database!.release();
      await tried();
      await model.change(source, goods, orders);
      await model.holds(heir);
      expect(await heir.ask('parked', {})).toEqual([]);
    }),
  );

  it.concurrent('goes on through rebalances by the dozen', () =>
    inWorld(async (installation) => {
      const model = new Model(installation);
      const [source, stays, first, second] = await Promise.all([
        installation.start('source'),
        installation.start('sink'),
        installation.start('sink'),
        installation.start('sink'),
      ]);
      let ended = false;
      let changes = 0;
      const load = (async () => {
        for (; !ended; changes++) await model.change(source, goods.slice(changes % 10), orders);
      })();
      for (let round = 0; round < 6; round++) {
        const member = round % 2 === 0 ? first : second;
        const before = changes;
        await member.ask('leave');
        await until(() => changes > before);
        await member.ask('join');
      }
      ended = true;
      await load;
      await model.holds(stays);
      expect(changes).toBeGreaterThan(6);
    }),
  );
});
