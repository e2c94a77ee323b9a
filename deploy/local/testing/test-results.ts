import { relative } from 'node:path';

export interface Count {
  passed: number;
  failed: number;
}

/** What is read of vitest's JSON report. */
export interface Report {
  numPassedTests: number;
  numFailedTests: number;
  testResults: TestFile[];
}

interface TestFile {
  name: string;
  status: string;
  message: string;
  assertionResults: { status: string; fullName: string; failureMessages: string[] | null }[];
}

/** Sums up a report; a file that failed without a failed test (it did not even load) counts as one failure. */
export function countResults({ numPassedTests, numFailedTests, testResults }: Report): Count {
  return { passed: numPassedTests, failed: numFailedTests + testResults.filter(isBroken).length };
}

/**
 * Every failure of a report with its file and the beginning of what was said of it: a long run is read from its end,
 * and often no more than that is kept.
 */
export function listFailures({ testResults }: Pick<Report, 'testResults'>, folder: string): string[] {
  return testResults.flatMap((file) => {
    const path = relative(folder, file.name);
    if (isBroken(file)) return [`${path}\n${beginning(file.message)}`];
    return file.assertionResults
      .filter(({ status }) => status === 'failed')
      .map(
        ({ fullName, failureMessages }) =>
          `${path} > ${fullName}\n${beginning((failureMessages ?? []).join('\n'))}`,
      );
  });
}

function isBroken({ status, assertionResults }: TestFile): boolean {
  return status === 'failed' && !assertionResults.some((result) => result.status === 'failed');
}

function beginning(message: string): string {
  return message
    .split('\n')
    .slice(0, 20)
    .map((line) => `    ${line}`)
    .join('\n');
}

/** What a program says last of its own tests; one test, the program itself, when it says nothing. */
export function countSaid(text: string, succeeded: boolean): Count {
  const said = [...text.matchAll(/^(\d+) (?:passed|caught), (\d+) (?:failed|not caught)$/gm)].at(-1);
  const count = { passed: Number(said?.[1] ?? 1), failed: Number(said?.[2] ?? 0) };
  if (succeeded || count.failed > 0) return count;
  return { passed: said ? count.passed : 0, failed: 1 };
}
