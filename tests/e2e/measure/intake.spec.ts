import { writeFileSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, expect } from '@playwright/test';
import { ImportPage } from '../support/import-page.ts';
import { type Truth, fixtureAt } from '../support/fixture.ts';
import { checkFile, foundFile, observe } from '../support/observe.ts';
import { type Peak, Renderers } from '../support/renderer.ts';
import { test } from '../support/test.ts';
import { type Turn, ours, peer, servePeers } from './contestants.ts';

/** Set by `cargo xtask bench intake`, which makes the figures of what is written here. */
const { MUSTER_FILE = '', MUSTER_ROUNDS = '3', MUSTER_PEERS, MUSTER_REPORT = '' } = process.env;

interface App extends Peak {
  first_rows_ms: number;
  longest_task_ms: number;
}

/** The whole page: the file chosen, mapped and checked as a person does it. */
async function app(browser: Browser, options: BrowserContextOptions, path: string, truth: Truth): Promise<App> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const wizard = new ImportPage(page);
  await wizard.open();
  await foundFile(page);
  const renderers = await Renderers.watch(browser);
  await observe(page);
  const { first_rows_ms, longest_task_ms } = await checkFile(page, path);
  await expect(wizard.importButton()).toContainText(truth.expected_into_empty_account.created.toLocaleString('en-GB'));
  const peak = await renderers.busiest();
  await context.close();
  return { first_rows_ms, longest_task_ms, ...peak };
}

test('intake', async ({ browser, context, server, account }) => {
  await account;
  const { truth } = fixtureAt(MUSTER_FILE);
  const fields = await (await context.request.get(`${server.url}/api/v1/fields`)).json();
  const options = { baseURL: server.url, storageState: await context.storageState(), locale: 'en-GB', viewport: { width: 1440, height: 900 } };
  const peers = await servePeers();
  const contestants: Record<string, () => Promise<Turn>> = {
    read: () => peer(browser, peers.url, 'read', MUSTER_FILE, truth),
    ours: () => ours(browser, server.url, fields, MUSTER_FILE, truth),
    ours_one_worker: () => ours(browser, server.url, fields, MUSTER_FILE, truth, '#workers=1'),
  };
  if (MUSTER_PEERS === 'true') {
    for (const name of ['udsv', 'papaparse']) contestants[name] = () => peer(browser, peers.url, name, MUSTER_FILE, truth);
  }
  const turns: Record<string, Turn[]> = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  const pages: App[] = [];
  // Nobody pays for bringing the file into the system's memory.
  await contestants.read();
  for (let round = 1; round <= Number(MUSTER_ROUNDS); round += 1) {
    for (const [name, turn] of Object.entries(contestants)) {
      const took = await turn();
      turns[name].push(took);
      console.log(`round ${round}: ${name} ${Math.round(took.ms)} ms, ${Math.round(truth.bytes / took.ms / 1000)} MB/s`);
    }
    pages.push(await app(browser, options, MUSTER_FILE, truth));
  }
  peers.stop();
  const cores = await context.newPage().then((page) => page.evaluate(() => navigator.hardwareConcurrency));
  const { rows, bytes } = truth;
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync(MUSTER_REPORT, JSON.stringify({ date, browser: browser.version(), cores, rows, bytes, turns, app: pages }, null, 2));
});
