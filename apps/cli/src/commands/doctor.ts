import type { Finding } from '@throughline/messaging';
import type { Installation } from '../installation.ts';
import type { Output } from '../output.ts';

/** What is wrong between each service's database and the log, and what to do about it. */
export async function doctor(installation: Installation, service?: string): Promise<Output> {
  const answers = await installation.askAll<Finding[]>(installation.services(service), 'doctor');
  const lines = answers.flatMap(({ service, answer, failure }) =>
    failure
      ? [`${service}: ${failure}`]
      : (answer ?? []).flatMap(({ text, remedy }) => [`${service}: ${text}`, `  ${remedy}`]),
  );
  return {
    json: answers,
    lines: lines.length === 0 ? ['Databases and log agree.'] : lines,
    status: lines.length === 0 ? 0 : 1,
  };
}

/** What can be done where database and log disagree. */
export const remedies = ['adopt', 'raise-versions', 'keep-versions'] as const;

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
