import { fixture } from '../support/fixture.ts';
import { ImportPage } from '../support/import-page.ts';
import type { Server } from '../support/server.ts';
import { ADMIN, expect, test } from '../support/test.ts';

test.beforeEach(async ({ account }) => account);

async function contactCount(server: Server): Promise<number> {
  const [row] = await server.query<{ n: string }>('select count(*) n from contact');
  return Number(row.n);
}

test('100,000 rows: the five numbers are the truth', async ({ page, server }, info) => {
  test.setTimeout(240_000);
  const { path, truth } = fixture(info.outputDir, 100_000);
  const wizard = new ImportPage(page);
  await wizard.open();
  await wizard.choose(path);
  await wizard.next();
  await wizard.start();
  expect(await wizard.finished(180_000)).toEqual(truth.expected_into_empty_account);
  expect(await contactCount(server)).toBe(truth.expected_into_empty_account.created);
});

test('the tab is closed after «You can leave now»: another browser shows the finished import', async ({ page, server, browser }, info) => {
  test.setTimeout(240_000);
  const { path, truth } = fixture(info.outputDir, 60_000);
  const wizard = new ImportPage(page);
  await wizard.open();
  await wizard.choose(path);
  await wizard.next();
  await wizard.start();
  await expect(page.getByText('You can leave now', { exact: false }).or(page.getByText(/contacts are in/))).toBeVisible({ timeout: 120_000 });
  await page.close();

  const other = await browser.newContext({ baseURL: server.url });
  const second = await other.newPage();
  await second.goto('/imports');
  await second.getByLabel('Email').fill(ADMIN.email);
  await second.getByLabel('Password', { exact: true }).fill(ADMIN.password);
  await second.getByRole('button', { name: 'Log in' }).click();
  await second.getByRole('link', { name: /fixture-60000\.csv/ }).click();
  // An import that runs opens on its run page, one that is over on its own.
  const over = second.getByText('Done', { exact: true }).or(second.getByRole('heading', { name: /contacts are in/ }));
  await expect(over.first()).toBeVisible({ timeout: 120_000 });
  expect(await new ImportPage(second).counts()).toEqual(truth.expected_into_empty_account);
  expect(await contactCount(server)).toBe(truth.expected_into_empty_account.created);
  await other.close();
});

test('the tab is closed at half of the upload: the same file again finishes it, and only what is missing is sent', async ({ page, context, server, browser }, info) => {
  test.setTimeout(240_000);
  const { path, truth } = fixture(info.outputDir, 60_000);
  const wizard = new ImportPage(page);
  // The network takes six batches, and then no more.
  let taken = 0;
  await context.route('**/batches/*', async (route) => {
    taken += 1;
    await (taken <= 6 ? route.continue() : route.abort('connectionfailed'));
  });
  await wizard.open();
  await wizard.choose(path);
  await wizard.next();
  await wizard.start();
  await expect.poll(async () => (await server.query('select 1 from import_batch')).length, { timeout: 60_000 }).toBe(6);
  await page.close({ runBeforeUnload: false });
  expect(await contactCount(server)).toBe(0);

  // Another browser: what is left of the first one's worker stays without a network.
  const other = await browser.newContext({ baseURL: server.url });
  await other.request.post('/api/v1/session', { data: ADMIN, headers: { origin: server.url } });
  const sent: string[] = [];
  other.on('request', (request) => {
    if (request.method() === 'PUT' && /batches\/\d+$/.test(request.url())) sent.push(request.url());
  });
  const again = await other.newPage();
  await again.goto('/imports');
  await again.getByRole('link', { name: /fixture-60000\.csv/ }).click();
  // What a closed tab's worker had in flight may still arrive.
  const stopped = again.getByRole('heading', { name: /The upload stopped at row (30|35|40),000/ });
  await expect(stopped).toBeVisible();
  const arrived = Number((await stopped.innerText()).match(/row (\d+),000/)![1]) / 5;
  await again.locator('input[type=file]').setInputFiles(path);
  const resumed = new ImportPage(again);
  expect(await resumed.finished(120_000)).toEqual(truth.expected_into_empty_account);
  expect(await contactCount(server)).toBe(truth.expected_into_empty_account.created);
  expect(new Set(sent).size).toBe(60_000 / 5_000 - arrived);
  await other.close();
});

test('another file is refused where the same is asked for', async ({ page, context, server }, info) => {
  const { path } = fixture(info.outputDir, 40_000);
  const other = fixture(info.outputDir, 30_000);
  await context.route('**/batches/*', (route) => (/\/0$/.test(route.request().url()) ? route.continue() : undefined));
  const wizard = new ImportPage(page);
  await wizard.open();
  await wizard.choose(path);
  await wizard.next();
  await wizard.start();
  await expect.poll(async () => (await server.query('select 1 from import_batch')).length, { timeout: 60_000 }).toBe(1);
  const [{ id }] = await server.query<{ id: string }>('select id from import');
  await page.close({ runBeforeUnload: false });

  const again = await context.newPage();
  await again.goto(`/import/${id}`);
  await again.locator('input[type=file]').setInputFiles(other.path);
  await expect(again.getByText(/That is a different file/)).toBeVisible();
});

test('the server is killed while it applies: it finishes by itself, exactly', async ({ page, server }, info) => {
  test.setTimeout(240_000);
  const { path, truth } = fixture(info.outputDir, 100_000);
  const wizard = new ImportPage(page);
  await wizard.open();
  await wizard.choose(path);
  await wizard.next();
  await wizard.start();
  await expect.poll(async () => (await server.query("select 1 from import where state <> 'uploading'")).length, { timeout: 120_000, intervals: [50] }).toBe(1);
  let kills = 0;
  for (; kills < 5; kills += 1) {
    const before = await contactCount(server);
    if (before >= truth.expected_into_empty_account.created) break;
    await server.kill();
    await server.launch();
    await expect.poll(() => contactCount(server), { timeout: 30_000, intervals: [50] }).toBeGreaterThan(before);
  }
  expect(kills).toBeGreaterThan(0);
  expect(await wizard.finished(120_000)).toEqual(truth.expected_into_empty_account);
  expect(await contactCount(server)).toBe(truth.expected_into_empty_account.created);
});

test('the server is killed during the upload: the upload waits and goes on', async ({ page, server }, info) => {
  test.setTimeout(240_000);
  const { path, truth } = fixture(info.outputDir, 100_000);
  const wizard = new ImportPage(page);
  await wizard.open();
  await wizard.choose(path);
  await wizard.next();
  await wizard.start();
  const batches = async () => (await server.query('select 1 from import_batch')).length;
  await expect.poll(batches, { timeout: 60_000, intervals: [20] }).toBeGreaterThan(0);
  await server.kill();
  expect(await batches()).toBeLessThan(20);
  await server.launch();
  expect(await wizard.finished(120_000)).toEqual(truth.expected_into_empty_account);
  expect(await contactCount(server)).toBe(truth.expected_into_empty_account.created);
});

test('the server is away when Import is pressed: it says so, and the second press works', async ({ page, server }, info) => {
  const wizard = new ImportPage(page);
  await wizard.open();
  await wizard.choose(fixture(info.outputDir, 1_000).path);
  await wizard.next();
  await wizard.checked();
  await server.kill();
  await wizard.importButton().click();
  await expect(page.getByText(/Muster isn't answering/).first()).toBeVisible();
  await server.launch();
  await wizard.importButton().click();
  expect((await wizard.finished()).created).toBeGreaterThan(990);
});
