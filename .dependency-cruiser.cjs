/**
 * Folders of one part of the system, the uppermost first: each may import those below it, and none above it. What is no
 * folder of the list (files beside the folders) is left alone.
 */
const layers = {
  'apps/erp-adapter/src': [
    'mending',
    'manual',
    'planning',
    'trials',
    'capture',
    'intake',
    'reconciliation',
    'publishing',
    'exports',
    'quarantine',
    'bindings',
    'sources',
    'plan',
    'connectors',
    'landing',
    'mapping',
  ],
  'apps/demo-erp/src': ['pages', 'life', 'seed', 'desk', 'invoices', 'orders', 'items', 'stock'],
  'apps/storefront/src': ['live', 'orders', 'cart', 'catalog', 'limits', 'offers', 'projection', 'web'],
  'apps/orders/src': ['operations', 'references', 'jobs', 'decision', 'placement', 'documents', 'order'],
  'deploy/local': [
    'commands',
    'testing',
    'control',
    'installation',
    'fronts',
    'stores',
    'build',
    'ports',
    'processes',
  ],
  'libs/data-report/src': ['page', 'report', 'words', 'checks', 'collecting', 'values'],
  'libs/messaging/src': [
    'operations',
    'recovery',
    'projection',
    'consumer',
    'processing',
    'outbox',
    'records',
    'kafka',
  ],
  'libs/mapping/src': ['outward', 'compile', 'steps', 'targets', 'values', 'documents'],
  'libs/file-stores/src': ['documents', 'stores'],
  'libs/source-drafts/src': ['draft', 'descriptions', 'flows', 'tables', 'shapes', 'words'],
  'libs/service/src': [
    'operations',
    'http',
    'openapi',
    'access',
    'jobs',
    'configuration',
    'problems',
    'schemas',
  ],
  'tests/bench': ['benches', 'kernel', 'peers', 'installation', 'measuring'],
};

const oneWay = Object.entries(layers).flatMap(([part, folders]) =>
  folders.slice(1).map((folder, index) => ({
    name: `one-way-in-${part.replaceAll('/', '-')}`,
    severity: 'error',
    comment: `Arrows between the folders of ${part} run one way: ${folders.join(' → ')}.`,
    from: { path: `^${part}/${folder}/`, pathNot: '\\.spec\\.tsx?$' },
    to: { path: `^${part}/(${folders.slice(0, index + 1).join('|')})/` },
  })),
);

/** What belongs in files with a role suffix: frameworks, drivers and clients. */
const frameworks =
  'node_modules/(@nestjs/|typeorm/|pg/|mysql2/|rxjs/|fastify/|kafkajs/|@opentelemetry/(?!api/))';

/** Files of domain: without a role suffix (`order.ts`, not `orders.controller.ts`). demo-erp is laid out like the foreign system it plays. */
const domain = {
  path: '^apps/(?!demo-erp/)[^/]+/src/.*[^/.]+\\.ts$',
  pathNot: [
    '\\.[^/.]+\\.ts$',
    '/(migrations|fixtures)/',
    '^apps/[^/]+/src/main\\.ts$',
    // Framework by nature, and still without a suffix.
    '^apps/erp-adapter/src/(publishing/apply|exports/export-spans)\\.ts$',
    // Transports speak by drivers.
    '^apps/erp-adapter/src/connectors/(transports/|systems/[^/]+/export\\.ts$)',
  ],
};

