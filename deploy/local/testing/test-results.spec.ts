import { expect, it } from 'vitest';
import { countResults, countSaid, listFailures } from './test-results.ts';

const passed = { status: 'passed', fullName: 'adds', failureMessages: [] };
const failed = { status: 'failed', fullName: 'divides', failureMessages: ['expected 1 to be 2\n at line 3'] };
const report = {
  numPassedTests: 3,
  numFailedTests: 1,
  testResults: [
    { name: '/home/a.spec.ts', status: 'passed', message: '', assertionResults: [passed, passed] },
    { name: '/home/lib/b.spec.ts', status: 'failed', message: '', assertionResults: [passed, failed] },
    { name: '/home/c.spec.ts', status: 'failed', message: 'no such module', assertionResults: [] },
  ],
};

it('counts tests, and files that could not be loaded', () => {
  expect(countResults(report)).toEqual({ passed: 3, failed: 2 });
});

it('lists what failed with its file and the reason', () => {
  expect(listFailures(report, '/home')).toEqual([
    'lib/b.spec.ts > divides\n    expected 1 to be 2\n     at line 3',
    'c.spec.ts\n    no such module',
  ]);
});

it('counts by what a program says last, and believes its status more', () => {
  expect(countSaid('1 passed, 1 failed\n…\n7 passed, 0 failed\n', true)).toEqual({ passed: 7, failed: 0 });
  expect(countSaid('11 caught, 2 not caught\n', false)).toEqual({ passed: 11, failed: 2 });
  expect(countSaid('7 passed, 0 failed\n', false)).toEqual({ passed: 7, failed: 1 });
  expect(countSaid('all is well', true)).toEqual({ passed: 1, failed: 0 });
  expect(countSaid('', false)).toEqual({ passed: 0, failed: 1 });
});
