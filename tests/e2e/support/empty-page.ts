import type { Page } from '@playwright/test';

/** The page as the product serves it, with all its headers, before the app starts in it; and an input for a file. */
export async function emptyPage(page: Page, url: string): Promise<void> {
  await page.route(`${url}/bench`, async (route) => {
    const response = await route.fetch({ url: `${url}/` });
    const body = (await response.text()).replace(/<script\b[^>]*><\/script>/g, '').replace('</body>', '<input type="file"></body>');
    await route.fulfill({ response, body });
  });
  await page.goto(`${url}/bench`);
}
