import type { Page } from '@playwright/test';

/** As long as a person takes to find a file in the browser's chooser, which is more than the worker needs to start. */
const FINDING_MS = 1500;

/** The page as it is when a person has found a file: loaded, its worker there, and nothing left to do. */
export async function foundFile(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(FINDING_MS);
}

/** From now on notes the longest task of the page's main thread, and the time from a file's choice to its first rows on screen. */
export async function observe(page: Page): Promise<void> {
  // What waits for functions brings a script of its own into the page, with the first call.
  await page.waitForFunction(() => true);
  await page.evaluate(() => {
    const input = document.querySelector('input[type=file]')!;
    input.addEventListener('change', () => performance.mark('chosen'), { capture: true, once: true });
    const rows = new MutationObserver(() => {
      const cell = document.querySelector('td');
      if (!cell) return;
      rows.disconnect();
      cell.setAttribute('elementtiming', 'first rows');
    });
    rows.observe(document.body, { childList: true, subtree: true });
    // The browser's own word when the frame with the rows was on screen.
    new PerformanceObserver((list) => {
      const entries = list.getEntries() as (PerformanceEntry & { identifier: string; renderTime: number })[];
      const painted = entries.find(({ identifier }) => identifier === 'first rows');
      if (painted) performance.measure('first rows', { start: performance.getEntriesByName('chosen')[0].startTime, end: painted.renderTime });
    }).observe({ type: 'element' });
    new PerformanceObserver((list) => {
      for (const task of list.getEntries()) performance.measure('long task', { start: task.startTime, duration: task.duration });
    }).observe({ type: 'longtask' });
  });
}

/** Milliseconds from the choice to the frame after the first rows, once they are there. */
async function firstRows(page: Page): Promise<number> {
  const found = await page.waitForFunction(() => performance.getEntriesByName('first rows')[0]?.duration, null, { polling: 20 });
  return (await found.jsonValue()) ?? 0;
}

/** By the browser's own way: Playwright's doesn't take large files to a browser that it didn't start. */
async function choose(page: Page, path: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { root } = await session.send('DOM.getDocument');
  const { nodeId } = await session.send('DOM.querySelector', { nodeId: root.nodeId, selector: 'input[type=file]' });
  await session.send('DOM.setFileInputFiles', { files: [path], nodeId });
  await session.detach();
}

/**
 * Chooses a file, goes on to the mapping and waits until the whole file is checked. By selectors that are quick to find: a role or a
 * text is looked up by going through the whole page, again and again, and that is work of its main thread.
 */
export async function checkFile(page: Page, path: string): Promise<{ first_rows_ms: number; longest_task_ms: number; tasks: Task[] }> {
  await choose(page, path);
  const first_rows_ms = await firstRows(page);
  await page.locator('footer .btn.pri').click();
  const checked = () => /Whole file checked/.test(document.querySelector('footer [role=status]')?.textContent ?? '');
  await page.waitForFunction(checked, null, { polling: 200, timeout: 600_000 });
  const tasks = await longTasks(page);
  return { first_rows_ms, longest_task_ms: Math.max(0, ...tasks.map((task) => task.duration)), tasks };
}

export interface Task {
  /** Milliseconds since the page was opened. */
  start: number;
  duration: number;
}

/** The tasks of more than 50 ms so far: the browser reports no others. */
export async function longTasks(page: Page): Promise<Task[]> {
  // Entries reach the observer in a task of their own.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  return page.evaluate(() => performance.getEntriesByName('long task').map(({ startTime, duration }) => ({ start: startTime, duration })));
}
