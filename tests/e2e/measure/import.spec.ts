import { writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { cachedFixture, fixtureAt } from '../support/fixture.ts';
import { ImportPage } from '../support/import-page.ts';
import { checkFile, longTasks, observe } from '../support/observe.ts';
import { Renderers, residentPeak } from '../support/renderer.ts';
import { expect, test } from '../support/test.ts';
import { Unwatched } from '../support/unwatched.ts';

const ROWS = Number(process.env.MUSTER_ROWS ?? 1_000_000);

/** Set by `cargo xtask bench ingest`: the file, and where the figures go. */
const { MUSTER_FILE, MUSTER_REPORT } = process.env;

test(MUSTER_FILE ? 'a file through the page' : `${ROWS} rows through the page`, async ({ context, server, account }) => {
  await account;
  const { path, truth } = MUSTER_FILE ? fixtureAt(MUSTER_FILE) : cachedFixture(ROWS);
  const unwatched = await Unwatched.start();
  let browser = await unwatched.connect();
  const [own] = browser.contexts();
  await own.addCookies((await context.storageState()).cookies);
  const page = await own.newPage();
  await page.goto(`${server.url}/import`);
  await page.waitForLoadState('networkidle');
  const renderers = await Renderers.watch(browser);
  await observe(page);
  const { first_rows_ms } = await checkFile(page, path);
  const check = await page.getByText(/Whole file checked/).innerText();
  await pressImportSoon(page);
  await renderers.choose();
  await browser.close();
  await expect
    .poll(async () => (await (await context.request.get(`${server.url}/api/v1/imports`)).json()).imports[0]?.state, { intervals: [500], timeout: 1_800_000 })
    .toBe('finished');

  browser = await unwatched.connect();
  const again = browser.contexts()[0].pages().find((page) => page.url().startsWith(server.url))!;
  expect(await new ImportPage(again).finished()).toEqual(truth.expected_into_empty_account);
  const marks = await again.evaluate(() => ['pressed', 'uploaded', 'finished'].map((name) => performance.getEntriesByName(name)[0].startTime));
  const [pressed, uploaded, finished] = marks;
  const longest = Math.max(0, ...(await longTasks(again)).map((task) => task.duration));
  const peak = renderers.peak();
  await browser.close();
  await unwatched.stop();
  const seconds = (from: number, to: number) => Number(((to - from) / 1000).toFixed(1));
  const figures = {
    rows: truth.rows,
    first_rows_ms: Math.round(first_rows_ms),
    check,
    longest_task_ms: Math.round(longest),
    import_to_uploaded_s: seconds(pressed, uploaded),
    import_to_finished_s: seconds(pressed, finished),
    rows_per_s: Math.round((truth.rows * 1000) / (finished - pressed)),
    peak_renderer_mb: Math.round(peak.own_mb),
    peak_server_mb: Math.round(residentPeak(server.pid)),
  };
  console.log(JSON.stringify(figures, null, 2));
  if (MUSTER_REPORT) writeFileSync(MUSTER_REPORT, JSON.stringify(figures));
});

/** The page presses the button by itself when nobody watches any more, and notes when what people read changes. */
async function pressImportSoon(page: Page): Promise<void> {
  await page.evaluate(() => {
    const button = [...document.querySelectorAll('footer button')].find((button) => /^Import [\d,]+ /.test(button.textContent ?? '')) as HTMLElement;
    setTimeout(() => {
      performance.mark('pressed');
      button.click();
    }, 2000);
    const noted = new Set<string>();
    const note = (name: string) => {
      if (!noted.has(name)) performance.mark(name);
      noted.add(name);
    };
    setInterval(() => {
      const title = document.querySelector('h1')?.textContent ?? '';
      if (/contacts are in/.test(title)) note('finished');
      if (noted.has('finished') || /You can leave now/.test(document.body.textContent ?? '')) note('uploaded');
    }, 50);
  });
}
