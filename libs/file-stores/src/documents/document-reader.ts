import type { DocumentSettings } from './document-settings.ts';
import { compilePattern, type DocumentPattern } from './pattern.ts';

/** What a reader takes. */
export interface DocumentReader {
  settings: DocumentSettings;
  pattern: DocumentPattern;
}

/** @param zone IANA name of the time zone that the source's clocks show */
export function documentReader(settings: DocumentSettings, zone: string): DocumentReader {
  return { settings, pattern: compilePattern(settings.pattern, zone) };
}
