import { gzipSync } from 'node:zlib';
import { ImportPage, counts, file } from '../support/import-page.ts';
import { type Page, expect, test } from '../support/test.ts';
import type { Server } from '../support/server.ts';
import { zip } from '../support/zip.ts';

const ROWS = 'Email,First name,City\nana@mail.example,Ana,Málaga\nbo@mail.example,Bo,Łódź\n';
/** Of Western Europe alone. */
const WESTERN = ROWS.replace('Łódź', 'Nîmes');

test.beforeEach(async ({ account }) => account);

async function choose(page: Page, path: string): Promise<ImportPage> {
  const wizard = new ImportPage(page);
  await wizard.open();
  await wizard.choose(path);
  return wizard;
}

async function cities(server: Server): Promise<string[]> {
  const rows = await server.query<{ city: string }>(`select attributes ->> 'city' as city from contact order by email`);
  return rows.map((row) => row.city);
}

function utf16be(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

const two = gzipSync(ROWS.slice(0, ROWS.indexOf('bo@')));
const READ: [name: string, content: Buffer, cities: [string, string]][] = [
  ['plain.csv.gz', gzipSync(ROWS), ['Málaga', 'Łódź']],
  ['members.csv.gz', Buffer.concat([two, gzipSync(ROWS.slice(ROWS.indexOf('bo@')))]), ['Málaga', 'Łódź']],
  [
    'export.zip',
    zip(
      [
        { name: 'export/', content: '', method: 0 },
        { name: '__MACOSX/export/._contacts.csv', content: 'x'.repeat(5000) },
        { name: 'export/readme.pdf', content: `%PDF${'x'.repeat(5000)}` },
        { name: 'export/contacts.csv', content: ROWS },
      ],
      'made today',
    ),
    ['Málaga', 'Łódź'],
  ],
  ['stored.zip', zip([{ name: 'contacts', content: `\ufeff${ROWS}`, method: 0 }]), ['Málaga', 'Łódź']],
  ['packed.zip', zip([{ name: 'contacts.csv', content: Buffer.from(`\ufeff${ROWS}`, 'utf16le') }]), ['Málaga', 'Łódź']],
  ['excel.txt', Buffer.from(`\ufeff${ROWS.replaceAll(',', '\t')}`, 'utf16le'), ['Málaga', 'Łódź']],
  ['big-endian.csv', utf16be(`\ufeff${ROWS}`), ['Málaga', 'Łódź']],
  ['unmarked.csv', Buffer.from(ROWS, 'utf16le'), ['Málaga', 'Łódź']],
  ['western.csv', Buffer.from(WESTERN, 'latin1'), ['Málaga', 'Nîmes']],
];

for (const [name, content, expected] of READ) {
  test(`${name} is read, and its contacts go in`, async ({ page, server }, info) => {
    const wizard = await choose(page, file(info.outputDir, name, content));
    for (const city of expected) await expect(page.getByRole('cell', { name: city, exact: true })).toBeVisible();
    await wizard.next();
    await wizard.start();
    expect(await wizard.finished()).toEqual(counts({ created: 2 }));
    expect(await cities(server)).toEqual(expected);
  });
}

const BOMB = `Email,Note\n${'ana@mail.example,again and again and again\n'.repeat(3_000_000)}`;
const TOO_LARGE = /Unpacked, this file is larger than any table should be/;
const DAMAGED = /This file is damaged or cut off/;
const archive = zip([{ name: 'contacts.csv', content: ROWS }]);

const REFUSED: [name: string, content: () => Buffer, sentence: RegExp][] = [
  ['bomb.csv.gz', () => gzipSync(BOMB), TOO_LARGE],
  ['bomb.zip', () => zip([{ name: 'contacts.csv', content: BOMB }]), TOO_LARGE],
  ['lying-bomb.zip', () => zip([{ name: 'contacts.csv', content: BOMB, said: 1000 }]), TOO_LARGE],
  ['lying.zip', () => zip([{ name: 'contacts.csv', content: ROWS, said: ROWS.length - 1 }]), DAMAGED],
  ['locked.zip', () => zip([{ name: 'contacts.csv', content: ROWS, flags: 1 }]), /This file asks for a password/],
  ['aes.zip', () => zip([{ name: 'contacts.csv', content: ROWS, flags: 1, method: 99 }]), /This file asks for a password/],
  ['lzma.zip', () => zip([{ name: 'contacts.csv', content: ROWS, method: 14 }]), /a zip archive packed with LZMA/],
  ['cut.zip', () => archive.subarray(0, archive.length - 30), DAMAGED],
  ['empty.zip', () => zip([]), /There is no table in this file/],
  ['folders.zip', () => zip([{ name: '__MACOSX/._a.csv', content: 'x' }, { name: 'a/', content: '' }]), /There is no table in this file/],
  ['nested.zip', () => zip([{ name: 'inner.zip', content: archive }]), /an archive or a workbook within an archive/],
  ['photo.zip', () => zip([{ name: 'photo.csv', content: Buffer.from('\x89PNG\r\n\x1a\n', 'latin1') }]), /a PNG image/],
  ['contacts.tar.gz', () => gzipSync(tar(ROWS)), /a tar archive/],
  ['cut.csv.gz', () => cut(gzipSync(many(50_000))), DAMAGED],
  ['stub.csv.gz', () => gzipSync(ROWS).subarray(0, 12), DAMAGED],
];

for (const [name, content, sentence] of REFUSED) {
  test(`${name} is refused with a sentence`, async ({ page }, info) => {
    await choose(page, file(info.outputDir, name, content()));
    await expect(page.getByText(sentence)).toBeVisible();
    await expect(page.getByRole('button', { name: 'Next: map fields' })).toBeDisabled();
  });
}

test('a large archive shows its rows at once, and is checked as soon as it is unpacked', async ({ page }, info) => {
  const wizard = await choose(page, file(info.outputDir, 'large.csv.gz', gzipSync(many(400_000))));
  await wizard.next();
  await wizard.checked();
  await expect(page.getByText(/Whole file checked: 400,000 rows/)).toBeVisible();
});

test('an encoded byte that is no character is named with its line', async ({ page }, info) => {
  const text = Buffer.from(`\ufeff${ROWS}`, 'utf16le');
  const lone = Buffer.concat([text, Buffer.from('cy@mail.example,C', 'utf16le'), Buffer.from([0x00, 0xd8]), Buffer.from('y,Porto\n', 'utf16le')]);
  const wizard = await choose(page, file(info.outputDir, 'lone.csv', lone));
  await wizard.next();
  await wizard.start();
  expect(await wizard.finished()).toEqual(counts({ created: 2, rejected: 1 }));
  const row = page.getByRole('table').last().getByRole('row').filter({ has: page.getByRole('cell', { name: '4', exact: true }) });
  await expect(row.getByText('Unreadable characters')).toBeVisible();
});

function many(rows: number): string {
  const lines = Array.from({ length: rows }, (_, n) => `user${n}.${(n * 7919) % 10007}@mail.example,Ana${(n * 31) % 977},City${(n * 17) % 1999}`);
  return `Email,First name,City\n${lines.join('\n')}\n`;
}

/** Without its end. */
function cut(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.length / 2);
}

/** One file in a tar archive; of its header, what it is known by. */
function tar(content: string): Buffer {
  const header = Buffer.alloc(512);
  header.write('contacts.csv', 0);
  header.write('ustar', 257);
  return Buffer.concat([header, Buffer.from(content), Buffer.alloc(1024)]);
}
