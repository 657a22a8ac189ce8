import { writeFileSync } from 'node:fs';
import { cachedFixture, fixtureAt } from '../support/fixture.ts';
import { ImportPage } from '../support/import-page.ts';
import { checkFile, longTasks, observe } from '../support/observe.ts';
import { Renderers, residentPeak } from '../support/renderer.ts';
import { expect, test } from '../support/test.ts';

const ROWS = Number(process.env.MUSTER_ROWS ?? 1_000_000);

/** Set by `cargo xtask bench ingest`: the file, and where the figures go. */
const { MUSTER_FILE, MUSTER_REPORT } = process.env;

test(MUSTER_FILE ? 'a file through the page' : `${ROWS} rows through the page`, async ({ browser, page, server, account }) => {
  await account;
  const { path, truth } = MUSTER_FILE ? fixtureAt(MUSTER_FILE) : cachedFixture(ROWS);
  const wizard = new ImportPage(page);
  await wizard.open();
  const renderers = await Renderers.watch(browser);
  await observe(page);
  const { first_rows_ms } = await checkFile(page, path);
  const check = await page.getByText(/Whole file checked/).innerText();
  const pressed = Date.now();
  await wizard.importButton().click();
  await expect(page.getByText(/You can leave now|contacts are in/).first()).toBeVisible({ timeout: 600_000 });
  const uploaded = Date.now();
  const counts = await wizard.finished(1_200_000);
  const finished = Date.now();
  const renderer = await renderers.busiest();
  expect(counts).toEqual(truth.expected_into_empty_account);
  const seconds = (from: number, to: number) => Number(((to - from) / 1000).toFixed(1));
  const figures = {
    rows: truth.rows,
    first_rows_ms: Math.round(first_rows_ms),
    check,
    longest_task_ms: Math.round(Math.max(0, ...(await longTasks(page)).map((task) => task.duration))),
    import_to_uploaded_s: seconds(pressed, uploaded),
    import_to_finished_s: seconds(pressed, finished),
    rows_per_s: Math.round((truth.rows * 1000) / (finished - pressed)),
    peak_renderer_mb: Math.round(renderer.own_mb),
    peak_server_mb: Math.round(residentPeak(server.pid)),
  };
  console.log(JSON.stringify(figures, null, 2));
  if (MUSTER_REPORT) writeFileSync(MUSTER_REPORT, JSON.stringify(figures));
});
