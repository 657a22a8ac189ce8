import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from '@playwright/test';
import config from '../playwright.config.ts';

/**
 * A browser of its own that can be left alone. While Playwright is connected, the browser tells it of every request with all that is sent,
 * which takes an upload three times as long.
 */
export class Unwatched {
  private constructor(
    private readonly process: ChildProcess,
    private readonly folder: string,
    private readonly address: string,
  ) {}

  static async start(): Promise<Unwatched> {
    const { executablePath, args } = config.use.launchOptions;
    const folder = mkdtempSync(join(tmpdir(), 'muster-browser-'));
    const own = ['--headless=new', '--remote-debugging-port=0', '--window-size=1440,900', '--lang=en-GB', `--user-data-dir=${folder}`];
    const process = spawn(executablePath, [...args, ...own], { stdio: ['ignore', 'ignore', 'pipe'] });
    const address = await new Promise<string>((resolve, reject) => {
      let told = '';
      process.stderr.on('data', (text) => {
        told += text;
        const found = told.match(/^DevTools listening on (ws:\S+)$/m);
        if (found) resolve(found[1]);
      });
      process.once('error', reject);
      process.once('exit', () => reject(new Error(`The browser ended: ${told}`)));
    });
    return new Unwatched(process, folder, address);
  }

  /** `close()` of what this gives leaves the browser alone. */
  connect(): Promise<Browser> {
    return chromium.connectOverCDP(this.address);
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill();
    await ended;
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
