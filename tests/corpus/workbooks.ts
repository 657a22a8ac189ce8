import { text } from './bytes.ts';
import { type Case, container, format, headerOnly } from './case.ts';
import { inline, number, ods, rows, shared, tableCell, tableRow, xlsx } from './workbook.ts';

const HEADER: [number, string] = [1, inline('A1', 'Email') + inline('B1', 'Value')];
const columns = ['Email', 'Value'];

/** A workbook with one contact, and of it the cell B2: what is written, and what people see. */
function cell(name: string, purpose: string, written: string, seen: string, more: { formats?: (number | string)[]; shared?: string[]; from1904?: boolean } = {}): Case {
  return {
    name,
    purpose,
    bytes: xlsx({ sheets: { Contacts: rows(HEADER, [2, inline('A2', 'a@x.example') + written]) }, ...more }),
    map: { email: 0, city: 1 },
    expect: { container: 'workbook', part: 'Contacts', columns, rows: [[2, 'a@x.example', seen]] },
  };
}

const cells: Case[] = [
  cell('inline.xlsx', 'A text in the cell.', inline('B2', ' 007 &amp; &#xE9;'), ' 007 & é'),
  cell('shared.xlsx', 'A text among the shared ones.', shared('B2', 1), 'Porto', { shared: ['<t>other</t>', '<t>Porto</t>'] }),
  cell('rich.xlsx', 'A text of several styles is one, and how it is pronounced is no part of it.', shared('B2', 0), '東京都', {
    shared: ['<r><t>東京</t></r><r><rPr><b/></rPr><t>都</t></r><rPh sb="0" eb="2"><t>トウキョウ</t></rPh>'],
  }),
  cell('long-number.xlsx', 'A long number is whole, not 3.47E+10.', number('B2', '34651234567'), '34651234567'),
  cell('power.xlsx', 'Also where it is written with a power.', number('B2', '3.4651234567E10'), '34651234567'),
  cell('float-tail.xlsx', 'A sum of floats has no tail.', number('B2', '0.30000000000000004'), '0.3'),
  cell('date.xlsx', 'A number whose format is that of a date is the date.', number('B2', '32216', 1), '1988-03-14', { formats: ['yyyy\\-mm\\-dd'] }),
  cell('date-1904.xlsx', 'The same where days count from 1904.', number('B2', '30754', 1), '1988-03-14', { formats: ['yyyy\\-mm\\-dd'], from1904: true }),
  cell('no-date.xlsx', 'The same number without such a format is a number.', number('B2', '32216'), '32216'),
  cell('zeros.xlsx', 'Leading zeros that a text has are kept.', inline('B2', '00346'), '00346'),
  cell('true.xlsx', 'A yes as spreadsheets show it.', '<c r="B2" t="b"><v>1</v></c>', 'TRUE'),
  cell('error.xlsx', 'An error as spreadsheets show it.', '<c r="B2" t="e"><v>#N/A</v></c>', '#N/A'),
  cell('formula.xlsx', 'Of a formula, what it gave.', '<c r="B2"><f>40+2</f><v>42</v></c>', '42'),
  cell('formula-text.xlsx', 'Also where that is a text.', '<c r="B2" t="str"><f>"a"&amp;"b"</f><v>ab</v></c>', 'ab'),
  cell('empty.xlsx', 'A cell with a style and no value is empty.', '<c r="B2" s="0"/>', ''),
  cell('quotes.xlsx', 'Quotes, delimiters and breaks are characters of the cell.', inline('B2', 'a, "b"\nc;\t'), 'a, "b"\nc;\t'),
  cell('formula-like.xlsx', 'A text that begins as a formula is kept to the letter.', inline('B2', '=1+1'), '=1+1'),
];

