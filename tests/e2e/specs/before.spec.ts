import { ImportPage, file } from '../support/import-page.ts';
import { expect, test } from '../support/test.ts';

test.beforeEach(async ({ account }) => account);

const FILE = 'Email,City\nana@mail.example,Porto\nbo@mail.example,Lyon\n';

test('a file that was imported before is named with its import, and may be imported again', async ({ page }, info) => {
  const wizard = new ImportPage(page);
  const path = file(info.outputDir, 'spring-fair.csv', FILE);
  await wizard.open();
  await wizard.choose(path);
  await expect(page.getByRole('heading', { name: 'spring-fair.csv' })).toBeVisible();
  await wizard.next();
  await expect(page.getByText(/imported before/)).toHaveCount(0);
  await wizard.start();
  await wizard.finished();

  await wizard.open();
  await wizard.choose(path);
  const note = page.getByRole('status').filter({ hasText: 'spring-fair.csv was imported before:' });
  await expect(note).toContainText(/\d+ \w+ \d{4} by Ada Admin \(import 1, 2 contacts\)\. Import it again\?/);
  await expect(note.getByRole('link', { name: 'Look at that import' })).toHaveAttribute('href', /^\/imports\//);
  // Another file in its place is another one.
  await wizard.choose(file(info.outputDir, 'other.csv', 'Email,City\nzoe@mail.example,Porto\n'));
  await expect(page.getByRole('heading', { name: 'other.csv' })).toBeVisible();
  await expect(note).toHaveCount(0);
  await wizard.choose(file(info.outputDir, 'renamed.csv', FILE));
  await expect(page.getByText('The same file was imported before as spring-fair.csv:')).toBeVisible();
  await wizard.next();
  await wizard.start();
  await expect(page.getByRole('heading', { level: 1, name: 'No new contacts: 2 are already there' })).toBeVisible();
});

test('a file that somebody is importing now is said to be', async ({ page, browser, context, server }, info) => {
  const path = file(info.outputDir, 'spring-fair.csv', FILE);
  await context.route('**/batches/*', (route) => route.abort('connectionfailed'));
  const wizard = new ImportPage(page);
  await wizard.open();
  await wizard.choose(path);
  await wizard.next();
  await wizard.start();
  await expect(page.getByText(/Upload waits/)).toBeVisible();

  const other = await browser.newContext({ baseURL: server.url, storageState: await context.storageState() });
  const second = new ImportPage(await other.newPage());
  await second.open();
  await second.choose(path);
  const note = second.page.getByRole('status').filter({ hasText: 'spring-fair.csv is being imported already:' });
  await expect(note).toContainText(/since .* by Ada Admin \(import 1\)/);
  await note.getByRole('link', { name: 'Look at that import' }).click();
  await expect(second.page.getByRole('heading', { level: 1, name: /The upload stopped at row 0/ })).toBeVisible();
  await other.close();
});

test('an import that nobody finished has expired, and says so', async ({ page, context, server }, info) => {
  const path = file(info.outputDir, 'spring-fair.csv', FILE);
  await context.route('**/seal', (route) => route.abort('connectionfailed'));
  const wizard = new ImportPage(page);
  await wizard.open();
  await wizard.choose(path);
  await wizard.next();
  await wizard.start();
  await expect.poll(async () => (await server.query('select from import_batch')).length).toBe(1);
  await page.close({ runBeforeUnload: false });
  await server.query("update import set created_at = created_at - interval '8 days'");
  await server.query("update import_batch set received_at = received_at - interval '8 days'");
  await server.kill();
  await server.launch();
  await expect.poll(async () => (await server.query("select from import where state = 'expired'")).length).toBe(1);

  const back = await context.newPage();
  await back.goto('/imports');
  await expect(back.getByRole('row', { name: /spring-fair\.csv/ })).toContainText('Expired');
  await back.getByRole('link', { name: 'spring-fair.csv' }).click();
  await expect(back.getByText('Expired: nobody finished the upload within 7 days. Nothing of it was imported. Start again with the same file.')).toBeVisible();
  expect(await server.query('select from import_batch where payload is not null')).toEqual([]);
  const again = new ImportPage(back);
  await again.open();
  await again.choose(path);
  await again.next();
  await expect(back.getByText(/imported (before|already)/)).toHaveCount(0);
});

test('an account with too much unfinished is told before anything is sent', async ({ page, server }, info) => {
  const wizard = new ImportPage(page);
  await wizard.open();
  await wizard.choose(file(info.outputDir, 'first.csv', FILE));
  await wizard.next();
  await wizard.start();
  await wizard.finished();
  await server.query(`insert into import
    select (jsonb_populate_record(i, jsonb_build_object('id', gen_random_uuid(), 'number', 1000 + n, 'state', 'uploading',
            'finished_at', null))).* from import i, generate_series(1, 200) n`);
  await wizard.open();
  await wizard.choose(file(info.outputDir, 'second.csv', 'Email\nzoe@mail.example\n'));
  await wizard.next();
  await wizard.start();
  await expect(page.getByRole('alert').filter({ hasText: "The import didn't start." })).toContainText(/200 imports that aren't finished/);
});
