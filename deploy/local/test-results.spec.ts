import { expect, it } from 'vitest';
import { countResults, countSaid } from './test-results.ts';

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

it('counts by what a program says last, and believes its status more', () => {
  expect(countSaid('1 passed, 1 failed\n…\n7 passed, 0 failed\n', true)).toEqual({ passed: 7, failed: 0 });
  expect(countSaid('11 caught, 2 not caught\n', false)).toEqual({ passed: 11, failed: 2 });
  expect(countSaid('7 passed, 0 failed\n', false)).toEqual({ passed: 7, failed: 1 });
  expect(countSaid('all is well', true)).toEqual({ passed: 1, failed: 0 });
  expect(countSaid('', false)).toEqual({ passed: 0, failed: 1 });
});
