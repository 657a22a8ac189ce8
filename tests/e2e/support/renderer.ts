import { readFileSync } from 'node:fs';
import type { Browser, CDPSession } from '@playwright/test';

/** Peak resident memory of a process in MB, as Linux keeps it. */
export function peak(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(status.match(/VmHWM:\s+(\d+)/)?.[1] ?? 0) / 1000;
}

interface Process {
  type: string;
  id: number;
  /** Seconds. */
  cpuTime: number;
}

/** Which process of a browser does a page's work: a worker lives in the process of its page. */
export class Renderers {
  private before = new Map<number, number>();

  private constructor(private readonly session: CDPSession) {}

  static async of(browser: Browser): Promise<Renderers> {
    const renderers = new Renderers(await browser.newBrowserCDPSession());
    for (const { id, cpuTime } of await renderers.now()) renderers.before.set(id, cpuTime);
    return renderers;
  }

  /** Peak, in MB, of the renderer that worked most since this was made. A process that was there before has a peak from before. */
  async busiestPeak(): Promise<number> {
    const worked = ({ id, cpuTime }: Process) => cpuTime - (this.before.get(id) ?? 0);
    const [busiest] = (await this.now()).sort((a, b) => worked(b) - worked(a));
    await this.session.detach();
    return peak(busiest.id);
  }

  private async now(): Promise<Process[]> {
    const { processInfo } = (await this.session.send('SystemInfo.getProcessInfo')) as { processInfo: Process[] };
    return processInfo.filter(({ type }) => type === 'renderer');
  }
}
