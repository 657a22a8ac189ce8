import { ImportPage, counts, file } from '../support/import-page.ts';
import { type Page, expect, test } from '../support/test.ts';
import type { Server } from '../support/server.ts';

/** All contacts as the database has them: email and values. */
async function contacts(server: Server): Promise<Record<string, object>> {
  const rows = await server.query<{ email: string; attributes: object }>('select email, attributes from contact order by email');
  return Object.fromEntries(rows.map((row) => [row.email, row.attributes]));
}

async function members(server: Server, segment: string): Promise<string[]> {
  const rows = await server.query<{ email: string }>(
    `select c.email from segment_member m
     join segment s on s.account_id = m.account_id and s.id = m.segment_id
     join contact c on c.account_id = m.account_id and c.id = m.contact_id
     where s.name = $1 order by c.email`,
    [segment],
  );
  return rows.map((row) => row.email);
}

/** Imports a file whose columns map by themselves. */
async function importFile(page: Page, path: string, options = {}) {
  const wizard = new ImportPage(page);
  await wizard.open();
  await wizard.choose(path);
  await wizard.options(options);
  await wizard.next();
  await wizard.start();
  return wizard.finished();
}

const TWO = 'Email,First name,City\nana@mail.example,Ana,Porto\nbo@mail.example,Bo,Lyon\n';

test.beforeEach(async ({ account }) => account);

test('by drag', async ({ page, server }, info) => {
  const wizard = new ImportPage(page);
  await wizard.open();
  await wizard.choose(file(info.outputDir, 'drag.csv', 'x1,x2,x3\nana@mail.example,Ana,Porto\nbo@mail.example,Bo,Lyon\n'));
  await wizard.next();
  await wizard.undoAllIfAny();
  await wizard.drag('x1', 'Email');
  await wizard.drag('x2', 'First name');
  await wizard.drag('x3', 'City');
  await wizard.start();
  expect(await wizard.finished()).toEqual(counts({ created: 2 }));
  expect(await contacts(server)).toEqual({
    'ana@mail.example': { first_name: 'Ana', city: 'Porto' },
    'bo@mail.example': { first_name: 'Bo', city: 'Lyon' },
  });
});

test('by keyboard alone', async ({ page, server }, info) => {
  const wizard = new ImportPage(page);
  await wizard.open();
  await wizard.choose(file(info.outputDir, 'keys.csv', 'x1,x2\nana@mail.example,Ana\nbo@mail.example,Bo\n'));
  await expect(page.getByRole('button', { name: 'Next: map fields' })).toBeEnabled();
  await page.getByRole('button', { name: 'Next: map fields' }).press('Enter');
  await expect(page.getByRole('heading', { name: 'Contact fields' })).toBeVisible();
  await wizard.undoAllIfAny();
  await wizard.pickUpAndDrop('x1', 'Email');
  await wizard.pickUpAndDrop('x2', 'First name');
  await wizard.checked();
  await wizard.importButton().press('Enter');
  expect(await wizard.finished()).toEqual(counts({ created: 2 }));
  expect(await contacts(server)).toEqual({
    'ana@mail.example': { first_name: 'Ana' },
    'bo@mail.example': { first_name: 'Bo' },
  });
});

test('by paste from a spreadsheet', async ({ page, server }) => {
  const wizard = new ImportPage(page);
  await wizard.open();
  await wizard.paste('Email\tFirst name\tPoints\nana@mail.example\tAna\t5\nbo@mail.example\tBo\t7\n');
  await wizard.next();
  await wizard.start();
  expect(await wizard.finished()).toEqual(counts({ created: 2 }));
  expect(await contacts(server)).toEqual({
    'ana@mail.example': { first_name: 'Ana', points: 5 },
    'bo@mail.example': { first_name: 'Bo', points: 7 },
  });
});

test('without a header', async ({ page, server }, info) => {
  const wizard = new ImportPage(page);
  await wizard.open();
  await wizard.choose(file(info.outputDir, 'no-header.csv', 'ana@mail.example,Ana\nbo@mail.example,Bo\n'));
  await expect(page.getByRole('checkbox', { name: /First line has the column names/ })).not.toBeChecked();
  await wizard.next();
  await wizard.assign('Column 1', 'Email');
  await wizard.assign('Column 2', 'First name');
  await wizard.start();
  expect(await wizard.finished()).toEqual(counts({ created: 2 }));
  expect(await contacts(server)).toEqual({
    'ana@mail.example': { first_name: 'Ana' },
    'bo@mail.example': { first_name: 'Bo' },
  });
});

test('with a semicolon, quotes and line breaks', async ({ page, server }, info) => {
  const text = '\ufeffEmail;First name;City\r\nana@mail.example;"Ana ""A.""";"Porto; Norte"\r\nbo@mail.example;Bo;"Lyon\r\nVieux"\r\n';
  const result = await importFile(page, file(info.outputDir, 'semicolon.csv', text));
  expect(result).toEqual(counts({ created: 2 }));
  expect(await contacts(server)).toEqual({
    'ana@mail.example': { first_name: 'Ana "A."', city: 'Porto; Norte' },
    'bo@mail.example': { first_name: 'Bo', city: 'Lyon\r\nVieux' },
  });
});

