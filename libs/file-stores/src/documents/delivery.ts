import { createHash } from 'node:crypto';
import { type FileStore, NameTaken } from '../stores/file-store.ts';
import { stagedPath } from '../stores/paths.ts';
import { digestOf } from './content.ts';

/** How far a document of ours is: plain data, kept by whoever puts it. */
export interface Delivery {
  path: string;
  sha256: string;
  /** Written under another name, or there under its own (and perhaps fetched since). */
  state: 'staged' | 'delivered';
  /** How far the marker behind it is, where it has one. */
  marker?: Delivery | null;
}

/** A document of another content was put under this name before. */
export class DeliveryDiffers extends Error {
  override name = 'DeliveryDiffers';
}

/**
 * Puts a document under its name, whole from the first moment, and once: also when a run was killed, and when it has been
 * fetched since. That rests on `known` being what was last saved.
 * @param known what was saved of this path, null at first
 * @param save keeps it; awaited before the next step
 * @throws DeliveryDiffers, NameTaken when the name has another content; else what `FileStore` throws
 */
export async function putDocument(
  store: FileStore,
  path: string,
  bytes: Uint8Array,
  known: Delivery | null,
  save: (delivery: Delivery) => Promise<void>,
): Promise<Delivery> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (known !== null && known.sha256 !== sha256)
    throw new DeliveryDiffers(`${path} was put with other content before`);
  if (known?.state === 'delivered') return known;
  const delivered: Delivery = { path, sha256, state: 'delivered' };
  const staged = known?.state === 'staged' ? await store.stat(stagedPath(path)) : null;
  // Nobody but us renames what was staged: when that is gone, it has its name, or had it until it was fetched.
  if (known?.state === 'staged' && staged === null) return saved(delivered, save);
  if ((await store.stat(path)) !== null) {
    if ((await digestOf(store, path)).sha256 === sha256) return saved(delivered, save);
    throw new NameTaken(`${path} is there with other content`);
  }
  if (staged?.size !== bytes.length) {
    await store.stage(path, bytes);
    await save({ path, sha256, state: 'staged' });
  }
  await store.rename(stagedPath(path), path);
  return saved(delivered, save);
}

/**
 * Puts a document, and when it is there an empty file behind it that says so: both as `putDocument` does, so that neither
 * comes again when the receiver has taken them away.
 * @param marker its path
 * @throws what `putDocument` throws
 */
export async function putWithMarker(
  store: FileStore,
  { path, marker }: { path: string; marker: string },
  bytes: Uint8Array,
  known: Delivery | null,
  save: (delivery: Delivery) => Promise<void>,
): Promise<Delivery> {
  const document = await putDocument(store, path, bytes, known, save);
  let delivery = document;
  await putDocument(store, marker, new Uint8Array(), document.marker ?? null, async (next) => {
    delivery = { ...document, marker: next };
    await save(delivery);
  });
  return delivery;
}

/** Whether a document with just these bytes has a name, such as one in the folder that its receiver keeps it in. */
export async function hasDocument(store: FileStore, path: string, bytes: Uint8Array): Promise<boolean> {
  const found = await store.stat(path);
  if (found?.size !== bytes.length) return false;
  return (await digestOf(store, path)).sha256 === createHash('sha256').update(bytes).digest('hex');
}

async function saved(delivery: Delivery, save: (delivery: Delivery) => Promise<void>): Promise<Delivery> {
  await save(delivery);
  return delivery;
}
