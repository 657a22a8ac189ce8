import { ImportPage, counts, file } from '../support/import-page.ts';
import type { Server } from '../support/server.ts';
import { type Page, expect, test } from '../support/test.ts';

test.beforeEach(async ({ account }) => account);

const KNOWN = 'Email,City,Points\nana@mail.example,Porto,1\nbo@mail.example,Lyon,2\n';
const FILE = 'Email,City,Points\nana@mail.example,Lisbon,1\nbo@mail.example,Lyon,2\ncleo@mail.example,Rome,3\nnobody,Rome,4\n';

async function cities(server: Server): Promise<string[]> {
  const rows = await server.query<{ city: string }>("select email || ' ' || (attributes ->> 'city') city from contact order by 1");
  return rows.map((row) => row.city);
}

/** Two contacts, and a file that changes one of them, ready to be imported. */
async function ready(page: Page, folder: string): Promise<ImportPage> {
  const wizard = new ImportPage(page);
  await wizard.open();
  await wizard.choose(file(folder, 'known.csv', KNOWN));
  await wizard.next();
  await wizard.start();
  await wizard.finished();
  await wizard.open();
  await wizard.choose(file(folder, 'spring-fair.csv', FILE));
  await wizard.options({ override: true });
  await wizard.next();
  await wizard.checked();
  return wizard;
}

const previewButton = (page: Page) => page.getByRole('button', { name: 'Preview against your contacts' });
const title = (page: Page) => page.getByRole('heading', { level: 1, name: 'This is what will happen' });

test('a preview shows what would change, writes nothing, and the import then does just that', async ({ page, server }, info) => {
  const wizard = await ready(page, info.outputDir);
  const before = await cities(server);
  await previewButton(page).click();
  await expect(title(page)).toBeVisible();
  const foretold = counts({ created: 1, updated: 1, unchanged: 1, rejected: 1 });
  await expect(page.getByText('Nothing is written yet.')).toBeVisible();
  expect(await wizard.counts()).toEqual(foretold);
  const table = page.getByRole('table', { name: 'Changes in existing contacts, by field' });
  await expect(table.getByRole('rowheader')).toHaveText(/City\s*changes in 1 contact/);
  await expect(table.getByRole('row', { name: 'ana@mail.example' }).getByRole('cell')).toHaveText(['2', 'ana@mail.example', 'Porto', 'Lisbon']);
  expect(await cities(server)).toEqual(before);

  await page.getByRole('button', { name: 'Import 3 contacts' }).click();
  expect(await wizard.finished()).toEqual(foretold);
  expect(await cities(server)).toEqual(['ana@mail.example Lisbon', 'bo@mail.example Lyon', 'cleo@mail.example Rome']);
});

test('a preview waits until one comes back, and is discarded after asking', async ({ page, server }, info) => {
  await ready(page, info.outputDir);
  const before = await cities(server);
  await previewButton(page).click();
  await expect(title(page)).toBeVisible();
  await page.getByRole('link', { name: 'Decide later' }).click();
  const row = page.getByRole('row', { name: /spring-fair\.csv/ });
  await expect(row).toContainText('Preview ready');
  await page.reload();
  await row.getByRole('link', { name: 'spring-fair.csv' }).click();
  await expect(title(page)).toBeVisible();

  const discard = page.getByRole('button', { name: 'Discard', exact: true });
  await discard.click();
  const question = page.getByRole('alertdialog', { name: 'Discard this import?' });
  await expect(question).toContainText('Nothing is saved yet.');
  await question.getByRole('button', { name: 'Keep it' }).click();
  await expect(title(page)).toBeVisible();
  await discard.click();
  await question.getByRole('button', { name: 'Discard the import' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'The import was stopped before anything was saved' })).toBeVisible();
  expect(await cities(server)).toEqual(before);
  const kept = await server.query('select from import_batch where payload is not null union all select from import_preview');
  expect(kept).toEqual([]);
});

test('a preview is asked for and decided upon by keyboard alone', async ({ page, server }, info) => {
  const wizard = await ready(page, info.outputDir);
  await tabTo(page, 'Preview against your contacts');
  await page.keyboard.press('Enter');
  await expect(title(page)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Import 3 contacts' })).toBeEnabled();
  await tabTo(page, 'Import 3 contacts');
  await page.keyboard.press('Enter');
  await wizard.finished();
  expect(await cities(server)).toContain('cleo@mail.example Rome');
});

test('another browser decides, and the page that waits follows', async ({ page, context, server }, info) => {
  await ready(page, info.outputDir);
  await previewButton(page).click();
  await expect(title(page)).toBeVisible();
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(title(other)).toBeVisible();
  await other.getByRole('button', { name: 'Import 3 contacts' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '3 contacts are in' })).toBeVisible();
  expect(await cities(server)).toHaveLength(3);
});

async function tabTo(page: Page, name: string): Promise<void> {
  for (let step = 0; step < 80; step += 1) {
    const here = await page.evaluate(() => {
      const focused = document.activeElement as HTMLElement;
      return focused.getAttribute('aria-label') ?? focused.innerText.trim();
    });
    if (here === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`no way to ${name} by Tab`);
}
