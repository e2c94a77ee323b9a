export interface Count {
  passed: number;
  failed: number;
}

/** What is read of vitest's JSON report. */
export interface Report {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
}

/** Sums up a report; a file that failed without a failed test (it did not even load) counts as one failure. */
export function countResults({ numPassedTests, numFailedTests, testResults }: Report): Count {
  const broken = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((result) => result.status === 'failed'),
  );
  return { passed: numPassedTests, failed: numFailedTests + broken.length };
}

/** What a program says last of its own tests; one test, the program itself, when it says nothing. */
export function countSaid(text: string, succeeded: boolean): Count {
  const said = [...text.matchAll(/^(\d+) (?:passed|caught), (\d+) (?:failed|not caught)$/gm)].at(-1);
  const count = { passed: Number(said?.[1] ?? 1), failed: Number(said?.[2] ?? 0) };
  if (succeeded || count.failed > 0) return count;
  return { passed: said ? count.passed : 0, failed: 1 };
}