/** Who may import what. A rule that stands in the way is changed here, with an ADR. */
module.exports = {
  forbidden: [
    ...oneWay,
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Files that import one another cannot be understood one by one.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'domain-without-framework',
      severity: 'error',
      comment: 'A file without a role suffix is domain; one that needs a framework says so by its name.',
      from: domain,
      to: { path: frameworks },
    },
    {
      name: 'domain-without-tracing',
      severity: 'error',
      comment: 'But for the types of the API of OpenTelemetry.',
      from: domain,
      to: { path: 'node_modules/@opentelemetry/api/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'apps-import-libs-only',
      severity: 'error',
      comment: 'Services share topics, never code of one another; so nothing imports demo-erp either.',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'pages-import-what-browsers-run',
      severity: 'error',
      comment: 'All other libraries need Node.',
      from: { path: '^apps/[^/]+-web/src/' },
      to: { path: '^libs/(?!money/)' },
    },
    {
      name: 'cli-asks-services',
      severity: 'error',
      comment:
        "An operator's command asks the operator API; it opens no database of ours and is no service. It may look at files and at databases of sources, and draft and try documents of them.",
      from: { path: '^apps/cli/', pathNot: '\\.int\\.spec\\.ts$' },
      to: {
        path: '^libs/(?!(events|messaging|file-stores|file-formats|database-sources|mapping|data-report|source-documents|source-drafts|source-verification)/)',
      },
    },
    {
      name: 'nobody-imports-demo-erp',
      severity: 'error',
      comment: 'The back office is a foreign system, reached through its database and its pages.',
      // But for the test that holds our prices against its own function.
      from: { pathNot: '^(apps/demo-erp|tests/contract/prices)/' },
      to: { path: '^apps/demo-erp/' },
    },
    {
      name: 'libs-never-import-apps',
      severity: 'error',
      from: { path: '^(libs|deploy)/' },
      to: { path: '^apps/' },
    },
    {
      name: 'events-import-nothing-of-ours',
      severity: 'error',
      from: { path: '^libs/events/' },
      to: { path: '^(libs|apps|deploy)/', pathNot: '^libs/events/' },
    },
    {
      name: 'products-do-not-import-tests',
      severity: 'error',
      from: {
        path: '^(apps|libs|deploy)/',
        pathNot: ['\\.spec\\.tsx?$', '^libs/testing/', '(^|/)(tests?|fixtures|bench)/'],
      },
      to: { path: ['^libs/testing/', '^tests/'] },
    },
    {
      name: 'libs-by-their-front-door',
      severity: 'error',
      comment:
        'A library is imported by its name, so that its index says what it offers; builders need no installation.',
      from: { path: '^(apps|libs)/([^/]+)/' },
      to: {
        path: '^libs/([^/]+)/',
        pathNot: [
          '^$1/$2/',
          '^libs/[^/]+/src/index\\.ts$',
          '^libs/testing/src/(builders|clerk|connector-contract|fuzz|sftp-server)/index\\.ts$',
          '^libs/testing/src/mariadb\\.ts$',
        ],
      },
    },
    {
      name: 'kafkajs-in-one-folder',
      severity: 'error',
      comment:
        'So that another client is a change to one folder; but for the bare hops that the bench compares with.',
      from: {
        path: '^(apps|libs|deploy|tests)/',
        pathNot: '^(libs/messaging/src/kafka/|tests/bench/peers/floor/hop\\.ts$)',
      },
      to: { path: '(^|/)kafkajs(/|$)' },
    },
    {
      name: 'opentelemetry-sdk-in-telemetry',
      severity: 'error',
      comment: 'But for specs, which look at the spans that were recorded.',
      from: { path: '^(apps|libs|deploy|tests)/', pathNot: ['^libs/telemetry/', '\\.spec\\.ts$'] },
      to: { path: '(^|/)@opentelemetry/(?!api(/|$))' },
    },
    {
      name: 'avsc-in-events',
      severity: 'error',
      from: { path: '^(apps|libs|deploy|tests)/', pathNot: '^libs/events/' },
      to: { path: '(^|/)avsc(/|$)' },
    },
    {
      name: 'ssh2-in-file-stores',
      severity: 'error',
      comment: 'And the server that its tests speak with.',
      from: {
        path: '^(apps|libs|deploy|tests)/',
        pathNot: ['^libs/file-stores/src/stores/', '^libs/testing/src/sftp-server/'],
      },
      to: { path: '(^|/)ssh2(/|$)' },
    },
    {
      name: 'everything-resolves',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(\\./)?\\?|virtual:' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Packages that are published from a folder `dist` are seen nevertheless.
    exclude: { path: '^(?!node_modules/).*(dist|\\.throughline|coverage)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
