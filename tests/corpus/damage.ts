import { join, lines, random, raw, text } from './bytes.ts';
import { type Case, binary, empty, headerOnly, tooLong, tooWide } from './case.ts';

const MIB = 1 << 20;
const HEADER = 'Email,First name\n';
const map = { email: 0, first_name: 1 };
const columns = ['Email', 'First name'];

const nothing: Case[] = [
  { name: 'zero.csv', purpose: 'A file of no bytes is empty.', bytes: Buffer.alloc(0), expect: { refused: empty } },
  { name: 'header.csv', purpose: 'Names without a row.', bytes: text(HEADER), expect: { refused: headerOnly } },
  { name: 'header-cut.csv', purpose: 'Names without a row, nor a line end.', bytes: text('Email,First name'), expect: { refused: headerOnly } },
  { name: 'spaces.csv', purpose: 'A file of spaces and line ends is empty.', bytes: text('  \r\n \n'), expect: { refused: empty } },
];

const noText: Case[] = [
  { name: 'random.csv', purpose: 'Random bytes are no text.', bytes: random(5000, 7), expect: { refused: binary } },
  { name: 'random-large.csv', purpose: 'Nor are many of them.', bytes: random(300_000, 11), expect: { refused: binary } },
  { name: 'zeros.csv', purpose: 'A file of zeros, of a disk that was full, is no text.', bytes: Buffer.alloc(5000), expect: { refused: binary } },
  {
    name: 'controls.csv',
    purpose: 'Control characters in every other cell are no text.',
    bytes: raw(`${HEADER}<02 03 04 05>a@x.example,A<06 07 08 0e>na\n`),
    expect: { refused: binary },
  },
  {
    name: 'one-control.csv',
    purpose: 'One control character in a text is named with its line.',
    bytes: text(`${HEADER}${lines(9, (n) => `u${n}@x.example,Ana`)}z@x.example,A\x02na\n`),
    map,
    expect: { columns, count: 10, problems: [[11, 'first_name', 'text.control_character']] },
  },
  {
    name: 'escape.csv',
    purpose: 'Colours of a terminal stay in the cell, and are named.',
    bytes: text(`${HEADER}${lines(9, (n) => `u${n}@x.example,Ana`)}z@x.example,\x1b[31mAna\x1b[0m\n`),
    map,
    expect: { columns, count: 10, problems: [[11, 'first_name', 'text.control_character']] },
  },
  {
    name: 'end-of-file.csv',
    purpose: 'The sign that ends a file of DOS is a row with one value.',
    bytes: text(`${HEADER}${lines(9, (n) => `u${n}@x.example,Ana`)}\x1a`),
    map,
    expect: { columns, count: 10, ragged: 1, problems: [[11, null, 'record.too_few_fields', { found: 1, expected: 2 }]] },
  },
  {
    name: 'zeros-at-the-end.csv',
    purpose: 'Zeros after the last row, of a download that broke off, are a row with one value.',
    bytes: join(`${HEADER}${lines(200, (n) => `u${n}@x.example,Ana`)}`, Buffer.alloc(60)),
    map,
    expect: { columns, count: 201, ragged: 1, problems: [[202, null, 'record.too_few_fields', { found: 1, expected: 2 }]] },
  },
];

