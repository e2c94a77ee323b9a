import { register, supportsSyncHooks } from 'import-in-the-middle/register-hooks.mjs';
import { startTelemetry } from './sdk.ts';

// Loaded by `node --import` before the application, because pg can only be instrumented while it is loaded.
if (process.env['OTEL_SDK_DISABLED'] !== 'true') {
  if (supportsSyncHooks()) register({ include: ['pg', 'pg-pool'] });
  await startTelemetry(process.env);
}
