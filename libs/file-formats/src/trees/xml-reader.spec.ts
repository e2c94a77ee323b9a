import { describe, expect, it } from 'vitest';
import { faultsOf, readFile } from '../fixtures/read-file.ts';

const orders = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE orders SYSTEM "http://nowhere.invalid/orders.dtd">
<o:orders xmlns:o="urn:orders" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <o:order no="0010"><o:LINES.LIST><sku>a&amp;b</sku><n>1.10</n></o:LINES.LIST><note lang="de">Größe<![CDATA[ < 5]]></note></o:order>
 <o:order no="2"><date xsi:nil="true"/><empty/></o:order>
</o:orders>`;

describe('XML', () => {
  it('gives each element at the path as a record, in whatever parts it comes', async () => {
    const { values, positions, verdict } = await readFile(
      orders,
      { xml: 'orders/order', many: ['LINES.LIST'] },
      { part: 5 },
    );
    expect(values).toEqual([
      {
        '@no': '0010',
        'LINES.LIST': [{ sku: 'a&b', n: '1.10' }],
        note: { '@lang': 'de', '#text': 'Größe < 5' },
      },
      { '@no': '2', date: null, empty: '' },
    ]);
    expect(positions).toEqual([1, 2]);
    expect(verdict).toMatchObject({ whole: true, endProven: true, physicalLines: 6 });
  });

  it('names elements by prefixes of the format where it states namespaces', async () => {
    const { values } = await readFile(orders, { xml: 'x:orders/x:order', namespaces: { x: 'urn:orders' } });
    expect(values.map((value) => Object.keys(value))).toEqual([
      ['@no', 'x:LINES.LIST', 'note'],
      ['@no', 'date', 'empty'],
    ]);
    expect(
      (await readFile(orders, { xml: 'orders/order', namespaces: { x: 'urn:orders' } })).verdict.whole,
    ).toBe(false);
  });

  it('finds records at any depth, and takes marked-up text as text', async () => {
    const { values } = await readFile('<a><b><p>Some <i>good</i> wine</p></b><c><b><p>x</p></b></c></a>', {
      xml: '//b',
      text: ['p'],
    });
    expect(values).toEqual([{ p: 'Some good wine' }, { p: 'x' }]);
  });

  it('refuses repeated elements that are not said to be many, all of them named at once', async () => {
    const read = await readFile('<a><b><x>1</x><x>2</x><y/><y/></b><b><x>3</x></b></a>', { xml: 'a/b' });
    expect(faultsOf(read)).toEqual(['1: x: is there more than once, and is not said to be `many`; so are y']);
    expect(read.values).toEqual([{ x: '3' }]);
  });

  it('never resolves entities', async () => {
    const bomb = `<!DOCTYPE a [<!ENTITY l0 "lol">${Array.from({ length: 9 }, (_, index) => `<!ENTITY l${index + 1} "${`&l${index};`.repeat(10)}">`).join('')}]><a><b>&l9;</b></a>`;
    const read = await readFile(bomb, { xml: 'a/b' });
    expect(read.values).toEqual([]);
    expect(faultsOf(read).join()).toContain('line 1: is not well-formed XML: undefined entity');
    const external = await readFile(
      '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a><b>&f;</b></a>',
      { xml: 'a/b' },
    );
    expect(external.values).toEqual([]);
  });

  it.each([
    [
      'ends inside an element',
      '<a><b>1</b><b>2',
      'line 1: the document is cut: its root element is not closed',
    ],
    ['has a wrong closing mark', '<a><b>1</c></a>', 'is not well-formed XML'],
    ['has no such element', '<a><c>1</c></a>', 'the document has no element a/b'],
    [
      'says another encoding',
      '<?xml version="1.0" encoding="iso-8859-1"?><a><b/></a>',
      'says that its encoding is iso-8859-1, the format says utf-8',
    ],
    ['nests without end', '<a>'.repeat(100), 'elements more than 64 deep'],
  ])('that %s is not whole, and says so', async (_, text, reason) => {
    const read = await readFile(text, { xml: 'a/b' });
    expect(read.verdict).toMatchObject({ whole: false, endProven: false });
    expect(faultsOf(read).join()).toContain(reason);
  });

  it('leaves out a record over the limit, and stops at a text that does not end', async () => {
    const long = await readFile(
      `<a><b><x>${'<y>z</y>'.repeat(500)}</x></b><b><x>1</x></b></a>`,
      { xml: 'a/b', many: ['y'] },
      { limits: { recordChars: 500 } },
    );
    expect(faultsOf(long)).toEqual(['1: a record of more than 500 characters']);
    expect(long.values).toEqual([{ x: '1' }]);
    const endless = await readFile(
      `<a><!--${'x'.repeat(200_000)}`,
      { xml: 'a/b' },
      { limits: { recordChars: 500 } },
    );
    expect(faultsOf(endless).join()).toContain('a text or mark of more than 500 characters');
  });

  it.each([
    ['a text', (text: string) => text],
    ['CDATA', (text: string) => `<![CDATA[${text}]]>`],
    ['a comment', (text: string) => `<!--${text}-->`],
    ['an instruction', (text: string) => `<?do ${text}?>`],
    ['an attribute', (text: string) => `<y z="${text}"/>`],
  ])('is bounded at the same place in whatever parts it comes: %s', async (_, inside) => {
    for (let length = 60; length <= 110; length += 1) {
      const file = `<a><b>${inside('x'.repeat(length))}</b></a>`;
      const verdicts = [1, 2, 3, 7, 1_000].map(async (part) => {
        const { verdict } = await readFile(file, { xml: 'a/b' }, { limits: { recordChars: 100 }, part });
        return [verdict.whole, verdict.records, verdict.faultCount];
      });
      const [first, ...others] = await Promise.all(verdicts);
      for (const other of others) expect([length, ...other]).toEqual([length, ...(first ?? [])]);
    }
  });

  it('keeps names that would change objects', async () => {
    const { values } = await readFile('<a><b><__proto__>1</__proto__><constructor>2</constructor></b></a>', {
      xml: 'a/b',
    });
    expect(Object.entries(values[0] ?? {})).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
  });
});
