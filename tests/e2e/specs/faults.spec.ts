import type { BrowserContext, Page, Response, Route } from '@playwright/test';
import { type Truth, fixture } from '../support/fixture.ts';
import { ImportPage } from '../support/import-page.ts';
import { Network } from '../support/network.ts';
import type { Server } from '../support/server.ts';
import { ADMIN, test as base, expect } from '../support/test.ts';

/** The browser reaches the server through a network that can fail. */
const test = base.extend<{ network: Network }>({
  network: async ({ server }, use) => {
    const network = await Network.inFrontOf(server.url);
    await use(network);
    await network.close();
  },
  baseURL: async ({ network }, use) => use(network.url),
});

test.describe.configure({ timeout: 240_000 });
test.beforeEach(async ({ account }) => account);

const ROWS = 60_000;
const BATCHES = ROWS / 5_000;

async function started(page: Page, folder: string, rows = ROWS): Promise<{ wizard: ImportPage; path: string; truth: Truth }> {
  const { path, truth } = fixture(folder, rows);
  const wizard = new ImportPage(page);
  await wizard.open();
  await wizard.choose(path);
  await wizard.next();
  await wizard.start();
  return { wizard, path, truth };
}

async function batches(server: Server): Promise<number> {
  return (await server.query('select 1 from import_batch')).length;
}

/** Lets so many batches through, and holds the others until told. */
async function holdBatches(context: BrowserContext, after: number): Promise<() => void> {
  let taken = 0;
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  await context.route('**/batches/*', async (route) => {
    taken += 1;
    if (taken > after) await opened;
    await route.continue().catch(() => {});
  });
  return open;
}

async function assertExact(wizard: ImportPage, truth: Truth, server: Server): Promise<void> {
  expect(await wizard.finished(120_000)).toEqual(truth.expected_into_empty_account);
  const [row] = await server.query<{ n: string }>('select count(*) n from contact');
  expect(Number(row.n)).toBe(truth.expected_into_empty_account.created);
}

test('the network is gone during the upload: the page says so, and goes on when it is back', async ({ page, context, server, network }, info) => {
  const open = await holdBatches(context, 3);
  const { wizard, truth } = await started(page, info.outputDir);
  await expect.poll(() => batches(server)).toBe(3);
  network.goAway();
  open();
  await expect(page.getByText(/Upload waits/)).toBeVisible();
  await expect(page.getByText('Keep this tab open', { exact: false })).toBeVisible();
  expect(await batches(server)).toBe(3);
  network.comeBack();
  await assertExact(wizard, truth, server);
});

test('a fifth of all that passes is lost, answers are cut off: the import is whole, and not a moment earlier', async ({ page, server, network }, info) => {
  network.lossy = 0;
  const { path, truth } = fixture(info.outputDir, ROWS);
  const wizard = new ImportPage(page);
  await wizard.open();
  await wizard.choose(path);
  await wizard.next();
  await wizard.checked();
  await wizard.importButton().click();
  await expect.poll(() => batches(server), { intervals: [10] }).toBeGreaterThan(0);
  // Batches are sent in many pieces each: so many of these that about one batch in five doesn't arrive.
  network.lossy = 1;
  const may = page.getByText('You can leave now', { exact: false }).or(page.getByText(/contacts are in/));
  await expect(may.first()).toBeVisible({ timeout: 120_000 });
  expect(await batches(server)).toBe(BATCHES);
  network.lossy = 0;
  await assertExact(wizard, truth, server);
});

test('a server that asks to come later is left alone for so long', async ({ page, context, server }, info) => {
  const asked: number[] = [];
  await context.route('**/batches/0', async (route) => {
    asked.push(Date.now());
    const answers = [429, 503, 408];
    const status = answers[asked.length - 1];
    if (!status) return route.continue();
    await route.fulfill({ status, headers: { 'retry-after': '2' }, contentType: 'text/html', body: '<h1>Come later</h1>' });
  });
  const { wizard, truth } = await started(page, info.outputDir, 6_000);
  await expect(page.getByText("Upload waits. Muster isn't answering.")).toBeVisible();
  await assertExact(wizard, truth, server);
  const waits = asked.slice(1).map((at, place) => at - asked[place]);
  expect(waits.length).toBe(3);
  for (const wait of waits) expect(wait).toBeGreaterThanOrEqual(1_990);
});

