import { seconds, type Fault } from '../fault.ts';
import type { Cluster } from '../cluster.ts';
import type { Installation } from '../installation.ts';
import type { Random } from '../random.ts';

function clusterOf({ cluster }: Installation): Cluster {
  if (cluster === undefined) throw new Error('There is one broker only');
  return cluster;
}

/** Takes brokers away for some seconds. @returns how many */
async function without(cluster: Cluster, ids: readonly number[], random: Random): Promise<number> {
  const time = 4 + random.upTo(10);
  await Promise.all(ids.map((id) => cluster.lose(id)));
  try {
    await seconds(time);
  } finally {
    await Promise.all(ids.map((id) => cluster.back(id)));
  }
  return time;
}

/** What happens to three brokers, every record being on all of them. */
export const clusterFaults: Fault[] = [
  {
    name: 'broker-lost',
    brokers: 3,
    inflict: async (installation, random) => {
      const cluster = clusterOf(installation);
      const id = random.pick(cluster.ids);
      return { what: `broker ${id} lost for ${await without(cluster, [id], random)} s` };
    },
  },
  {
    name: 'controller-lost',
    brokers: 3,
    inflict: async (installation, random) => {
      const cluster = clusterOf(installation);
      const id = await cluster.controller();
      const time = await without(cluster, [id], random);
      return { what: `broker ${id}, which led the controllers, lost for ${time} s` };
    },
  },
  {
    name: 'majority-lost',
    brokers: 3,
    inflict: async (installation, random) => {
      const cluster = clusterOf(installation);
      const ids = random.shuffled(cluster.ids).slice(0, 2);
      return { what: `brokers ${ids.join(' and ')} lost for ${await without(cluster, ids, random)} s` };
    },
  },
  {
    name: 'broker-emptied',
    brokers: 3,
    inflict: async (installation, random) => {
      const cluster = clusterOf(installation);
      const [emptied = 0, other = 0] = random.shuffled(cluster.ids);
      await cluster.lose(emptied);
      try {
        await cluster.empty(emptied);
        await seconds(3);
      } finally {
        await cluster.back(emptied);
      }
      // What it holds now has to do for those who ask the lost one no more.
      const time = await without(cluster, [other], random);
      return { what: `broker ${emptied} came back with an empty disk, then ${other} lost for ${time} s` };
    },
  },
];
