import AxeBuilder from '@axe-core/playwright';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ImportPage, counts, file } from '../support/import-page.ts';
import { type Page, expect, test } from '../support/test.ts';

test.beforeEach(async ({ account }) => account);

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The names over the preview, without the lines' column. */
async function names(page: Page): Promise<string[]> {
  return (await page.getByRole('columnheader').allInnerTexts()).slice(1);
}

async function opened(page: Page, folder: string, text: string | Buffer): Promise<ImportPage> {
  const wizard = new ImportPage(page);
  await wizard.open();
  await wizard.choose(file(folder, 'people.csv', text));
  await expect(page.getByRole('table', { name: 'First rows of the file' })).toBeVisible();
  return wizard;
}

/** Drops what is on disk onto the window, as from a file manager. */
async function drop(page: Page, files: string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data });
  }
  await session.detach();
}

test('any one character is a delimiter, and letters are not', async ({ page }, info) => {
  await opened(page, info.outputDir, 'Email*First name*City\nana@mail.example*Ana*Porto\nbo@mail.example*Bo*Lyon\n');
  expect(await names(page)).toHaveLength(1);
  await page.getByRole('button', { name: 'Other…' }).click();
  const other = page.getByRole('textbox', { name: 'The character between values' });
  await other.pressSequentially('a');
  await expect(page.getByText('One plain character, no letter or quote.')).toBeVisible();
  await other.fill('');
  await other.pressSequentially('*');
  await expect.poll(() => names(page)).toEqual(['Email', 'First name', 'City']);
  // The focus stays where one types.
  await expect(other).toBeFocused();
});

test('a tab can be typed as it is written', async ({ page }, info) => {
  await opened(page, info.outputDir, 'Email,a\tCity,b\nana@mail.example,a\tPorto,b\nbo@mail.example,a\tLyon,b\n');
  await page.getByRole('button', { name: 'Other…' }).click();
  await page.getByRole('textbox', { name: 'The character between values' }).pressSequentially('\\t');
  await expect.poll(() => names(page)).toEqual(['Email,a', 'City,b']);
  await expect(page.getByRole('button', { name: 'Tab', exact: true })).toHaveAttribute('aria-pressed', 'true');
});

test('encodings are offered in groups, by what they are used for', async ({ page }, info) => {
  await opened(page, info.outputDir, 'Email,City\nana@mail.example,Porto\n');
  const encoding = page.getByLabel('Encoding');
  await expect(encoding).toHaveValue('utf-8');
  expect(await encoding.locator('option').first().innerText()).toBe('Found: UTF-8');
  expect(await encoding.locator('option').count()).toBe(36);
  await expect(encoding.locator('optgroup[label="Central European"] option[value="windows-1250"]')).toHaveText('Windows-1250, Central European');
});

test('what few files need is behind More, and told when it is set', async ({ page }, info) => {
  await opened(page, info.outputDir, 'Email,City\nana@mail.example,Porto\n');
  await expect(page.getByLabel('Column names on line')).toBeHidden();
  const more = page.getByRole('button', { name: 'More' });
  await more.press('Enter');
  await expect(more).toHaveAttribute('aria-expanded', 'true');
  await expect(page.getByLabel('Column names on line')).toHaveValue('1');
  await expect(page.getByRole('group', { name: 'Quote' }).getByRole('button', { name: 'Double quote' })).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: 'Single quote' }).click();
  await expect(page.getByText("Values are quoted with '.")).toBeVisible();
  await page.getByRole('checkbox', { name: 'Leave out comment lines' }).check();
  await expect(page.getByText('Lines that start with # are left out.')).toBeVisible();
  await page.getByLabel('Column names on line').fill('99');
  await page.getByLabel('Column names on line').press('Tab');
  await expect(page.getByLabel('Column names on line')).toHaveValue('1');
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  expect(violations.map((violation) => violation.id)).toEqual([]);
});

test('a reading that is refused can be changed back', async ({ page }, info) => {
  await opened(page, info.outputDir, 'ana@mail.example,Porto\n');
  const header = page.getByRole('checkbox', { name: /has the column names/ });
  await expect(header).not.toBeChecked();
  await header.check();
  await expect(page.getByText('The file has column names but no rows.')).toBeVisible();
  await expect(page.getByRole('table')).toBeHidden();
  await expect(page.getByRole('button', { name: 'Replace file' }).first()).toBeVisible();
  await header.uncheck();
  await expect(page.getByRole('table')).toBeVisible();
  await expect(page.getByText('The file has column names but no rows.')).toBeHidden();
});

