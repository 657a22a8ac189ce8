import type { Page } from '@playwright/test';
import { type Truth, cachedFixture } from '../support/fixture.ts';
import { ImportPage } from '../support/import-page.ts';
import { type Task, checkFile, foundFile, longTasks, observe } from '../support/observe.ts';
import { expect, test } from '../support/test.ts';

/** A task's time runs on while other programs have the processor: the page's own work is long every time. */
const TRIES = 5;

// A trace takes pictures and copies of the page, which is work of its main thread.
test.use({ trace: 'off' });

test.beforeEach(async ({ account }) => account);

/** From the choice to the verdict over the whole file. */
async function longWhileChecked(page: Page, path: string, truth: Truth): Promise<Task[]> {
  const wizard = new ImportPage(page);
  await wizard.open();
  await foundFile(page);
  await observe(page);
  const { tasks } = await checkFile(page, path);
  await expect(wizard.importButton()).toContainText(truth.expected_into_empty_account.created.toLocaleString('en-GB'));
  return tasks;
}

test('no task over 50 ms on the main thread while a 1,000,000-row file is checked', async ({ page }) => {
  const { path, truth } = cachedFixture(1_000_000);
  let long: Task[] = [];
  for (let i = 0; i < TRIES; i += 1) {
    long = await longWhileChecked(page, path, truth);
    if (long.length === 0) break;
  }
  expect(long).toEqual([]);

  // One that is there is seen.
  await page.evaluate(() =>
    setTimeout(() => {
      const start = performance.now();
      while (performance.now() < start + 80);
    }),
  );
  await expect.poll(() => longTasks(page)).not.toEqual([]);
});
