/** Text for a part of an address, percent-encoded already. */
export const addresses: readonly string[] = [
  ...['%00', 'a%00b', '%ff', '%c0%ae%c0%ae', '%ed%a0%80', '%', '%zz', '%u0000', '%0d%0aset-cookie:%20a=b'],
  ...['%20', '%09', '%7f', '%E2%80%AE', '%EF%BB%BF', '%F0%9F%99%88'],
  ...[
    `' or 1=1--`,
    `'; drop table products; --`,
    `\\`,
    `%`,
    `_`,
    `"`,
    '`id`',
    '$(id)',
    '{{7*7}}',
    '${7*7}',
    '<script>alert(1)</script>',
    '<%= 7*7 %>',
    '../../../../etc/passwd',
    '..;/ops',
    '//evil.example',
    'http://127.0.0.1:1/',
    ':*',
    '!',
    '&',
    '(',
    '|',
    '*',
    ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'null', 'undefined', 'true'],
    ...['NaN', 'Infinity', '-Infinity', '1e309', '-1', '-0', '0', '1.5', '0x10', '1e3', '٣', '１'],
    ...['2147483647', '2147483648', '-2147483649', '9007199254740991', '9007199254740993'],
    ...['9223372036854775807', '9223372036854775808', '9'.repeat(90)],
    ...['0000-01-01T00:00:00Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:60Z', '2026-02-30T00:00:00Z'],
    ...[
      '9999-12-31T23:59:59.999999999+23:59',
      '2026-01-01',
      '2026-01-01T24:00:00Z',
      '+275760-09-13T00:00:00Z',
    ],
    ...[
      '-271821-04-20T00:00:00.000Z|W1',
      '+275760-09-13T00:00:00.000Z|W1',
      '2026-01-01|a\0b',
      '|',
      '2026-01-01|',
    ],
    ...['ﷺ'.repeat(10), 'é'.repeat(50), '🙈'.repeat(20), 'ß', 'ǆ', 'a\u0301'.repeat(20), '\u202E', '½'],
    ...['[]', '{}', '[object Object]', '{"a":1}', ',', ',,,', 'a,'.repeat(30), 'a|b'],
    ...cursors(),
  ].map((text) => encodeURIComponent(text)),
];

/** Further ones where an address may be long, as in a query. */
export const longAddresses: readonly string[] = ['x', 'a,', '%F0%9F%99%88', '%27', '1'].map((text) =>
  text.repeat(Math.floor(12_000 / text.length)),
);

/** Ends of a page that nobody has given. */
function cursors(): string[] {
  const parts: unknown[] = [
    ...[null, 1, 'x', [], {}, [1e300, 'a', 'b'], [2 ** 53, 'a', 'b'], [2 ** 31, 'a', 'b'], [-1, '', '']],
    ...[
      [0, 'a\0b', 'c'],
      [0, 'a', 'b\0'],
      ['items', 'a\0', ''],
      ['a', 'b', 'c'],
      [0.5, 'a', 'b'],
    ],
    ...[
      [0, '\ud800', 'b'],
      ['items', '\udfff', 'b'],
      [0, 'x'.repeat(500), 'y'],
      [0, [], {}],
    ],
  ];
  return parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
}

/** JSON texts to stand where another value is expected. */
export const values: readonly string[] = [
  ...['null', 'true', 'false', '0', '-0', '-1', '1', '1.5', '1e308', '1e999', '-1e999', '1e-400'],
  ...['2147483647', '2147483648', '4294967296', '9007199254740991', '9007199254740993', '9'.repeat(400)],
  ...['""', '" "', '"0"', '"-1"', '"1e5"', '"NaN"', '"true"', '"null"', '"2026-02-30"'],
  ...['[]', '[[]]', '[null]', '[{}]', '{}', '{"a":1}', '{"constructor":{"prototype":{"polluted":1}}}'],
  ...['{"toString":1}', '{"length":1}', '{"then":1}', '{"$gt":""}', '{"toJSON":1,"valueOf":null}'],
  ...['"\\u0000"', '"a\\u0000b"', '"\\ud800"', '"\\udc00\\ud800"', '"\\u202e\\ufeff"', '"\\r\\n"'],
  ...[
    `' or 1=1--`,
    `'; drop table products; --`,
    '{{constructor.constructor("return 1")()}}',
    '${7*7}',
    '<script>alert(1)</script>',
    '../../../../etc/passwd',
    '__proto__',
    'constructor',
    'toString',
    '=cmd|calc',
    '🙈'.repeat(100),
    'ﷺ'.repeat(60),
    'a|b',
    'x'.repeat(70_000),
  ].map((text) => JSON.stringify(text)),
  nested('[', ']', 1_000),
  nested('[', ']', 50_000),
  nested('{"a":', '}', 20_000, 'null'),
  JSON.stringify(Array.from({ length: 5_000 }, () => 'a')),
  JSON.stringify(Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`k${i}`, i]))),
];

/** Whole bodies. */
export const bodies: readonly (string | Buffer)[] = [
  ...['', ' ', 'null', '[]', '{}', '1', '"x"', 'true', '{', '{"a"', '{"a":1}}', '{"a":1,}', "{'a':1}", 'NaN'],
  ...['\ufeff{}', '{"a":1}\0', '\0', '{"__proto__":{"admin":true}}', '{"constructor":{"prototype":{"a":1}}}'],
  ...['{"\\u005f_proto__":1}', '{"a":{"__proto__":{"b":1}}}', '{"a":1,"a":2}', '{"":""}', '{"\\u0000":1}'],
  nested('[', ']', 100_000),
  nested('{"a":', '}', 40_000, '1'),
  nested('[', '', 200_000),
  Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
  Buffer.from('{"a":"b"}', 'utf16le'),
  JSON.stringify({ a: 'x'.repeat(255 * 1024) }),
  JSON.stringify({ a: 'x'.repeat(300 * 1024) }),
  Buffer.alloc(1024 * 1024, '['),
];

function nested(open: string, close: string, depth: number, core = ''): string {
  return open.repeat(depth) + core + close.repeat(depth);
}
