import { fixture } from '../support/fixture.ts';
import { ImportPage, file } from '../support/import-page.ts';
import { type Page, expect, test } from '../support/test.ts';

test.beforeEach(async ({ account }) => account);

const idOf = (page: Page) => page.url().split('/').at(-1);

test('an upload is held and goes on, and so is saving, from the page', async ({ page, context, server }, info) => {
  test.setTimeout(240_000);
  const { path, truth } = fixture(info.outputDir, 60_000);
  const wizard = new ImportPage(page);
  // The network takes three batches until it is told to take the rest.
  let taken = 0;
  let open = false;
  await context.route('**/batches/*', async (route) => {
    taken += 1;
    await (open || taken <= 3 ? route.continue() : route.abort('connectionfailed'));
  });
  await wizard.open();
  await wizard.choose(path);
  await wizard.next();
  await wizard.start();
  await expect(page.getByText(/15,000 of 60,000/).first()).toBeVisible();
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText('Paused at 15,000.')).toBeVisible();
  open = true;
  // Somebody else has the server wait, too: what is uploaded isn't saved yet.
  const paused = await context.request.post(`/api/v1/imports/${idOf(page)}/pause`, { headers: { origin: server.url } });
  expect(paused.status()).toBe(200);
  await expect(page.getByText('Paused by Ada Admin.')).toBeVisible();
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByText('You can leave now.')).toBeVisible({ timeout: 120_000 });
  await expect(page.getByText('Paused at 0.')).toBeVisible();
  expect(await server.query('select from contact limit 1')).toEqual([]);
  await page.getByRole('button', { name: 'Resume' }).click();
  expect(await wizard.finished(120_000)).toEqual(truth.expected_into_empty_account);
});

test('an upload is cancelled after asking: nothing is imported, nothing is kept', async ({ page, context, server }, info) => {
  const wizard = new ImportPage(page);
  await context.route('**/seal', (route) => route.abort('connectionfailed'));
  await wizard.open();
  await wizard.choose(file(info.outputDir, 'people.csv', 'Email\nana@mail.example\n'));
  await wizard.next();
  await wizard.start();
  await expect.poll(async () => (await server.query('select from import_batch where payload is not null')).length).toBe(1);
  await page.getByRole('button', { name: 'Cancel import' }).click();
  const question = page.getByRole('alertdialog', { name: 'Stop here?' });
  await question.getByRole('button', { name: 'Go on' }).click();
  await expect(question).toBeHidden();
  await page.getByRole('button', { name: 'Cancel import' }).click();
  await question.getByRole('button', { name: 'Stop the import' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'The import was stopped before anything was saved' })).toBeVisible();
  expect(await server.query('select from import_batch where payload is not null')).toEqual([]);
  expect(await server.query('select from contact')).toEqual([]);
});
