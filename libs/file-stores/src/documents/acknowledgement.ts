import { FileMissing, type FileStore } from '../stores/file-store.ts';
import { nameOf } from '../stores/paths.ts';
import { readWhole } from './content.ts';
import type { AcknowledgementSettings } from './document-settings.ts';
import { literally } from './pattern.ts';
import { filled, nameFields } from './template.ts';

/** An answer to a document of ours. */
export interface Acknowledgement {
  path: string;
  bytes: Buffer;
}

/**
 * All answers to a document that are there and whole, in the order of their names; none is no answer yet.
 * @param name of the document as it was put, without its folder
 * @throws FileTooLarge; else what `FileStore` throws
 */
export async function findAcknowledgement(
  store: FileStore,
  settings: AcknowledgementSettings,
  name: string,
): Promise<Acknowledgement[]> {
  const { files } = await store.list(settings.folder);
  const fields = nameFields(nameOf(name));
  const expression = new RegExp(
    `^${filled(literally(settings.pattern, /\{[a-z]+\}/g), {
      name: literally(fields.name),
      stem: literally(fields.stem),
      any: '.*',
    })}$`,
    'su',
  );
  const there = new Set(files.map(({ path }) => nameOf(path)));
  const answers: Acknowledgement[] = [];
  for (const { path } of files) {
    const whole =
      settings.marker === undefined || there.has(filled(settings.marker, nameFields(nameOf(path))));
    if (!whole || !expression.test(nameOf(path))) continue;
    try {
      answers.push({ path, bytes: await readWhole(store, path, settings.limit) });
    } catch (error) {
      // Somebody cleared it away since the folder was listed.
      if (!(error instanceof FileMissing)) throw error;
    }
  }
  return answers;
}
