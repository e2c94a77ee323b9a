export { makeReport } from './report/make-report.ts';
export { type ColumnReport, type DataReport, type Example, type Finding, dataReport } from './data-report.ts';
export { type FindingKind, type Severity, findingKinds } from './finding-kinds.ts';
export {
  type ColumnSettings,
  type Meaning,
  type ReportSettings,
  type ReportSettingsInput,
  meanings,
  parseReportSettings,
  reportSettings,
} from './settings.ts';
export { type KeySet, collectKeys } from './collecting/key-set.ts';
export { type Language, languages } from './words/words.ts';
export { renderReport } from './page/render-report.ts';
export { page } from './page/page.ts';
export { Html, html } from './page/html.ts';
export { sourceText } from './page/source-text.ts';
export { type Head, table } from './page/table.ts';
export { type Formats, formatsOf } from './page/formats.ts';
