import { lines, text } from './bytes.ts';
import type { Case } from './case.ts';

const map = { email: 0, first_name: 1 };
const columns = ['Email', 'First name'];
const HEADER = 'Email,First name\n';

const closed: Case[] = [
  {
    name: 'delimiter-in-quotes.csv',
    purpose: 'A delimiter within quotes is a character.',
    bytes: text(`${HEADER}a@x.example,"Silva, Ana"\n`),
    map,
    expect: { columns, rows: [[2, 'a@x.example', 'Silva, Ana']] },
  },
  {
    name: 'doubled.csv',
    purpose: 'A doubled quote is one quote.',
    bytes: text(`${HEADER}a@x.example,"Ana ""Mia"" S."\nb@x.example,""""\nc@x.example,""\n`),
    map,
    expect: {
      columns,
      rows: [
        [2, 'a@x.example', 'Ana "Mia" S.'],
        [3, 'b@x.example', '"'],
        [4, 'c@x.example', ''],
      ],
    },
  },
  {
    name: 'all-quoted.csv',
    purpose: 'Every cell in quotes, as many exporters write.',
    bytes: text('"Email","First name"\r\n"a@x.example","Ana"\r\n"b@x.example","Bea"\r\n'),
    map,
    expect: {
      found: { quote: 'double', delimiter: ',' },
      columns,
      rows: [
        [2, 'a@x.example', 'Ana'],
        [3, 'b@x.example', 'Bea'],
      ],
    },
  },
  {
    name: 'single-quotes.csv',
    purpose: 'Single quotes around every cell are found.',
    bytes: text("'Email','First name'\n'a@x.example','Silva, Ana'\n'b@x.example','d''Arc, Bea'\n"),
    map,
    expect: {
      found: { quote: 'single', delimiter: ',' },
      columns,
      rows: [
        [2, 'a@x.example', 'Silva, Ana'],
        [3, 'b@x.example', "d'Arc, Bea"],
      ],
    },
  },
  {
    name: 'apostrophes.csv',
    purpose: 'Apostrophes of names and towns are no quotes, at the start of a cell neither.',
    bytes: text("Email,First name,City\na@x.example,O'Brien,'s-Gravenhage\nb@x.example,'t Hart,'s-Hertogenbosch\n"),
    map,
    expect: {
      found: { quote: 'double' },
      rows: [
        [2, 'a@x.example', "O'Brien", "'s-Gravenhage"],
        [3, 'b@x.example', "'t Hart", "'s-Hertogenbosch"],
      ],
    },
  },
  {
    name: 'no-quotes.csv',
    purpose: 'Where a person says that quotes are characters, they are.',
    bytes: text(`${HEADER}a@x.example,"Ana"\nb@x.example,"Bea\n`),
    dialect: { quote: 'none' },
    map,
    expect: {
      columns,
      rows: [
        [2, 'a@x.example', '"Ana"'],
        [3, 'b@x.example', '"Bea'],
      ],
    },
  },
  {
    name: 'single-chosen.csv',
    purpose: 'Where a person says that quotes are single, double ones are characters.',
    bytes: text(`${HEADER}a@x.example,'Ana "Mia", S.'\n`),
    dialect: { quote: 'single' },
    map,
    expect: { columns, rows: [[2, 'a@x.example', 'Ana "Mia", S.']] },
  },
  {
    name: 'inches.csv',
    purpose: 'A quote within a cell, the sign of inches, is a character.',
    bytes: text('Email,First name,Size\na@x.example,Ana,5"\nb@x.example,Bea,12"\n'),
    map,
    expect: {
      rows: [
        [2, 'a@x.example', 'Ana', '5"'],
        [3, 'b@x.example', 'Bea', '12"'],
      ],
    },
  },
  {
    name: 'space-before-quote.csv',
    purpose: 'After a space a quote opens nothing: the cell is kept to the letter.',
    bytes: text(`${HEADER}a@x.example, "Ana"\n`),
    map,
    expect: { columns, rows: [[2, 'a@x.example', ' "Ana"']] },
  },
  {
    name: 'nicknames.csv',
    purpose: 'Where cells begin with a quoted nickname row after row, quotes are characters.',
    bytes: text('Email,First name,Age\na@x.example,"Big" Bob,5\nb@x.example,"Slim" Jim,6\nc@x.example,"Old" Tom,7\n'),
    map,
    expect: {
      found: { quote: 'none' },
      rows: [
        [2, 'a@x.example', '"Big" Bob', '5'],
        [3, 'b@x.example', '"Slim" Jim', '6'],
        [4, 'c@x.example', '"Old" Tom', '7'],
      ],
    },
  },
];