/** A row of that many bytes. */
const row = (bytes: number) => `a@x.example,${'x'.repeat(bytes - 'a@x.example,'.length)}`;
const long: Case[] = [
  {
    name: 'one-mib.csv',
    purpose: 'A row of 1 MiB is read, whole.',
    bytes: () => text(`${HEADER}${row(MIB)}\nb@x.example,Bea\n`),
    expect: { columns, count: 2, from: 1, rows: [[3, 'b@x.example', 'Bea']] },
  },
  {
    name: 'one-mib-and-one.csv',
    purpose: 'A row of one byte more stops, with its line.',
    bytes: () => text(`${HEADER}b@x.example,Bea\n${row(MIB + 1)}\n`),
    expect: { stopped: tooLong(3, null), columns },
  },
  {
    name: 'large-cell.csv',
    purpose: 'A quoted cell of almost 1 MiB with line breaks is read, and lines count on after it.',
    bytes: () => text(`${HEADER}a@x.example,"${'x\n'.repeat(500_000)}"\nnobody,Bea\n`),
    expect: {
      columns,
      count: 2,
      from: 1,
      rows: [[500_003, 'nobody', 'Bea']],
      problems: [[500_003, 'email', 'email.missing_at']],
    },
  },
  {
    name: 'text-limit.csv',
    purpose: 'A text of 10,000 characters is taken, one of 10,001 is named; bytes do not matter.',
    bytes: text(`${HEADER}a@x.example,${'é'.repeat(10_000)}\nb@x.example,${'é'.repeat(10_001)}\n`),
    map,
    expect: { columns, count: 2, problems: [[3, 'first_name', 'text.too_long', { length: 10_001, max: 10_000 }]] },
  },
  {
    name: 'one-line.csv',
    purpose: 'A file of one line of 3 MB is no table.',
    bytes: () => text('x'.repeat(3_000_000)),
    expect: { refused: tooLong(1, null) },
  },
  {
    name: 'one-line-of-values.csv',
    purpose: 'One line of 3 MB with a delimiter at every tenth character has too many values.',
    bytes: () => text('123456789,'.repeat(300_000)),
    expect: { refused: tooWide(1) },
  },
  {
    name: 'stray-quote.csv',
    purpose: 'A stray quote in row 10 of many stops with the line on which it opened, after the rows before it were shown.',
    bytes: () => text(`${HEADER}${lines(9, (n) => `u${n}@x.example,Ana`)}v@x.example,"Bea\n${lines(60_000, (n) => `w${n}@x.example,Cle`)}`),
    map,
    expect: { stopped: tooLong(11, 11), columns },
  },
  {
    name: 'stray-quote-below.csv',
    purpose: 'Where the row has a good cell of two lines before it, both lines are told apart.',
    bytes: () => text(`Email,First name,City\na@x.example,Ana,Porto\nb@x.example,"B\nea","Lyon\n${lines(60_000, (n) => `w${n}@x.example,Cle,Rome`)}`),
    expect: { stopped: tooLong(3, 4) },
  },
  {
    name: 'stray-quote-first.csv',
    purpose: 'A stray quote in the first row of many: there is nothing to show.',
    bytes: () => text(`${HEADER}a@x.example,"Ana\n${lines(60_000, (n) => `w${n}@x.example,Cle`)}`),
    expect: { refused: tooLong(2, 2) },
  },
  {
    name: 'stray-quote-far.csv',
    purpose: 'A stray quote behind more than one part of the file stops with its line in the file.',
    bytes: () => text(`${HEADER}${lines(450_000, (n) => `user${n}@x.example,Ana`)}v@x.example,"Bea\n${lines(80_000, (n) => `w${n}@x.example,Cle`)}`),
    map,
    expect: { stopped: tooLong(450_002, 450_002), columns },
  },
  {
    name: 'stray-quote-few-rows.csv',
    purpose: 'With few rows after it, all of them are in that row, which is named with its line.',
    bytes: text(`${HEADER}${lines(9, (n) => `u${n}@x.example,Ana`)}v@x.example,"Bea\n${lines(500, (n) => `w${n}@x.example,Cle`)}`),
    map,
    expect: { columns, count: 10, problems: [[11, null, 'record.unclosed_quote', { line: 11 }]] },
  },
];

const names = (count: number) => ['Email', ...Array.from({ length: count - 1 }, (_, n) => `c${n}`)];
const values = (count: number) => `a@x.example${',1'.repeat(count - 1)}`;
const wide: Case[] = [
  {
    name: 'ten-thousand-columns.csv',
    purpose: '10,000 columns are read.',
    bytes: text(`${names(10_000).join(',')}\n${values(10_000)}\n${values(9_999)}\n`),
    expect: {
      columns: names(10_000),
      count: 2,
      ragged: 1,
      problems: [[3, null, 'record.too_few_fields', { found: 9_999, expected: 10_000 }]],
    },
  },
  {
    name: 'ten-thousand-and-one-columns.csv',
    purpose: 'One more is refused with the line.',
    bytes: text(`${names(10_001).join(',')}\n${values(10_001)}\n`),
    expect: { refused: tooWide(1) },
  },
  {
    name: 'hundred-thousand-columns.csv',
    purpose: '100,000 columns are refused at once.',
    bytes: () => text(`${names(100_000).join(',')}\n${values(100_000)}\n`),
    expect: { refused: tooWide(1) },
  },
  {
    name: 'one-wide-row.csv',
    purpose: 'One row of too many values stops with its line.',
    bytes: text(`${HEADER}a@x.example,Ana\n${values(10_001)}\n`),
    expect: { stopped: tooWide(3), columns },
  },
  {
    name: 'commas-alone.csv',
    purpose: 'A file of delimiters has no email, and says so for each row.',
    bytes: text(',,,\n,,,\n'),
    dialect: {},
    expect: { count: 1, problems: [[2, 'email', 'empty.not_allowed']] },
  },
];

export const damage: Case[] = [...nothing, ...noText, ...long, ...wide];
