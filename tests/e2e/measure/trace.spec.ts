import { ImportPage } from '../support/import-page.ts';
import { checkFile, observe } from '../support/observe.ts';
import { test } from '../support/test.ts';

const { MUSTER_FILE = '' } = process.env;

test('trace', async ({ browser, context, server, account }) => {
  await account;
  const options = { baseURL: server.url, storageState: await context.storageState(), locale: 'en-GB', viewport: { width: 1440, height: 900 } };
  for (let n = 0; n < 3; n += 1) {
    const c = await browser.newContext(options);
    const page = await c.newPage();
    const wizard = new ImportPage(page);
    await wizard.open();
    await page.waitForLoadState('networkidle');
    await page.waitForTimeout(1500);
    await observe(page);
    await browser.startTracing(page, { path: `/tmp/trace${n}.json`, categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'v8', 'v8.wasm', 'blink.user_timing', 'toplevel', 'disabled-by-default-v8.compile', 'disabled-by-default-v8.wasm.detailed','loading'] });
    const { first_rows_ms, longest_task_ms, tasks } = await checkFile(page, MUSTER_FILE);
    await browser.stopTracing();
    console.log(n, first_rows_ms, longest_task_ms, JSON.stringify(tasks));
    await c.close();
  }
});
