import { freePort } from '../ports/ports.ts';
import { HostGate } from './host-gate.ts';
import { RoundRobin } from './round-robin.ts';
import { ShopGate } from './shop-gate.ts';

/** Something that listens in front of a service. */
export type Front = RoundRobin | ShopGate | HostGate;

/** Puts replicas behind one port; on an interface beyond loopback, behind a gate that lets only the shop through. */
export async function publish(replicas: readonly number[], port: number, host: string): Promise<Front[]> {
  const gated = host !== '127.0.0.1';
  const spreadPort = gated ? await freePort() : port;
  const spread = new RoundRobin(replicas);
  await spread.listen(spreadPort, '127.0.0.1');
  if (!gated) return [spread];
  const gate = new ShopGate(spreadPort);
  await gate.listen(port, host);
  return [gate, spread];
}

/** Puts a program that answers to any name behind a port that answers to this machine's alone. */
export async function gate(target: { port: number; path: string }, port: number): Promise<Front> {
  const front = new HostGate(target.port, target.path);
  await front.listen(port);
  return front;
}
