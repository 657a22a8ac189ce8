import { type Page, test as base, expect } from '@playwright/test';
import { SETUP_CODE, Server } from './server.ts';

export { expect };
export type { Page };

export const ADMIN = { name: 'Ada Admin', email: 'ada@example.com', password: 'correct horse battery' };

export const test = base.extend<{ server: Server; account: void; strict: void }>({
  // biome-ignore lint: Playwright asks for the pattern
  server: async ({}, use) => {
    const server = await Server.start();
    await use(server);
    await server.stop();
  },

  baseURL: async ({ server }, use) => use(server.url),

  /** An account with its admin, who is logged in in this browser. */
  account: async ({ server, context }, use) => {
    const answer = await context.request.post(`${server.url}/api/v1/setup`, {
      data: { code: SETUP_CODE, account_name: 'Example Ltd', ...ADMIN },
      headers: { origin: server.url },
    });
    expect(answer.status(), await answer.text()).toBe(201);
    await use();
  },

  /** No test passes with an error in the page's console: a refused script or style, a panic, an uncaught exception. */
  strict: [
    async ({ context }, use) => {
      const errors: string[] = [];
      context.on('page', (page) => watch(page, errors));
      for (const page of context.pages()) watch(page, errors);
      await use();
      expect(errors).toEqual([]);
    },
    { auto: true },
  ],
});

/** Answers that a test provokes: the browser writes them to the console, and they are no fault. */
const EXPECTED = /Failed to load resource|net::ERR_/;

function watch(page: Page, errors: string[]): void {
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !EXPECTED.test(message.text())) errors.push(message.text());
  });
}
