/** How a file is written, as the worker's protocol has it (`Dialect` of the shared crate). */
export interface Dialect {
  encoding: string;
  mend: boolean;
  delimiter: string;
  quote: 'double' | 'single' | 'none';
  comment: string | null;
  /** Lines above the table that are left out. */
  skip: number;
  header: boolean;
}

/** Why a file can't be read, or not to its end (`Refusal` of the worker's protocol). */
export type Refusal = string | Record<string, unknown>;

/** A row: the line it starts on, and its cells. */
export type Row = [line: number, ...cells: string[]];

/** A problem: its line, the field's key (`null`: the row as a whole), its code, and what else it has to say. */
export type Problem = [line: number, field: string | null, code: string, data?: Record<string, unknown>];

/** A row that gives way to another with the same email: the lines of both. */
export type Repeat = [line: number, counts: number];

/** What must come of a file. All that isn't named is nothing: no problem, no blank line, no repeated email. */
export interface Expected {
  /** It can't be read at all. Nothing else is looked at. */
  refused?: Refusal;
  /** It can't be read to its end, after its first rows were shown. */
  stopped?: Refusal;
  /** What is found from content, whatever was chosen. */
  found?: Partial<Dialect>;
  /** Whether the encoding follows from the bytes. */
  sure?: boolean;
  columns?: string[];
  /** Every row; or, with `from`, those from that one on, counted from 0. */
  rows?: Row[];
  from?: number;
  /** Rows of the file, where not all of them are named. */
  count?: number;
  ragged?: number;
  blank?: number;
  comments?: number;
  /** Rows with bytes that the encoding doesn't have, and the line of the first. */
  unreadable?: [rows: number, line: number];
  /** Cells that could be mended, the first of them, and what it would be. */
  garbled?: [cells: number, sample: string, mended: string];
  container?: 'gzip' | 'zip' | 'workbook';
  /** What there is to choose from, and what was chosen. */
  parts?: string[];
  part?: string;
  /** All of them, in any order; at most five of one field and code. */
  problems?: Problem[];
  /** Rows with problems, where `problems` doesn't name them all. */
  bad?: number;
  /** Of each email that is repeated, one row that gives way. */
  repeats?: Repeat[];
  /** Rows that give way, where `repeats` doesn't name them all. */
  repeated?: number;
  /** Of the columns' cells, by field: part of what `Evidence` says. */
  evidence?: Record<string, Record<string, unknown>>;
}

/** How the cells of a column are read (`Reading` of the shared crate), and what empty ones mean. */
export interface Column {
  at: number;
  reading?: Record<string, unknown>;
  empty?: 'reject' | 'leave' | 'clear';
}

/** A file, and what must come of it. */
export interface Case {
  /** The file's name, unique in its group. */
  name: string;
  /** What it is for: one sentence. */
  purpose: string;
  /** Its bytes; large ones are made when they are needed. */
  bytes: Buffer | (() => Buffer);
  /** How a person says that it is to be read; the rest as `comma` has it. Without it: as found. */
  dialect?: Partial<Dialect>;
  /** Which file of an archive or sheet of a workbook a person chooses. */
  part?: string;
  /** Columns by the key of the field that they feed; `{ email: 0 }` where nothing is said, `null`: no column has emails. */
  map?: Record<string, number | Column> | null;
  /** Which of the rows with the same email counts. */
  keep?: 'keep_last' | 'keep_first' | 'reject_all';
  expect: Expected;
  /** Why the product doesn't do it yet. The suite fails as soon as it does. */
  broken?: string;
}

/** What a person's choice starts from. */
export const comma: Dialect = {
  encoding: 'utf-8',
  mend: false,
  delimiter: ',',
  quote: 'double',
  comment: null,
  skip: 0,
  header: true,
};

/** The file is of another format: `pdf`, `seven_zip`. */
export const format = (name: string): Refusal => ({ not_text: { kind: 'format', format: name } });
export const empty: Refusal = { not_text: { kind: 'empty' } };
export const binary: Refusal = { not_text: { kind: 'binary' } };
export const headerOnly: Refusal = 'header_only';
/** The archive or workbook can't be read: `broken`, `encrypted`. */
export const container = (kind: string, data: Record<string, unknown> = {}): Refusal => ({ container: { kind, ...data } });
/** A row of more than 1 MiB starts on `line`; the quote that it is still in, on `quote_line`. */
export const tooLong = (line: number, quote_line: number | null): Refusal => ({ stop: { kind: 'record_too_long', line, quote_line } });
export const tooWide = (line: number): Refusal => ({ stop: { kind: 'too_many_columns', line } });
