import { ImportPage, counts, file } from '../support/import-page.ts';
import { expect, test } from '../support/test.ts';

test.beforeEach(async ({ account }) => account);

const REFUSED: [name: string, content: string | Buffer, sentence: RegExp][] = [
  ['empty.csv', '', /The file is empty/],
  ['header-only.csv', 'Email,First name\n', /The file has column names but no rows/],
  ['book.xlsx', Buffer.from('PK\x03\x04\x14\x00[Content_Types].xml xl/workbook.xml', 'latin1'), /This file is damaged or cut off/],
  ['photo.csv', Buffer.from('\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR', 'latin1'), /This is a PNG image/],
  ['noise.csv', Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 31)), /This isn't a text file/],
];

for (const [name, content, sentence] of REFUSED) {
  test(`${name} is refused with a sentence`, async ({ page }, info) => {
    const wizard = new ImportPage(page);
    await wizard.open();
    await wizard.choose(file(info.outputDir, name, content));
    await expect(page.getByText(sentence)).toBeVisible();
    await expect(page.getByRole('button', { name: 'Next: map fields' })).toBeDisabled();
  });
}

test('a record of 20 MB stops with the line on which its quote opened', async ({ page }, info) => {
  const wizard = new ImportPage(page);
  await wizard.open();
  const text = `Email,Notes\nana@mail.example,fine\nbo@mail.example,"${'x'.repeat(20_000_000)}`;
  await wizard.choose(file(info.outputDir, 'huge.csv', text));
  await expect(page.getByText(/A quote opens on line 3 and isn't closed/)).toBeVisible();
});

test('a file without an email column says what to do', async ({ page }, info) => {
  const wizard = new ImportPage(page);
  await wizard.open();
  await wizard.choose(file(info.outputDir, 'no-email.csv', 'Name,City\nAna,Porto\n'));
  await wizard.next();
  await expect(page.getByText('Assign a column to Email to go on.').first()).toBeVisible();
  await expect(page.getByRole('button', { name: /^Import/ })).toBeDisabled();
});

test('an unclosed quote, ragged rows, bad bytes and NUL are named with their line, and the rest goes in', async ({ page, server }, info) => {
  const wizard = new ImportPage(page);
  await wizard.open();
  const rows = [
    Buffer.from('Email,First name\nana@mail.example,Ana\nbo@mail.example\ncy@mail.example,Cy,x\ndi@mail.example,'),
    Buffer.from([0xff, 0xfe, 0x41]),
    Buffer.from('\ned@mail.example,E\0d\nflo@mail.example,Flóréñçé\ngus@mail.example,"Gus\n'),
  ];
  await wizard.choose(file(info.outputDir, 'damaged.csv', Buffer.concat(rows)));
  await wizard.next();
  await wizard.start();
  expect(await wizard.finished()).toEqual(counts({ created: 2, rejected: 5 }));
  const table = page.getByRole('table').last();
  for (const [line, reason] of [
    ['3', 'Line has too few values'],
    ['4', 'Line has too many values'],
    ['5', 'Unreadable characters'],
    ['6', 'Text has unreadable characters'],
    ['8', 'Quote not closed'],
  ] as const) {
    const row = table.getByRole('row').filter({ has: page.getByRole('cell', { name: line, exact: true }) });
    await expect(row.getByText(reason)).toBeVisible();
  }
  const emails = await server.query<{ email: string }>('select email from contact order by email');
  expect(emails.map((row) => row.email)).toEqual(['ana@mail.example', 'flo@mail.example']);
});

test('every row has a problem: nothing can be imported, and it says why', async ({ page }, info) => {
  const wizard = new ImportPage(page);
  await wizard.open();
  await wizard.choose(file(info.outputDir, 'all-bad.csv', 'Email\nana\nbo\n'));
  await wizard.next();
  await wizard.assign('Email', 'Email');
  await wizard.checked();
  await expect(page.getByText(/2 with problems/)).toBeVisible();
});
