import { readFileSync } from 'node:fs';
import type { Browser, CDPSession } from '@playwright/test';

const SAMPLE_MS = 25;

/** What `/proc/PID/status` says under these names, summed up, in MB. */
function status(pid: number, ...names: string[]): number {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kilobytes = names.map((name) => Number(text.match(new RegExp(`^${name}:\\s+(\\d+)`, 'm'))?.[1] ?? 0));
  return (kilobytes.reduce((sum, n) => sum + n) * 1024) / 1e6;
}

/** Peak resident memory of a process in MB, as Linux keeps it: the mapped files of its program are in it. */
export function residentPeak(pid: number): number {
  return status(pid, 'VmHWM');
}

export interface Peak {
  /** The process's own memory: all but the browser's program, which its processes share. */
  own_mb: number;
  resident_mb: number;
}

interface Process {
  type: string;
  id: number;
  /** Seconds. */
  cpuTime: number;
}

/** Watches the processes of the pages that are open at its start. A worker lives in the process of its page. */
export class Renderers {
  private readonly before = new Map<number, number>();
  private readonly own = new Map<number, number>();
  private timer?: NodeJS.Timeout;
  private chosen = 0;

  private constructor(private readonly session: CDPSession) {}

  static async watch(browser: Browser): Promise<Renderers> {
    const renderers = new Renderers(await browser.newBrowserCDPSession());
    for (const { id, cpuTime } of await renderers.now()) renderers.before.set(id, cpuTime);
    renderers.timer = setInterval(() => renderers.sample(), SAMPLE_MS);
    return renderers;
  }

  /** Ends the watch. The peaks of the one that worked most meanwhile. */
  async busiest(): Promise<Peak> {
    await this.choose();
    return this.peak();
  }

  /** From now on watches only the one that worked most so far, without the browser's help. */
  async choose(): Promise<void> {
    const worked = ({ id, cpuTime }: Process) => cpuTime - (this.before.get(id) ?? 0);
    const [{ id }] = (await this.now()).sort((a, b) => worked(b) - worked(a));
    await this.session.detach();
    if (!this.before.has(id)) throw new Error('The page moved to another process meanwhile.');
    this.chosen = id;
  }

  /** Ends the watch. The peaks of the chosen one. */
  peak(): Peak {
    this.sample();
    clearInterval(this.timer);
    const id = this.chosen;
    return { own_mb: this.own.get(id) ?? 0, resident_mb: residentPeak(id) };
  }

  private sample(): void {
    for (const id of this.before.keys()) {
      try {
        this.own.set(id, Math.max(this.own.get(id) ?? 0, status(id, 'RssAnon', 'RssShmem', 'VmSwap')));
      } catch {
        // The process has ended.
      }
    }
  }

  private async now(): Promise<Process[]> {
    const { processInfo } = (await this.session.send('SystemInfo.getProcessInfo')) as { processInfo: Process[] };
    return processInfo.filter(({ type }) => type === 'renderer');
  }
}
