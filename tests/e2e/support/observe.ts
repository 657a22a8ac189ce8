import type { Page } from '@playwright/test';

/** From now on notes the longest task of the page's main thread, and the time from a file's choice to its first rows on screen. */
export async function observe(page: Page): Promise<void> {
  await page.evaluate(() => {
    const input = document.querySelector('input[type=file]')!;
    input.addEventListener('change', () => performance.mark('chosen'), { capture: true, once: true });
    const rows = new MutationObserver(() => {
      if (!document.querySelector('td')) return;
      rows.disconnect();
      // What stands in the page is painted with the next frame; the task after it comes when that is done.
      requestAnimationFrame(() => setTimeout(() => performance.measure('first rows', 'chosen')));
    });
    rows.observe(document.body, { childList: true, subtree: true });
    new PerformanceObserver((list) => {
      for (const task of list.getEntries()) performance.measure('long task', { start: task.startTime, duration: task.duration });
    }).observe({ type: 'longtask' });
  });
}

/** Milliseconds from the choice to the frame after the first rows, once they are there. */
export async function firstRows(page: Page): Promise<number> {
  const found = await page.waitForFunction(() => performance.getEntriesByName('first rows')[0]?.duration);
  return (await found.jsonValue()) ?? 0;
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
