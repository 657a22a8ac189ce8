import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { fixture } from '../support/fixture.ts';
import { ImportPage } from '../support/import-page.ts';
import { expect, test } from '../support/test.ts';

/** Peak resident memory of a process in MB, as Linux keeps it. */
function peak(pid: number | string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(status.match(/VmHWM:\s+(\d+)/)?.[1] ?? 0) / 1000;
}

/** Peak of the largest renderer that runs now. */
function rendererPeak(): number {
  const renderers = readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer');
    } catch {
      return false;
    }
  });
  return Math.max(...renderers.map(peak));
}

const ROWS = Number(process.env.MUSTER_ROWS ?? 1_000_000);

test(`${ROWS} rows through the page`, async ({ page, server, account }, info) => {
  await account;
  const { path, truth } = fixture(info.outputDir, ROWS);
  const wizard = new ImportPage(page);
  await wizard.open();
  // From the choice to the frame after the first rows stand in the page.
  await page.evaluate(() => {
    const input = document.querySelector('input[type=file]')!;
    input.addEventListener('change', () => performance.mark('chosen'), { capture: true, once: true });
    const seen = new MutationObserver(() => {
      if (!document.querySelector('td')) return;
      seen.disconnect();
      requestAnimationFrame(() => setTimeout(() => performance.measure('first rows', 'chosen')));
    });
    seen.observe(document.body, { childList: true, subtree: true });
    new PerformanceObserver((list) => {
      for (const task of list.getEntries()) {
        const longest = Number(document.documentElement.dataset.longest ?? 0);
        document.documentElement.dataset.longest = String(Math.max(longest, task.duration));
      }
    }).observe({ type: 'longtask', buffered: false });
  });
  await wizard.choose(path);
  await expect(page.getByRole('table')).toBeVisible();
  const firstRows = await page.waitForFunction(() => performance.getEntriesByName('first rows')[0]?.duration);
  await wizard.next();
  await wizard.checked();
  const check = await page.getByText(/Whole file checked/).innerText();
  const longest = await page.evaluate(() => Number(document.documentElement.dataset.longest ?? 0));
  const pressed = Date.now();
  await wizard.importButton().click();
  await expect(page.getByText(/You can leave now|contacts are in/).first()).toBeVisible({ timeout: 600_000 });
  const uploaded = Date.now();
  const counts = await wizard.finished(1_200_000);
  const finished = Date.now();
  expect(counts).toEqual(truth.expected_into_empty_account);
  const seconds = (from: number, to: number) => Number(((to - from) / 1000).toFixed(1));
  console.log(
    JSON.stringify(
      {
        rows: ROWS,
        first_rows_ms: Math.round((await firstRows.jsonValue()) ?? 0),
        check,
        longest_task_ms: Math.round(longest),
        import_to_uploaded_s: seconds(pressed, uploaded),
        import_to_finished_s: seconds(pressed, finished),
        rows_per_s: Math.round((ROWS * 1000) / (finished - pressed)),
        peak_renderer_mb: Math.round(rendererPeak()),
        peak_server_mb: Math.round(peak(server.pid)),
      },
      null,
      2,
    ),
  );
  rmSync(path);
});
