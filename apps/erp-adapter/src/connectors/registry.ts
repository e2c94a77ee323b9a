import type { OpensConnector } from './settings.ts';
import { demoErp } from './systems/demo-erp/connector.ts';

/** The systems that sources may be of, each with what opens a connector to it. */
export const systems = {
  'demo-erp': demoErp,
} as const satisfies Record<string, OpensConnector>;

export type SystemName = keyof typeof systems;
