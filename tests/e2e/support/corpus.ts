import { type Case, type Column, comma, type Problem, type Row } from '../../corpus/case.ts';
import type { Asked, Heard } from './intake-worker.ts';

/** Rows that the worker reads again at a time. */
const MOST_ROWS = 200;
/** Rows that are shown first. */
const SHOWN = 100;

/** What the worker is asked for a case. */
export function asked(from: Case, fields: object[]): Asked {
  const { dialect, part, map = { email: 0 }, keep = 'keep_last', expect } = from;
  const assignment = ([field, column]: [string, number | Column]) => {
    const { at, ...settings } = typeof column === 'number' ? { at: column } : column;
    return { field, source: { column: at }, ...settings };
  };
  const { rows = [], from: first = 0 } = expect;
  return {
    open: { dialect: dialect ? { ...comma, ...dialect } : null, part: part ?? null },
    setup: map && { mapping: { assignments: Object.entries(map).map(assignment) }, fields, existing: 'leave', repeats: keep },
    // One more than there should be.
    rows: { first, count: Math.min(rows.length + 1, MOST_ROWS) },
  };
}

/** What is looked at, as it should be and as it is. */
export interface Views {
  expected: Record<string, unknown>;
  found: Record<string, unknown>;
}

/** Sets what a case expects against what the worker said. */
export function views({ expect, map }: Case, heard: Heard): Views {
  const end = { refused: heard.refused?.reason ?? null, stopped: heard.stopped?.reason ?? null };
  const ended = { refused: expect.refused ?? null, stopped: expect.stopped ?? null };
  if (expect.refused || end.refused) return { expected: ended, found: end };
  const preview = heard.opened.preview;
  const [expected, found]: Record<string, unknown>[] = [ended, end];
  const look = (name: string, wanted: unknown, is: unknown) => {
    if (wanted === undefined) return;
    expected[name] = wanted;
    found[name] = is;
  };
  look('found', expect.found, expect.found && pick(preview.found, expect.found));
  look('sure', expect.sure, preview.encoding_sure);
  look('columns', expect.columns, preview.columns);
  look('container', expect.container, preview.container);
  look('parts', expect.parts, preview.parts.map((part: { name: string }) => part.name));
  look('part', expect.part, preview.part);
  if (expect.stopped || end.stopped) return { expected, found };
  if (expect.from === undefined) look('shown', expect.rows?.slice(0, SHOWN), preview.rows.map(asRow));
  look('rows', expect.rows, heard.rows.rows.map(asRow));
  counted(expect, heard.counted, look);
  if (map !== null) checked(expect, heard, look);
  return { expected, found };
}

type Look = (name: string, wanted: unknown, is: unknown) => void;

function counted(expect: Case['expect'], said: Heard, look: Look): void {
  const { sample, mended, cells } = said.garbled ?? {};
  look('count', expect.count ?? expect.rows?.length, said.rows);
  look('ragged', expect.ragged ?? 0, said.ragged);
  look('blank', expect.blank ?? 0, said.blank_lines);
  look('comments', expect.comments ?? 0, said.comment_lines);
  look('unreadable', expect.unreadable ?? [0, null], [said.unreadable, said.unreadable_line]);
  look('garbled', expect.garbled ?? null, said.garbled && [cells, sample, mended]);
}

function checked(expect: Case['expect'], { checked: { tally, evidence }, counted }: Heard, look: Look): void {
  const wanted = expect.problems ?? [];
  const problems = (tally.reasons as Heard[]).flatMap((reason) =>
    reason.samples.map(({ line, problem: { code, ...data } }: Heard): Problem => {
      const same = wanted.find((one) => one[0] === line && one[1] === reason.field && one[2] === code);
      return [line, reason.field, code, pick(data, same?.[3] ?? {})];
    }),
  );
  look('problems', wanted.map(([line, field, code, data = {}]) => [line, field, code, data]).sort(byText), problems.sort(byText));
  const bad = expect.bad ?? new Set(wanted.map(([line]) => line)).size;
  look('verdict', { rows: counted.rows, ready: counted.rows - bad, with_problems: bad }, pick(tally, { rows: 0, ready: 0, with_problems: 0 }));
  const repeats = tally.repeats.map(({ line, other }: Heard) => [line, other]);
  look('repeats', [...(expect.repeats ?? [])].sort(byText), repeats.sort(byText));
  look('repeated', expect.repeated ?? expect.repeats?.length ?? 0, tally.repeated);
  const said = Object.fromEntries(evidence);
  look('evidence', expect.evidence, expect.evidence && pick(said, expect.evidence));
}

function asRow({ line, cells }: Heard): Row {
  return [line, ...cells];
}

function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}

/** Of `all`, what `like` names. */
function pick(all: Heard, like: object): Record<string, unknown> {
  const is = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);
  return Object.fromEntries(Object.entries(like).map(([key, value]) => [key, is(value) && is(all?.[key]) ? pick(all[key], value) : all?.[key]]));
}
