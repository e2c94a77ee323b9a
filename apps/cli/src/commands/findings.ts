import { ageOf, worthOf } from '../words.ts';

/** What a service says that waits or has gone wrong, as `GET /ops/findings` has it. */
export interface ServiceFinding {
  kind: string;
  subject: string;
  count: number;
  since: string | null;
  worth?: readonly { currency: string; amount: string }[] | undefined;
  remedy: string;
}

/** One line for each finding; what to do is said once behind those for which it is the same. */
export function findingLines(service: string, findings: readonly ServiceFinding[], now: Date): string[] {
  return findings.flatMap((finding, index) => {
    const next = findings[index + 1];
    const last = next?.remedy !== finding.remedy;
    return [lineOf(service, finding, now), ...(last ? [`  ${finding.remedy}`] : [])];
  });
}

function lineOf(
  service: string,
  { kind, subject, count, since, worth = [] }: ServiceFinding,
  now: Date,
): string {
  const parts = [
    `${service}: ${kind} (${subject.replaceAll('|', ' ')}): ${count}`,
    ...(since === null ? [] : [`${count > 1 ? 'the oldest ' : ''}for ${ageOf(since, now)}`]),
    ...(worth.length > 0 ? [`worth ${worthOf(worth)}`] : []),
  ];
  return parts.join(', ');
}
