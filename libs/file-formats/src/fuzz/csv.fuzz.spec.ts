import { fuzzFiles } from '../fixtures/damaged-files.ts';

fuzzFiles('csv');