const contact = (row: number, email: string, value: string): [number, string] => [row, inline(`A${row}`, email) + inline(`B${row}`, value)];
const sheets: Case[] = [
  {
    name: 'empty-rows.xlsx',
    purpose: 'Rows that are left out count as lines.',
    bytes: xlsx({ sheets: { Contacts: rows(HEADER, contact(2, 'a@x.example', 'Porto'), contact(5, 'b@x.example', 'Lyon')) } }),
    expect: {
      columns,
      rows: [
        [2, 'a@x.example', 'Porto'],
        [5, 'b@x.example', 'Lyon'],
      ],
      blank: 2,
    },
  },
  {
    name: 'break-in-cell.xlsx',
    purpose: 'A row is a line, whatever breaks its cells hold.',
    bytes: xlsx({ sheets: { Contacts: rows(HEADER, contact(2, 'a@x.example', 'P\n\nto'), contact(3, 'nobody', 'Lyon')) } }),
    expect: {
      columns,
      rows: [
        [2, 'a@x.example', 'P\n\nto'],
        [3, 'nobody', 'Lyon'],
      ],
      problems: [[3, 'email', 'email.missing_at']],
    },
  },
  {
    name: 'cells-left-out.xlsx',
    purpose: 'A cell that is not written leaves its place empty, also at the end.',
    bytes: xlsx({
      sheets: {
        Contacts: rows(
          [1, inline('A1', 'Email') + inline('B1', 'First name') + inline('C1', 'City')],
          [2, inline('A2', 'a@x.example') + inline('C2', 'Porto')],
          [3, inline('A3', 'b@x.example')],
        ),
      },
    }),
    expect: {
      columns: ['Email', 'First name', 'City'],
      rows: [
        [2, 'a@x.example', '', 'Porto'],
        [3, 'b@x.example', '', ''],
      ],
    },
  },
  {
    name: 'merged.xlsx',
    purpose: 'Of merged cells the first has the value.',
    bytes: xlsx({
      sheets: { Contacts: `${rows(HEADER, contact(2, 'a@x.example', 'Porto'), [3, inline('A3', 'b@x.example')])}<mergeCells><mergeCell ref="B2:B3"/></mergeCells>` },
    }),
    expect: {
      columns,
      rows: [
        [2, 'a@x.example', 'Porto'],
        [3, 'b@x.example', ''],
      ],
    },
  },
  {
    name: 'title.xlsx',
    purpose: 'A title above the names is left out.',
    bytes: xlsx({
      sheets: {
        Contacts: rows(
          [1, inline('A1', 'Contacts of May')],
          [3, inline('A3', 'Email') + inline('B3', 'First name') + inline('C3', 'City')],
          [4, inline('A4', 'a@x.example') + inline('B4', 'Ana') + inline('C4', 'Porto')],
          [5, inline('A5', 'b@x.example') + inline('B5', 'Bea') + inline('C5', 'Lyon')],
        ),
      },
    }),
    expect: {
      found: { skip: 2, header: true },
      columns: ['Email', 'First name', 'City'],
      rows: [
        [4, 'a@x.example', 'Ana', 'Porto'],
        [5, 'b@x.example', 'Bea', 'Lyon'],
      ],
    },
  },
  {
    name: 'sheets.xlsx',
    purpose: 'Of several sheets all are offered, and the first is read.',
    bytes: xlsx({ sheets: { 'May 2026': rows(HEADER, contact(2, 'a@x.example', 'Porto')), June: rows(HEADER, contact(2, 'b@x.example', 'Lyon')) } }),
    expect: { parts: ['May 2026', 'June'], part: 'May 2026', rows: [[2, 'a@x.example', 'Porto']] },
  },
  {
    name: 'sheet-chosen.xlsx',
    purpose: 'The sheet that a person chooses is read.',
    bytes: xlsx({ sheets: { 'May 2026': rows(HEADER, contact(2, 'a@x.example', 'Porto')), June: rows(HEADER, contact(2, 'b@x.example', 'Lyon')) } }),
    part: 'June',
    expect: { part: 'June', rows: [[2, 'b@x.example', 'Lyon']] },
  },
  {
    name: 'hidden.xlsx',
    purpose: 'A hidden sheet is not the one that is read first.',
    bytes: xlsx({ sheets: { Lists: rows([1, inline('A1', 'Yes')], [2, inline('A2', 'No')]), Contacts: rows(HEADER, contact(2, 'a@x.example', 'Porto')) }, hidden: ['Lists'] }),
    expect: { part: 'Contacts', rows: [[2, 'a@x.example', 'Porto']] },
  },
  {
    name: 'empty-sheet-first.xlsx',
    purpose: 'An empty sheet is not the one that is read first.',
    bytes: xlsx({ sheets: { Sheet1: rows(), Contacts: rows(HEADER, contact(2, 'a@x.example', 'Porto')) } }),
    expect: { part: 'Contacts', rows: [[2, 'a@x.example', 'Porto']] },
  },
  {
    name: 'header-alone.xlsx',
    purpose: 'A sheet with names and no row.',
    bytes: xlsx({ sheets: { Contacts: rows(HEADER) } }),
    expect: { refused: headerOnly },
  },
  {
    name: 'named.csv',
    purpose: 'A workbook is known by its bytes, not by its name.',
    bytes: xlsx({ sheets: { Contacts: rows(HEADER, contact(2, 'a@x.example', 'Porto')) } }),
    expect: { container: 'workbook', columns, rows: [[2, 'a@x.example', 'Porto']] },
  },
  {
    name: 'no-such-sheet.xlsx',
    purpose: 'A sheet that is not in it is named.',
    bytes: xlsx({ sheets: { Contacts: rows(HEADER, contact(2, 'a@x.example', 'Porto')) } }),
    part: 'Other',
    expect: { refused: container('no_such_part', { part: 'Other' }) },
  },
  {
    name: 'cut.xlsx',
    purpose: 'A workbook that is cut off is damaged.',
    bytes: xlsx({ sheets: { Contacts: rows(HEADER, contact(2, 'a@x.example', 'Porto')) } }).subarray(0, -100),
    expect: { refused: container('broken') },
  },
  {
    name: 'beyond.xlsx',
    purpose: 'A cell at a place that no sheet has is damage, not a cell at another place.',
    bytes: xlsx({ sheets: { Contacts: rows(HEADER, contact(2, 'a@x.example', 'Porto'), [3, inline('A4294967299', 'b@x.example')]) } }),
    expect: { refused: container('broken') },
  },
  {
    name: 'locked.xlsx',
    purpose: 'A workbook behind a password says so.',
    bytes: Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(504), Buffer.from('EncryptedPackage', 'utf16le')]),
    expect: { refused: format('locked_workbook') },
  },
  { name: 'text.xlsx', purpose: 'A text that is only called a workbook is read as it is.', bytes: text('Email,Value\na@x.example,Porto\n'), expect: { columns, rows: [[2, 'a@x.example', 'Porto']] } },
  {
    name: 'word.xlsx',
    purpose: 'A Word document that is called so is named.',
    bytes: xlsx({ sheets: {}, extra: [{ name: 'word/document.xml', content: '<w:document/>' }] }),
    expect: { refused: format('word') },
  },
];

