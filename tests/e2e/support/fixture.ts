import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Counts } from './import-page.ts';

export interface Truth {
  rows: number;
  problem_rows: number;
  repeated_emails: number;
  expected_into_empty_account: Counts;
}

/** A realistic file and the truth about it, as `cargo xtask fixture` writes them. */
export function fixture(folder: string, rows: number, { seed = 7, problems = 1000, duplicates = 500 } = {}): { path: string; truth: Truth } {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `fixture-${rows}.csv`);
  const numbers = { rows, seed, problems, duplicates };
  const args = Object.entries(numbers).flatMap(([name, value]) => [`--${name}`, String(value)]);
  execFileSync(process.env.MUSTER_XTASK ?? 'xtask', ['fixture', ...args, '--out', path], { stdio: 'ignore' });
  return { path, truth: JSON.parse(readFileSync(`${path}.truth.json`, 'utf8')) };
}
