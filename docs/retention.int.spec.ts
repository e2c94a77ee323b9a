import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDataSource, kernelOf, migrate } from '@throughline/persistence';
