import type { JSHandle, Page } from '@playwright/test';
import { emptyPage } from './empty-page.ts';

/** Events of the worker's protocol by their names, the last of each; `unit` ones are `true`. */
export type Heard = Record<string, any>;

export interface Asked {
  /** `Command::Open` without its name. */
  open: object;
  /** What to check under; `null`: nothing. */
  setup: object | null;
  /** Rows to be read again. */
  rows: { first: number; count: number };
}

/** The product's own worker in a page without its app: files go in, and what it says comes out. */
export class IntakeWorker {
  private constructor(
    private readonly page: Page,
    private worker: JSHandle<Worker>,
  ) {}

  static async start(page: Page, url: string): Promise<IntakeWorker> {
    await emptyPage(page, url);
    return new IntakeWorker(page, await start(page));
  }

  /** A new worker in place of the old one. */
  async restart(): Promise<void> {
    await this.worker.evaluate((worker) => worker.terminate());
    this.worker = await start(this.page);
  }

  /** Chooses a file, waits until it is counted, has it checked, and reads some rows again; or until it can't be read on. */
  async read(name: string, buffer: Buffer, asked: Asked): Promise<Heard> {
    await this.page.locator('input').setInputFiles({ name, mimeType: '', buffer });
    return this.worker.evaluate(
      (worker, { open, setup, rows }) =>
        new Promise<Heard>((resolve, reject) => {
          const heard: Heard = {};
          const object = document.querySelector('input')!.files![0];
          const send = (command: object, object?: File) => worker.postMessage({ json: JSON.stringify(command), object });
          const timeout = setTimeout(() => reject(new Error(`no end after ${Object.keys(heard).join(', ')}`)), 20_000);
          const done = () => {
            clearTimeout(timeout);
            resolve(heard);
          };
          worker.onerror = (event) => reject(new Error(event.message));
          worker.onmessage = ({ data }) => {
            const event = JSON.parse(data.json);
            const [name, content] = typeof event === 'string' ? [event, true] : Object.entries(event)[0];
            heard[name] = content;
            if (name === 'refused' || name === 'stopped' || name === 'rows') done();
            else if (name === 'counted' && setup) send({ check: { generation: 1, setup } });
            else if (name === 'counted' || name === 'checked') send({ rows });
          };
          send({ open: { name: object.name, modified: null, pasted: null, ...open } }, object);
        }),
      asked,
    );
  }
}

function start(page: Page): Promise<JSHandle<Worker>> {
  return page.evaluateHandle(
    () =>
      new Promise<Worker>((resolve, reject) => {
        const address = document.querySelector<HTMLMetaElement>('meta[name=muster-worker]')!.content;
        const worker = new Worker(address, { type: 'module' });
        worker.onerror = (event) => reject(new Error(event.message));
        worker.onmessage = () => resolve(worker);
      }),
  );
}
