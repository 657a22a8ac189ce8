import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Counts } from './import-page.ts';

export interface Truth {
  bytes: number;
  rows: number;
  columns: string[];
  problem_rows: number;
  repeated_emails: number;
  expected_into_empty_account: Counts;
}

interface Planted {
  seed?: number;
  /** Per million rows, as `duplicates`. */
  problems?: number;
  duplicates?: number;
}

/** A realistic file and the truth about it, as `cargo xtask fixture` writes them. */
export function fixture(folder: string, rows: number, planted: Planted = {}): { path: string; truth: Truth } {
  mkdirSync(folder, { recursive: true });
  return write(rows, planted, ['--out', join(folder, `fixture-${rows}.csv`)]);
}

/** The same, kept among what is built: for large files. Leave it there. */
export function cachedFixture(rows: number, planted: Planted = {}): { path: string; truth: Truth } {
  return write(rows, planted, ['--cached']);
}

/** A file that is written already, with its truth beside it. */
export function fixtureAt(path: string): { path: string; truth: Truth } {
  return { path, truth: JSON.parse(readFileSync(`${path}.truth.json`, 'utf8')) };
}

function write(rows: number, { seed = 7, problems = 1000, duplicates = 500 }: Planted, where: string[]): { path: string; truth: Truth } {
  const numbers = { rows, seed, problems, duplicates };
  const args = Object.entries(numbers).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const output = execFileSync(process.env.MUSTER_XTASK ?? 'xtask', ['fixture', ...args, ...where], { encoding: 'utf8' });
  const [path] = output.trim().split('\n');
  return fixtureAt(path);
}