const breaks: Case[] = [
  {
    name: 'lf-in-quotes.csv',
    purpose: 'A line break within quotes belongs to the cell, and the lines after it count it.',
    bytes: text(`${HEADER}a@x.example,"A\n\nna"\nb@x.example,Bea\nnobody,Cle\n`),
    map,
    expect: {
      columns,
      rows: [
        [2, 'a@x.example', 'A\n\nna'],
        [5, 'b@x.example', 'Bea'],
        [6, 'nobody', 'Cle'],
      ],
      problems: [[6, 'email', 'email.missing_at']],
    },
  },
  {
    name: 'crlf-in-quotes.csv',
    purpose: 'CRLF within quotes is one line, and kept as it is.',
    bytes: text('Email,First name\r\na@x.example,"A\r\nna"\r\nnobody,Bea\r\n'),
    map,
    expect: {
      columns,
      rows: [
        [2, 'a@x.example', 'A\r\nna'],
        [4, 'nobody', 'Bea'],
      ],
      problems: [[4, 'email', 'email.missing_at']],
    },
  },
  {
    name: 'cr-in-quotes.csv',
    purpose: 'A CR alone within quotes is a line too.',
    bytes: text(`${HEADER}a@x.example,"A\r\rna"\nnobody,Bea\n`),
    map,
    expect: {
      columns,
      rows: [
        [2, 'a@x.example', 'A\r\rna'],
        [5, 'nobody', 'Bea'],
      ],
      problems: [[5, 'email', 'email.missing_at']],
    },
  },
  {
    name: 'lf-in-crlf.csv',
    purpose: 'Excel breaks lines within a cell by LF, and rows by CRLF.',
    bytes: text('Email;First name\r\na@x.example;"A\nna"\r\nb@x.example;Bea\r\n'),
    map,
    expect: {
      found: { delimiter: ';' },
      columns,
      rows: [
        [2, 'a@x.example', 'A\nna'],
        [4, 'b@x.example', 'Bea'],
      ],
    },
  },
  {
    name: 'break-in-header.csv',
    purpose: 'A name may be broken: it is shown on one line, and the rows after it count its lines.',
    bytes: text('Email,"First\nname"\na@x.example,Ana\n'),
    map,
    expect: { columns, rows: [[3, 'a@x.example', 'Ana']] },
  },
  {
    name: 'table-in-cell.csv',
    purpose: 'A cell may hold a table of its own.',
    bytes: text(`${HEADER}a@x.example,"x,y\n1,2\n""3"",4\n"\nb@x.example,Bea\n`),
    map,
    expect: {
      columns,
      rows: [
        [2, 'a@x.example', 'x,y\n1,2\n"3",4\n'],
        [6, 'b@x.example', 'Bea'],
      ],
    },
  },
];