test('a file is taken where it is dropped; a folder and several files are refused at once', async ({ page }, info) => {
  const wizard = new ImportPage(page);
  await wizard.open();
  const one = file(info.outputDir, 'one.csv', 'Email\nana@mail.example\n');
  const two = file(info.outputDir, 'two.csv', 'Email\nbo@mail.example\n');
  const folder = join(info.outputDir, 'folder');
  mkdirSync(folder);
  await drop(page, [folder]);
  await expect(page.getByText('That is a folder. Open it, and drop the file that is in it.')).toBeVisible();
  await drop(page, [one, two]);
  await expect(page.getByText('Those are 2 files, and an import reads one.')).toBeVisible();
  await drop(page, [one]);
  await expect(page.getByRole('heading', { name: 'one.csv' })).toBeVisible();
  await expect(page.getByRole('cell', { name: 'ana@mail.example' })).toBeVisible();
  await expect(page.getByText('Those are 2 files')).toBeHidden();
});

test('reading can be cancelled, back to the choice of a file', async ({ page }, info) => {
  const row = 'ana@mail.example,Ana,Porto,"a note that makes the row longer than it would be"\n';
  const wizard = new ImportPage(page);
  await wizard.open();
  await wizard.choose(file(info.outputDir, 'large.csv', `Email,First name,City,Notes\n${row.repeat(3_000_000)}`));
  await page.getByRole('button', { name: 'Cancel reading' }).click();
  await expect(page.getByRole('button', { name: 'Choose a file', exact: true })).toBeFocused();
  await expect(page.getByText('Choose a file to go on')).toBeVisible();
  await wizard.choose(file(info.outputDir, 'small.csv', 'Email\nbo@mail.example\n'));
  await expect(page.getByText('1 row', { exact: true })).toBeVisible();
});

test('blank and ragged lines are told under the preview', async ({ page }, info) => {
  await opened(page, info.outputDir, 'Email,City\n\nana@mail.example,Porto\nbo@mail.example\n\ncy@mail.example,Lyon\n');
  await expect(page.getByText('1 line has another number of values, 2 blank lines left out')).toBeVisible();
});

test('thousands of columns and a long cell do not hold the page up', async ({ page }, info) => {
  const columns = Array.from({ length: 9_000 }, (_, n) => `c${n}`);
  const cells = columns.map((_, n) => (n === 1 ? 'x'.repeat(50_000) : `${n}`));
  await opened(page, info.outputDir, `${columns.join(',')}\n${cells.join(',')}\n`);
  await expect(page.getByRole('columnheader', { name: 'and 8,940 more columns' })).toBeVisible();
  expect(await page.getByRole('columnheader').count()).toBe(62);
  const long = page.getByRole('cell', { name: /^x+…$/ });
  expect((await long.innerText()).length).toBe(121);
  expect((await long.getAttribute('title'))?.length).toBe(1_001);
});

test('which row of a repeated email counts is chosen by keyboard', async ({ page }, info) => {
  const wizard = await opened(page, info.outputDir, 'Email,City\nana@mail.example,Porto\nbo@mail.example,Lyon\nANA@mail.example,Faro\ncy,Lyon\n');
  await wizard.next();
  await wizard.checked();
  const button = page.getByRole('button', { name: '1 repeated email, the last is kept' });
  await button.press('Enter');
  await expect(page.getByRole('menuitemradio', { name: /Keep the last/ })).toHaveAttribute('aria-checked', 'true');
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  expect(violations.map((violation) => violation.id)).toEqual([]);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const changed = page.getByRole('button', { name: /the first is kept/ });
  await expect(changed).toBeFocused();
  await wizard.start();
  expect(await wizard.finished()).toEqual(counts({ created: 2, skipped: 1, rejected: 1 }));
});

test('the page of an import says how its file was read', async ({ page }, info) => {
  const wizard = await opened(page, info.outputDir, 'Email;City\nana@mail.example;Porto\n');
  await wizard.next();
  await wizard.start();
  await wizard.finished();
  await page.goto('/imports');
  await page.getByRole('link', { name: 'people.csv' }).click();
  await expect(page.getByText('UTF-8, semicolon, header')).toBeVisible();
});