test('with the literal Points = 10', async ({ page, server }, info) => {
  const wizard = new ImportPage(page);
  await wizard.open();
  await wizard.choose(file(info.outputDir, 'literal.csv', TWO));
  await wizard.next();
  await wizard.literal('Points', '10');
  await wizard.start();
  expect(await wizard.finished()).toEqual(counts({ created: 2 }));
  expect(await contacts(server)).toEqual({
    'ana@mail.example': { first_name: 'Ana', city: 'Porto', points: 10 },
    'bo@mail.example': { first_name: 'Bo', city: 'Lyon', points: 10 },
  });
});

test('with a custom field created on the way', async ({ page, server }, info) => {
  const wizard = new ImportPage(page);
  await wizard.open();
  await wizard.choose(file(info.outputDir, 'custom.csv', 'Email,Shoe size\nana@mail.example,38\nbo@mail.example,44\n'));
  await wizard.next();
  await wizard.newFieldFor('Shoe size', 'Whole number');
  await wizard.start();
  expect(await wizard.finished()).toEqual(counts({ created: 2 }));
  expect(await contacts(server)).toEqual({ 'ana@mail.example': { shoe_size: 38 }, 'bo@mail.example': { shoe_size: 44 } });
});

test('into a new segment', async ({ page, server }, info) => {
  const result = await importFile(page, file(info.outputDir, 'segment.csv', TWO), { newSegment: 'Spring Fair' });
  expect(result).toEqual(counts({ created: 2 }));
  expect(await members(server, 'Spring Fair')).toEqual(['ana@mail.example', 'bo@mail.example']);
});

/** Ana and Bo are there; the file changes Ana's city, fills Bo's name, repeats nothing of Cy, who is new. */
const OVER = 'Email,First name,City\nANA@mail.example ,Ana,Braga\nbo@mail.example,Bo,Lyon\ncy@mail.example,Cy,Gent\n';

async function withAnaAndBo(page: Page, folder: string) {
  await importFile(page, file(folder, 'before.csv', 'Email,First name,City\nana@mail.example,Ana,Porto\nbo@mail.example,,Lyon\n'));
}

test('over existing contacts, nothing checked: they are left as they are, and join the segment', async ({ page, server }, info) => {
  await withAnaAndBo(page, info.outputDir);
  const result = await importFile(page, file(info.outputDir, 'over.csv', OVER), { newSegment: 'Fair' });
  expect(result).toEqual(counts({ created: 1, skipped: 2 }));
  expect(await contacts(server)).toEqual({
    'ana@mail.example': { first_name: 'Ana', city: 'Porto' },
    'bo@mail.example': { city: 'Lyon' },
    'cy@mail.example': { first_name: 'Cy', city: 'Gent' },
  });
  expect(await members(server, 'Fair')).toEqual(['ana@mail.example', 'bo@mail.example', 'cy@mail.example']);
});

test('over existing contacts with Override existing', async ({ page, server }, info) => {
  await withAnaAndBo(page, info.outputDir);
  const path = file(info.outputDir, 'over.csv', OVER);
  expect(await importFile(page, path, { override: true })).toEqual(counts({ created: 1, updated: 2 }));
  const expected = {
    'ana@mail.example': { first_name: 'Ana', city: 'Braga' },
    'bo@mail.example': { first_name: 'Bo', city: 'Lyon' },
    'cy@mail.example': { first_name: 'Cy', city: 'Gent' },
  };
  expect(await contacts(server)).toEqual(expected);
  // The same file again has nothing to change.
  expect(await importFile(page, path, { override: true })).toEqual(counts({ unchanged: 3 }));
  expect(await contacts(server)).toEqual(expected);
});

test('over existing contacts with Update only empty fields', async ({ page, server }, info) => {
  await withAnaAndBo(page, info.outputDir);
  const path = file(info.outputDir, 'over.csv', OVER);
  const result = await importFile(page, path, { override: true, onlyEmpty: true });
  expect(result).toEqual(counts({ created: 1, updated: 1, unchanged: 1 }));
  expect(await contacts(server)).toEqual({
    'ana@mail.example': { first_name: 'Ana', city: 'Porto' },
    'bo@mail.example': { first_name: 'Bo', city: 'Lyon' },
    'cy@mail.example': { first_name: 'Cy', city: 'Gent' },
  });
});

test('rows with problems are left out, counted and downloadable; the last of a repeated email is kept', async ({ page, server }, info) => {
  const text = [
    'Email,First name,Points',
    'ana@mail.example,"Ana\nMaria",5',
    'bo.mail.example,Bo,7',
    'cy@mail.example,Cy,seven',
    'Ana@Mail.example,=Ana,6',
    'di@mail.example,Di',
    'ed@mail.example,Ed,',
  ].join('\n');
  const result = await importFile(page, file(info.outputDir, 'problems.csv', text));
  expect(result).toEqual(counts({ created: 1, skipped: 1, rejected: 4 }));
  expect(await contacts(server)).toEqual({ 'ana@mail.example': { first_name: '=Ana', points: 6 } });
  const table = page.getByRole('table').last();
  for (const reason of ['Email is missing @', 'Not a number', 'Line has too few values', 'Whole number is empty']) {
    await expect(table.getByText(reason).first()).toBeVisible();
  }
  // True lines: the first record spans lines 2 and 3.
  for (const line of ['4', '5', '7', '8']) {
    await expect(table.getByRole('cell', { name: line, exact: true })).toHaveCount(1);
  }
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: /Download CSV/ }).click();
  const stream = await (await download).createReadStream();
  let csv = '';
  for await (const chunk of stream) csv += chunk;
  expect(csv).toContain('Email,First name,Points,Line,Reason');
  expect(csv).toContain('bo.mail.example,Bo,7,4,');
});