const head = tableRow(tableCell('Email') + tableCell('Value'));
const open: Case[] = [
  {
    name: 'cells.ods',
    purpose: 'Texts, numbers, dates and yes/no of an OpenDocument spreadsheet, as people see them; long numbers whole.',
    bytes: ods({
      Contacts:
        head +
        tableRow(tableCell('a@x.example') + tableCell('Porto')) +
        tableRow(tableCell('b@x.example') + tableCell('3.47E+10', 'office:value-type="float" office:value="34651234567"')) +
        tableRow(tableCell('c@x.example') + tableCell('1988-03-14', 'office:value-type="date" office:date-value="1988-03-14"')) +
        tableRow(tableCell('d@x.example') + tableCell('TRUE', 'office:value-type="boolean" office:boolean-value="true"')),
    }),
    expect: {
      container: 'workbook',
      columns,
      rows: [
        [2, 'a@x.example', 'Porto'],
        [3, 'b@x.example', '34651234567'],
        [4, 'c@x.example', '1988-03-14'],
        [5, 'd@x.example', 'TRUE'],
      ],
    },
  },
  {
    name: 'repeated.ods',
    purpose: 'Rows that stand there many times empty are lines, and those at the end are none.',
    bytes: ods({
      Contacts:
        head +
        tableRow('<table:table-cell table:number-columns-repeated="1024"/>', 3) +
        tableRow(tableCell('a@x.example') + tableCell('Porto')) +
        tableRow('<table:table-cell table:number-columns-repeated="1024"/>', 1_048_000),
    }),
    expect: { columns, rows: [[5, 'a@x.example', 'Porto']], blank: 3 },
  },
  {
    name: 'breaks.ods',
    purpose: 'Paragraphs of a cell are its lines, spaces that are counted are spaces, and a row is a line.',
    bytes: ods({
      Contacts: head + tableRow(tableCell('a@x.example') + tableCell('P</text:p><text:p>o<text:s text:c="2"/>rto')) + tableRow(tableCell('b@x.example') + tableCell('Lyon')),
    }),
    expect: {
      columns,
      rows: [
        [2, 'a@x.example', 'P\no  rto'],
        [3, 'b@x.example', 'Lyon'],
      ],
    },
  },
  {
    name: 'tables.ods',
    purpose: 'Of several tables the one that a person chooses is read.',
    bytes: ods({ May: head + tableRow(tableCell('a@x.example') + tableCell('Porto')), June: head + tableRow(tableCell('b@x.example') + tableCell('Lyon')) }),
    part: 'June',
    expect: { parts: ['May', 'June'], part: 'June', rows: [[2, 'b@x.example', 'Lyon']] },
  },
];

export const workbooks: Case[] = [...cells, ...sheets, ...open];
