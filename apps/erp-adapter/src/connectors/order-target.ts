import {
  type AmendsOrders,
  type Connector,
  type CreatesOrders,
  type FindsOrders,
  type ReadsSnapshots,
  amendsOrders,
  createsOrders,
  findsOrders,
  readsSnapshots,
} from '@throughline/connector';

export type OrderTarget = Connector & CreatesOrders & FindsOrders & AmendsOrders & ReadsSnapshots;

/** Whether orders can be handed over to it: made, found, changed and read back. */
export function takesOrders(connector: Connector): connector is OrderTarget {
  return (
    createsOrders(connector) &&
    findsOrders(connector) &&
    amendsOrders(connector) &&
    readsSnapshots(connector) &&
    connector.readers.orders !== undefined
  );
}