test('the session ends during the upload: signing in again in the page lets it go on', async ({ page, context, server }, info) => {
  const open = await holdBatches(context, 3);
  const { wizard, truth } = await started(page, info.outputDir);
  await expect.poll(() => batches(server)).toBe(3);
  await server.query('delete from session');
  open();
  const dialog = page.getByRole('dialog', { name: 'Log in again to go on' });
  await expect(dialog).toBeVisible();
  await dialog.getByLabel('Password', { exact: true }).fill(ADMIN.password);
  await dialog.getByRole('button', { name: 'Log in' }).click();
  await expect(dialog).toBeHidden();
  await assertExact(wizard, truth, server);
});

test('an answer from before signing in again does not end the new session', async ({ page, context, server }) => {
  await page.goto('/contacts');
  await expect(page.getByRole('heading', { name: 'Import your first contacts' })).toBeVisible();
  await server.query('delete from session');
  let tell = () => {};
  const told = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const held = new Promise<void>((resolve) => {
    const hold = async (route: Route) => {
      const response = await route.fetch();
      resolve();
      await told;
      await route.fulfill({ response });
    };
    void context.route('**/api/v1/session', hold, { times: 1 });
  });
  // The page asks every ten seconds who is here.
  await held;
  await page.getByRole('link', { name: /^Segments/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Log in again to go on' });
  await dialog.getByLabel('Password', { exact: true }).fill(ADMIN.password);
  await dialog.getByRole('button', { name: 'Log in' }).click();
  await expect(dialog).toBeHidden();
  const asked = (response: Response) => response.url().endsWith('/api/v1/session') && response.request().method() === 'GET';
  const late = page.waitForResponse(asked);
  tell();
  expect(await (await late).json()).toMatchObject({ state: 'logged_out' });
  await page.waitForResponse(asked);
  await expect(dialog).toBeHidden();
  await expect(page.getByText('Log in again to go on.')).toBeHidden();
});

test('the worker crashes during the upload: another one goes on', async ({ page, context, server }, info) => {
  const open = await holdBatches(context, 3);
  const { wizard, truth } = await started(page, info.outputDir);
  await expect.poll(() => batches(server)).toBe(3);
  const before = page.workers();
  expect(before.length).toBeGreaterThan(0);
  for (const worker of before) {
    // As an uncaught error does: the page hears that the worker failed. One's end takes its helpers with it.
    await worker.evaluate(() => void setTimeout(() => reportError(new Error('crashed by the test')))).catch(() => {});
  }
  await expect.poll(() => page.workers().some((worker) => !before.includes(worker))).toBe(true);
  open();
  await assertExact(wizard, truth, server);
});

test('the page is reloaded during the upload: the same file sends what is missing', async ({ page, context, server }, info) => {
  await holdBatches(context, 4);
  const { path, truth } = await started(page, info.outputDir);
  await expect.poll(() => batches(server)).toBe(4);
  page.on('dialog', (dialog) => dialog.accept());
  await page.reload();
  await expect(page.getByRole('heading', { name: /The upload stopped at row (20|25|30),000/ })).toBeVisible();
  const arrived = await batches(server);
  await context.unroute('**/batches/*');
  const sent: string[] = [];
  context.on('request', (request) => {
    if (request.method() === 'PUT' && /batches\/\d+$/.test(request.url())) sent.push(request.url());
  });
  await page.locator('input[type=file]').setInputFiles(path);
  await assertExact(new ImportPage(page), truth, server);
  expect(new Set(sent).size).toBe(BATCHES - arrived);
});

for (const part of [0, 1, BATCHES - 1]) {
  test(`the tab is closed after ${part} of ${BATCHES} batches: nothing is applied, and the same file finishes it`, async ({ page, context, server }, info) => {
    await holdBatches(context, part);
    const { path, truth } = await started(page, info.outputDir);
    await expect.poll(() => batches(server)).toBe(part);
    await expect.poll(async () => (await server.query('select 1 from import')).length).toBe(1);
    const [{ id }] = await server.query<{ id: string }>('select id from import');
    await page.close({ runBeforeUnload: false });
    expect(await server.query('select 1 from contact')).toEqual([]);
    await context.unroute('**/batches/*');
    const again = await context.newPage();
    await again.goto(`/import/${id}`);
    await expect(again.getByRole('heading', { name: /The upload stopped at row/ })).toBeVisible();
    await again.locator('input[type=file]').setInputFiles(path);
    await assertExact(new ImportPage(again), truth, server);
  });
}
