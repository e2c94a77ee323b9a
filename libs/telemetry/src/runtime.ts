/** What the OpenTelemetry start file leaves for the process that it was loaded into. */
export interface TelemetryRuntime {
  /** The metrics of this instant in Prometheus' text format. */
  metricsText(): Promise<string>;
  /** Sends what is waiting and stops; at the end of the process. */
  shutdown(): Promise<void>;
}

const key = Symbol.for('throughline.telemetry');
const holder = globalThis as { [key]?: TelemetryRuntime };

/** The running telemetry, or undefined when the process was started without the start file. */
export function telemetryRuntime(): TelemetryRuntime | undefined {
  return holder[key];
}

/** Called by the start file alone. A global, because start file and application are separate bundles. */
export function installTelemetryRuntime(runtime: TelemetryRuntime): void {
  holder[key] = runtime;
}
