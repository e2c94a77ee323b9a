import {
  isStoreName,
  needsOf,
  startOrder,
  type PartName,
  type ServiceName,
  type StoreName,
} from '../topology.ts';

export interface Steps {
  store(name: StoreName): Promise<void>;
  /** Topics and schemas; runs once, when broker and registry are there and before any service. */
  deploy(): Promise<void>;
  service(name: ServiceName): Promise<void>;
}

/** Starts each part as soon as what it needs is ready, all others beside it; resolves when all are. */
export async function startInOrder(wanted: readonly PartName[], steps: Steps): Promise<void> {
  const parts = startOrder(wanted);
  const started = new Map<PartName, Promise<void>>();
  const after = async (needs: readonly PartName[]) => {
    await Promise.all(needs.map((need) => started.get(need)));
  };
  for (const name of parts.filter(isStoreName)) {
    started.set(
      name,
      after(needsOf(name, parts)).then(() => steps.store(name)),
    );
  }
  const services = parts.filter((name) => !isStoreName(name));
  const messaging = (['kafka', 'registry'] as const).filter((name) => parts.includes(name));
  const deployed = services.length > 0 ? after(messaging).then(() => steps.deploy()) : Promise.resolve();
  for (const name of services) {
    started.set(
      name,
      Promise.all([after(needsOf(name, parts)), deployed]).then(() => steps.service(name)),
    );
  }
  await Promise.all([...started.values(), deployed]);
}
