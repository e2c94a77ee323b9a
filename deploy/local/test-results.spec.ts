import { expect, it } from 'vitest';
import { countResults } from './test-results.ts';

const passed = { status: 'passed' };
const failed = { status: 'failed' };

it('counts tests, and files that could not be loaded', () => {
  const report = {
    numPassedTests: 3,
    numFailedTests: 1,
    testResults: [
      { status: 'passed', assertionResults: [passed, passed] },
      { status: 'failed', assertionResults: [passed, failed] },
      { status: 'failed', assertionResults: [] },
    ],
  };
  expect(countResults(report)).toEqual({ passed: 3, failed: 2 });
});