const stray: Case[] = [
  {
    name: 'text-after-quote.csv',
    purpose: 'Text after a closing quote is named with the line of the quote; the next row is good.',
    bytes: text(`${HEADER}a@x.example,Ana\nb@x.example,"Bea" S.\nc@x.example,Cle\n`),
    map,
    expect: {
      columns,
      rows: [
        [2, 'a@x.example', 'Ana'],
        [3, 'b@x.example', 'Bea S.'],
        [4, 'c@x.example', 'Cle'],
      ],
      problems: [[3, null, 'record.text_after_quote', { line: 3 }]],
    },
  },
  {
    name: 'text-after-quote-below.csv',
    purpose: 'Where the cell is broken, the line is that of its closing quote.',
    bytes: text(`${HEADER}a@x.example,"A\nna" S.\nb@x.example,Bea\n`),
    map,
    expect: {
      columns,
      rows: [
        [2, 'a@x.example', 'A\nna S.'],
        [4, 'b@x.example', 'Bea'],
      ],
      problems: [[2, null, 'record.text_after_quote', { line: 3 }]],
    },
  },
  {
    name: 'space-after-quote.csv',
    purpose: 'A space after a closing quote is text after it.',
    bytes: text(`${HEADER}a@x.example,"Ana" \nb@x.example,Bea\n`),
    map,
    expect: { columns, count: 2, problems: [[2, null, 'record.text_after_quote', { line: 2 }]] },
  },
  {
    name: 'unclosed.csv',
    purpose: 'A quote that is open at the end of the file is named with its line; the rows before it are good.',
    bytes: text(`${HEADER}a@x.example,Ana\nb@x.example,"Bea\nc@x.example,Cle\n`),
    map,
    expect: {
      columns,
      rows: [
        [2, 'a@x.example', 'Ana'],
        [3, 'b@x.example', 'Bea\nc@x.example,Cle\n'],
      ],
      problems: [[3, null, 'record.unclosed_quote', { line: 3 }]],
    },
  },
  {
    name: 'unclosed-below.csv',
    purpose: 'Where the row has a good cell of two lines before it, the line is that of the quote that is open.',
    bytes: text('Email,First name,City\na@x.example,"A\nna","Porto\nb@x.example,Bea,Lyon\n'),
    map,
    expect: { count: 1, problems: [[2, null, 'record.unclosed_quote', { line: 3 }]] },
  },
  {
    name: 'unclosed-last-cell.csv',
    purpose: 'A quote that opens right at the end of the file is open.',
    bytes: text(`${HEADER}a@x.example,Ana\nb@x.example,"`),
    map,
    expect: { columns, count: 2, problems: [[3, null, 'record.unclosed_quote', { line: 3 }]] },
  },
  {
    name: 'quote-in-the-middle.csv',
    purpose: 'A quote in the middle of a cell neither opens nor closes.',
    bytes: text(`${HEADER}a@x.example,An"a\nb@x.example,Be"a\n`),
    map,
    expect: {
      columns,
      rows: [
        [2, 'a@x.example', 'An"a'],
        [3, 'b@x.example', 'Be"a'],
      ],
    },
  },
  {
    name: 'stray-then-closed.csv',
    purpose: 'A stray quote that the next one closes takes the rows between with it, and is named: nothing vanishes without a word.',
    bytes: text(`${HEADER}${lines(3, (n) => `u${n}@x.example,Ana`)}v@x.example,"Bea\n${lines(3, (n) => `w${n}@x.example,Cle`)}x@x.example,D"an\ny@x.example,Eva\n`),
    map,
    expect: {
      columns,
      count: 5,
      from: 4,
      rows: [[10, 'y@x.example', 'Eva']],
      problems: [[5, null, 'record.text_after_quote', { line: 9 }]],
    },
  },
  {
    name: 'backslash.csv',
    purpose: 'A backslash does not escape: what follows the quote is named.',
    bytes: text(`${HEADER}a@x.example,"Ana \\"Mia\\" S."\nb@x.example,Bea\n`),
    map,
    expect: { columns, count: 2, problems: [[2, null, 'record.text_after_quote', { line: 2 }]] },
  },
];

export const quotes: Case[] = [...closed, ...breaks, ...stray];
