import type { Finding } from '@throughline/messaging';
import type { Installation } from '../installation.ts';
import type { Output } from '../output.ts';
import { findingLines } from './findings.ts';
import type { ServiceFinding } from './findings.ts';

/**
 * What is wrong between each service's database and the log, what waits for a person or has gone wrong besides, and what
 * to do about it.
 */
export async function doctor(installation: Installation, now: Date, service?: string): Promise<Output> {
  const services = installation.services(service);
  const [answers, found] = await Promise.all([
    installation.askAll<Finding[]>(services, 'doctor'),
    installation.askAll<ServiceFinding[]>(services, 'findings'),
  ]);
  const json = answers.map((answer, index) => ({ ...answer, findings: found[index]?.answer }));
  const lines = json.flatMap(({ service: name, answer = [], failure, findings = [] }, index) => {
    const silence = failure ?? found[index]?.failure;
    return [
      ...(silence === undefined ? [] : [`${name}: ${silence}`]),
      ...answer.flatMap(({ text, remedy: help }) => [`${name}: ${text}`, `  ${help}`]),
      ...findingLines(name, findings, now),
    ];
  });
  return {
    json,
    lines: lines.length === 0 ? ['Databases and log agree, and nothing waits for a person.'] : lines,
    status: lines.length === 0 ? 0 : 1,
  };
}

/**
 * Has every service go on with the log as it is. Once all of them read from its present end, what it lost is sent
 * again.
 * @throws Failure when a service does not answer; nothing is sent again then.
 */
export async function adopt(installation: Installation): Promise<Output> {
  const services = installation.services();
  await Promise.all(services.map((service) => installation.ask(service, 'doctor/adopt', {})));
  const answers = await Promise.all(
    services.map(async (service) => {
      const told = await installation.ask<{ again: number; missing: number }>(
        service,
        'doctor/send-again',
        {},
      );
      return { service, ...told };
    }),
  );
  return {
    json: answers,
    lines: answers.map(({ service, again, missing }) =>
      [
        `${service}: goes on with the log as it is`,
        ...(again > 0 ? [`${again} records that it had lost are sent again`] : []),
        ...(missing > 0 ? [`${missing} are not kept any more, compare with the source`] : []),
      ].join('; '),
    ),
    status: answers.some(({ missing }) => missing > 0) ? 1 : 0,
  };
}

/** What can be done where a database is older than the log. */
export const remedies = ['raise-versions', 'keep-versions'] as const;

/** Carries out a remedy that the doctor named, at one service. */
export async function remedy(
  installation: Installation,
  service: string,
  command: (typeof remedies)[number],
): Promise<Output> {
  const [name] = installation.services(service);
  await installation.ask(name as string, `doctor/${command}`, {});
  return { json: { service, done: command }, lines: [`${service}: done`] };
}
