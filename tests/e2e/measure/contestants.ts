import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, type Page, expect } from '@playwright/test';
import { emptyPage } from '../support/empty-page.ts';
import { type Peak, Renderers } from '../support/renderer.ts';
import type { Truth } from '../support/fixture.ts';

export interface Turn extends Peak {
  ms: number;
  count_ms?: number;
}

type Took = Omit<Turn, keyof Peak>;

/** Has a page to itself, and with it a process. */
async function alone(browser: Browser, open: (page: Page) => Promise<unknown>, turn: (page: Page) => Promise<Took>): Promise<Turn> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await open(page);
  const renderers = await Renderers.watch(browser);
  const took = await turn(page);
  const peak = await renderers.busiest();
  await context.close();
  return { ...took, ...peak };
}

/** Where the fields stand in the fixture. */
function columns(truth: Truth) {
  const at = (name: string) => truth.columns.indexOf(name);
  return {
    email: at('Email'),
    dateOfBirth: at('Date of birth'),
    mobilePhone: at('Mobile phone'),
    points: at('Points'),
    newsletter: at('Newsletter'),
    texts: ['First name', 'Last name', 'City', 'Country'].map(at),
  };
}

/** The worker has been there for so long when a person has found a file. */
const IDLE_MS = 1500;

const PACKAGES = { '/papaparse.min.js': 'papaparse/papaparse.min.js', '/uDSV.iife.min.js': 'udsv/dist/uDSV.iife.min.js' };
const PAGE = '<!doctype html><meta charset="utf-8"><title>peers</title><input type="file">';

/** The peers' own server: the product's would refuse the code that some of them make at run time. */
export async function servePeers(): Promise<{ url: string; stop: () => void }> {
  const files = new Map(Object.entries(PACKAGES).map(([url, path]) => [url, new URL(`../node_modules/${path}`, import.meta.url)]));
  for (const name of ['rules', 'papaparse', 'udsv', 'read']) files.set(`/${name}.js`, new URL(`contestants/${name}.js`, import.meta.url));
  const server = createServer((request, response) => {
    const file = files.get(request.url ?? '');
    response.setHeader('content-type', file ? 'text/javascript; charset=utf-8' : 'text/html; charset=utf-8');
    response.end(file ? readFileSync(file) : PAGE);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop: () => server.close() };
}

/** One of the workers in `contestants/`, from the message with the file to its answer. */
export function peer(browser: Browser, url: string, name: string, path: string, truth: Truth): Promise<Turn> {
  const open = (page: Page) => page.goto(url);
  return alone(browser, open, async (page) => {
    await page.locator('input').setInputFiles(path);
    const { ms, found } = await page.evaluate(
      ({ name, columns }) =>
        new Promise<{ ms: number; found: unknown }>((resolve, reject) => {
          const file = document.querySelector('input')!.files![0];
          const worker = new Worker(`${name}.js`);
          let start = 0;
          worker.onerror = (event) => reject(new Error(event.message));
          worker.onmessage = ({ data }) => {
            if (data !== 'ready') return resolve({ ms: performance.now() - start, found: data });
            start = performance.now();
            worker.postMessage({ file, columns });
          };
        }),
      { name, columns: columns(truth) },
    );
    const { rows, problem_rows, repeated_emails, bytes } = truth;
    expect(found, name).toEqual(name === 'read' ? { bytes } : { rows, withProblems: problem_rows, repeated: repeated_emails });
    return { ms };
  });
}

interface Field {
  key: string;
  name: string;
}

/**
 * The product's own worker, from the command to check until the verdict over the whole file. `hash` goes to the worker's
 * address: `#workers=1` asks it for no helpers.
 */
export function ours(browser: Browser, url: string, fields: Field[], path: string, truth: Truth, hash = ''): Promise<Turn> {
  const mapped = fields.filter((field) => truth.columns.includes(field.name));
  const assignments = mapped.map((field) => ({ field: field.key, source: { column: truth.columns.indexOf(field.name) } }));
  const setup = { mapping: { assignments }, fields, existing: 'leave' };
  const open = (page: Page) => emptyPage(page, url);
  return alone(browser, open, async (page) => {
    await page.locator('input[type=file]').setInputFiles(path);
    const { ms, count_ms, tally } = await page.evaluate(
      ({ setup, hash, idle }) =>
        new Promise<{ ms: number; count_ms: number; tally: Record<string, unknown> }>((resolve, reject) => {
          const object = document.querySelector<HTMLInputElement>('input[type=file]')!.files![0];
          const address = document.querySelector<HTMLMetaElement>('meta[name=muster-worker]')!.content;
          const worker = new Worker(address + hash, { type: 'module' });
          const send = (command: object, object?: File) => worker.postMessage({ json: JSON.stringify(command), object });
          const open = { name: object.name, modified: null, pasted: null, dialect: null, part: null };
          let [opened, asked] = [0, 0];
          worker.onerror = (event) => reject(new Error(event.message));
          worker.onmessage = ({ data }) => {
            const event = JSON.parse(data.json);
            const now = performance.now();
            if (event === 'ready') {
              setTimeout(() => {
                opened = performance.now();
                send({ open }, object);
              }, idle);
            } else if (event.counted) {
              asked = now;
              send({ check: { generation: 1, setup } });
            } else if (event.checked) {
              resolve({ ms: now - asked, count_ms: asked - opened, tally: event.checked.tally });
            } else if (event.refused || event.stopped) {
              reject(new Error(data.json));
            }
          };
        }),
      { setup, hash, idle: IDLE_MS },
    );
    expect(tally).toMatchObject({ rows: truth.rows, with_problems: truth.problem_rows, repeated: truth.repeated_emails });
    return { ms, count_ms };
  });
}
