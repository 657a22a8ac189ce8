import { lines as many, text } from './bytes.ts';
import { type Case, empty, headerOnly } from './case.ts';

const map = { email: 0, first_name: 1 };
const columns = ['Email', 'First name'];
const HEADER = 'Email,First name\n';

const ends: Case[] = [
  {
    name: 'crlf.csv',
    purpose: 'CRLF ends a line once.',
    bytes: text('Email,First name\r\na@x.example,Ana\r\nb@x.example,Bea\r\n'),
    map,
    expect: {
      columns,
      rows: [
        [2, 'a@x.example', 'Ana'],
        [3, 'b@x.example', 'Bea'],
      ],
    },
  },
  {
    name: 'cr.csv',
    purpose: 'CR alone ends lines, as old Macs wrote.',
    bytes: text('Email,First name\ra@x.example,Ana\r\rb@x.example,Bea\r'),
    map,
    expect: {
      columns,
      rows: [
        [2, 'a@x.example', 'Ana'],
        [4, 'b@x.example', 'Bea'],
      ],
      blank: 1,
    },
  },
  {
    name: 'mixed-ends.csv',
    purpose: 'All three line ends in one file.',
    bytes: text('Email,First name\r\na@x.example,Ana\nb@x.example,Bea\rc@x.example,Cle\n\rd@x.example,Dan\r\n\n'),
    map,
    expect: {
      columns,
      rows: [
        [2, 'a@x.example', 'Ana'],
        [3, 'b@x.example', 'Bea'],
        [4, 'c@x.example', 'Cle'],
        [6, 'd@x.example', 'Dan'],
      ],
      blank: 2,
    },
  },
  {
    name: 'no-end.csv',
    purpose: 'The last row counts though no line end follows.',
    bytes: text(`${HEADER}a@x.example,Ana\nb@x.example,Bea`),
    map,
    expect: {
      columns,
      rows: [
        [2, 'a@x.example', 'Ana'],
        [3, 'b@x.example', 'Bea'],
      ],
    },
  },
  {
    name: 'no-end-empty-cell.csv',
    purpose: 'A delimiter as the very last byte leaves an empty last cell.',
    bytes: text(`${HEADER}a@x.example,`),
    map,
    expect: { columns, rows: [[2, 'a@x.example', '']] },
  },
  {
    name: 'other-breaks.csv',
    purpose: 'The next line and the line separator of Unicode end no line.',
    bytes: text(`${HEADER}a@x.example,A\u2028n\u0085a\n`),
    map,
    expect: { columns, rows: [[2, 'a@x.example', 'A\u2028n\u0085a']] },
  },
];

const blank: Case[] = [
  {
    name: 'blank-between.csv',
    purpose: 'Blank lines are passed over and counted, and lines count on.',
    bytes: text(`${HEADER}\na@x.example,Ana\n\n\nb@x.example,Bea\n\n`),
    map,
    expect: {
      columns,
      rows: [
        [3, 'a@x.example', 'Ana'],
        [6, 'b@x.example', 'Bea'],
      ],
      blank: 4,
    },
  },
  {
    name: 'blank-first.csv',
    purpose: 'Blank lines above the names are passed over.',
    bytes: text(`\n\n${HEADER}a@x.example,Ana\n`),
    map,
    expect: { columns, rows: [[4, 'a@x.example', 'Ana']], blank: 2 },
  },
  {
    name: 'empty-rows.csv',
    purpose: 'A row of delimiters alone, as spreadsheets leave behind, is a row without an email.',
    bytes: text('Email,First name,City\na@x.example,Ana,Porto\n,,\n'),
    map,
    expect: {
      rows: [
        [2, 'a@x.example', 'Ana', 'Porto'],
        [3, '', '', ''],
      ],
      problems: [[3, 'email', 'empty.not_allowed']],
    },
  },
  {
    name: 'only-blank.csv',
    purpose: 'A file of blank lines is empty.',
    bytes: text('\n\r\n\n'),
    expect: { refused: empty },
  },
  {
    name: 'header-and-blank.csv',
    purpose: 'Names and blank lines are no row.',
    bytes: text(`${HEADER}\n\n`),
    expect: { refused: headerOnly },
  },
];

const three = ['Email', 'First name', 'City'];
const above: Case[] = [
  {
    name: 'title.csv',
    purpose: 'A title and a blank line above the names are left out.',
    bytes: text('Contacts of May\n\nEmail,First name,City\na@x.example,Ana,Porto\nb@x.example,Bea,Lyon\n'),
    map,
    expect: {
      found: { skip: 2, header: true },
      columns: three,
      rows: [
        [4, 'a@x.example', 'Ana', 'Porto'],
        [5, 'b@x.example', 'Bea', 'Lyon'],
      ],
    },
  },
  {
    name: 'report.csv',
    purpose: 'A report has names on line 4, below a title with the delimiters of the table.',
    bytes: text('Report;;\r\nDate;2026-01-05;\r\n;;\r\nEmail;First name;City\r\na@x.example;Ana;Porto\r\nb@x.example;Bea;Lyon\r\n'),
    map,
    expect: {
      found: { delimiter: ';', skip: 3, header: true },
      columns: three,
      rows: [
        [5, 'a@x.example', 'Ana', 'Porto'],
        [6, 'b@x.example', 'Bea', 'Lyon'],
      ],
    },
  },
  {
    name: 'header-chosen.csv',
    purpose: 'A person says that names stand on line 4.',
    bytes: text('x,y\na@x.example,Ana\nb@x.example,Bea\nEmail,First name\nc@x.example,Cle\n'),
    dialect: { skip: 3 },
    map,
    expect: { columns, rows: [[5, 'c@x.example', 'Cle']] },
  },
  {
    name: 'skip-counts-blank.csv',
    purpose: 'Lines that are left out are lines as an editor counts, blank ones among them.',
    bytes: text(`one\n\nthree\n${HEADER}a@x.example,Ana\n`),
    dialect: { skip: 3 },
    map,
    expect: { columns, rows: [[5, 'a@x.example', 'Ana']] },
  },
  {
    name: 'title-with-quote.csv',
    purpose: 'A stray quote in a line that is left out opens nothing.',
    bytes: text(`12" rails\n${HEADER}a@x.example,Ana\n`),
    dialect: { skip: 1 },
    map,
    expect: { columns, rows: [[3, 'a@x.example', 'Ana']] },
  },
  {
    name: 'skip-all.csv',
    purpose: 'More lines left out than there are: nothing is left.',
    bytes: text(`${HEADER}a@x.example,Ana\n`),
    dialect: { skip: 9 },
    expect: { refused: empty },
  },
];

const header: Case[] = [
  {
    name: 'no-header.csv',
    purpose: 'Without names, columns are numbered, and the first line is a contact.',
    bytes: text('a@x.example,Ana\nb@x.example,Bea\n'),
    map,
    expect: {
      found: { header: false },
      columns: ['Column 1', 'Column 2'],
      rows: [
        [1, 'a@x.example', 'Ana'],
        [2, 'b@x.example', 'Bea'],
      ],
    },
  },
  {
    name: 'header-denied.csv',
    purpose: 'Where a person says that there is none, the names are a row.',
    bytes: text(`${HEADER}a@x.example,Ana\n`),
    dialect: { header: false },
    map,
    expect: {
      columns: ['Column 1', 'Column 2'],
      rows: [
        [1, 'Email', 'First name'],
        [2, 'a@x.example', 'Ana'],
      ],
      problems: [[1, 'email', 'email.missing_at']],
    },
  },
  {
    name: 'empty-names.csv',
    purpose: 'A column without a name is called by its place.',
    bytes: text('Email,, ,City\na@x.example,Ana,x,Porto\n'),
    map,
    expect: { columns: ['Email', 'Column 2 (no name)', 'Column 3 (no name)', 'City'], rows: [[2, 'a@x.example', 'Ana', 'x', 'Porto']] },
  },
  {
    name: 'repeated-names.csv',
    purpose: 'Names that come twice are told apart, also where one is called so already.',
    bytes: text('Email,Phone,Phone,Phone (2),Phone\na@x.example,1,2,3,4\n'),
    expect: { columns: ['Email', 'Phone', 'Phone (2)', 'Phone (2) (2)', 'Phone (3)'], rows: [[2, 'a@x.example', '1', '2', '3', '4']] },
  },
  {
    name: 'long-name.csv',
    purpose: 'A name of 5,000 characters is shortened.',
    bytes: text(`Email,${'é'.repeat(5000)}\na@x.example,Ana\n`),
    map,
    expect: { columns: ['Email', `${'é'.repeat(199)}…`], rows: [[2, 'a@x.example', 'Ana']] },
  },
  {
    name: 'untidy-names.csv',
    purpose: 'Spaces around names, no-break spaces and characters without a width do not show.',
    bytes: text('\u200bEmail , First\u00a0 name\na@x.example,Ana\n'),
    map,
    expect: { columns, rows: [[2, 'a@x.example', 'Ana']] },
  },
  {
    name: 'header-again.csv',
    purpose: 'Names that come again further down, of files put together, are a row with a problem.',
    bytes: text(`${HEADER}a@x.example,Ana\n${HEADER}b@x.example,Bea\n`),
    map,
    expect: { columns, count: 3, problems: [[3, 'email', 'email.missing_at']] },
  },
];

const comments: Case[] = [
  {
    name: 'comments-left-alone.csv',
    purpose: 'A row that begins with a hash is a row, unless a person says otherwise.',
    bytes: text(`${HEADER}#1@x.example,Ana\nb@x.example,Bea\n`),
    map,
    expect: {
      found: { comment: null },
      columns,
      rows: [
        [2, '#1@x.example', 'Ana'],
        [3, 'b@x.example', 'Bea'],
      ],
    },
  },
  {
    name: 'comments.csv',
    purpose: 'Where a person says so they are left out and counted, and lines count on.',
    bytes: text(`# exported, today\n${HEADER}a@x.example,Ana\n# "a quote\nb@x.example,Bea\nc@x.example,# no comment\n`),
    dialect: { comment: '#' },
    map,
    expect: {
      columns,
      rows: [
        [3, 'a@x.example', 'Ana'],
        [5, 'b@x.example', 'Bea'],
        [6, 'c@x.example', '# no comment'],
      ],
      comments: 2,
    },
  },
  {
    name: 'comments-in-quotes.csv',
    purpose: 'A line within quotes is no comment, whatever it begins with.',
    bytes: text(`${HEADER}a@x.example,"A\n# na"\n`),
    dialect: { comment: '#' },
    map,
    expect: { columns, rows: [[2, 'a@x.example', 'A\n# na']] },
  },
  {
    name: 'comments-semicolon.csv',
    purpose: 'Any ASCII character can mark comments.',
    bytes: text(`;generated\n${HEADER}a@x.example,Ana\n`),
    dialect: { comment: ';' },
    map,
    expect: { columns, rows: [[3, 'a@x.example', 'Ana']], comments: 1 },
  },
];

const widths: Case[] = [
  {
    name: 'ragged.csv',
    purpose: 'Rows with too few and too many values are named with their lines, and the others are good.',
    bytes: text('Email,First name,City\na@x.example,Ana,Porto\nb@x.example,Bea\nc@x.example,Cle,Lyon,x\nd@x.example,Dan,Rome\n'),
    map,
    expect: {
      rows: [
        [2, 'a@x.example', 'Ana', 'Porto'],
        [3, 'b@x.example', 'Bea'],
        [4, 'c@x.example', 'Cle', 'Lyon', 'x'],
        [5, 'd@x.example', 'Dan', 'Rome'],
      ],
      ragged: 2,
      problems: [
        [3, null, 'record.too_few_fields', { found: 2, expected: 3 }],
        [4, null, 'record.too_many_fields', { found: 4, expected: 3 }],
      ],
    },
  },
  {
    name: 'unquoted-comma.csv',
    purpose: 'A comma that should be in quotes makes one value too many.',
    bytes: text(`${HEADER}a@x.example,Ana\nb@x.example,Costa, Bea\nc@x.example,Cle\n`),
    map,
    expect: { columns, count: 3, ragged: 1, problems: [[3, null, 'record.too_many_fields', { found: 3, expected: 2 }]] },
  },
  {
    name: 'trailing-delimiters.csv',
    purpose: 'A delimiter at the end of every line, the names\' too, is a column without a name.',
    bytes: text('Email;First name;\na@x.example;Ana;\nb@x.example;Bea;\n'),
    map,
    expect: {
      columns: ['Email', 'First name', 'Column 3 (no name)'],
      rows: [
        [2, 'a@x.example', 'Ana', ''],
        [3, 'b@x.example', 'Bea', ''],
      ],
    },
  },
  {
    name: 'spaces-line.csv',
    purpose: 'A line of spaces is no blank line: it has one value.',
    bytes: text(`${HEADER}a@x.example,Ana\n   \n`),
    map,
    expect: { columns, count: 2, ragged: 1, problems: [[3, null, 'record.too_few_fields', { found: 1, expected: 2 }]] },
  },
  {
    name: 'spaces-around.csv',
    purpose: 'Spaces around values are kept; an email is read without them.',
    bytes: text(`${HEADER} a@x.example ,  Ana \n`),
    map,
    expect: { columns, rows: [[2, ' a@x.example ', '  Ana ']] },
  },
];

const formulas: Case[] = [
  {
    name: 'formulas.csv',
    purpose: 'What a spreadsheet would run is kept to the letter, and nothing is cut off before it.',
    bytes: text(`${HEADER}a@x.example,=1+1\nb@x.example,"=HYPERLINK(""https://x.example"")"\nc@x.example,@SUM(1)\nd@x.example,'=1\n`),
    map,
    expect: {
      columns,
      rows: [
        [2, 'a@x.example', '=1+1'],
        [3, 'b@x.example', '=HYPERLINK("https://x.example")'],
        [4, 'c@x.example', '@SUM(1)'],
        [5, 'd@x.example', "'=1"],
      ],
    },
  },
  {
    name: 'problem-rows.csv',
    purpose: 'A file of problem rows that Muster wrote is read without its guards, and signs before numbers stay.',
    bytes: text("Email,First name,Phone,Line,Reason\r\na@x.example,'=1+1,+34651234567,12,Email: x\r\nb@x.example,''=x,-5,13,Email: x\r\nc@x.example,'tis,'@x,14,Email: x\r\n"),
    map,
    expect: {
      columns: ['Email', 'First name', 'Phone', 'Line', 'Reason'],
      rows: [
        [2, 'a@x.example', '=1+1', '+34651234567', '12', 'Email: x'],
        [3, 'b@x.example', "'=x", '-5', '13', 'Email: x'],
        [4, 'c@x.example', "'tis", '@x', '14', 'Email: x'],
      ],
    },
  },
  {
    name: 'spreadsheet-guards.csv',
    purpose: 'Excel\'s own guard, ="0123", is kept as it stands: what it is for can\'t be told.',
    bytes: text('Email,First name,Code\na@x.example,Ana,"=""0123"""\n'),
    map,
    expect: { rows: [[2, 'a@x.example', 'Ana', '="0123"']] },
  },
];

const far: Case[] = [
  {
    name: 'rows-behind-the-preview.csv',
    purpose: 'Rows far behind those that are shown first are read again where they stand.',
    bytes: text(HEADER + many(5000, (n) => `u${n}@x.example,"A\nna"`) + 'nobody,Bea\n'),
    map,
    expect: {
      columns,
      count: 5001,
      from: 4999,
      rows: [
        [10000, 'u5000@x.example', 'A\nna'],
        [10002, 'nobody', 'Bea'],
      ],
      problems: [[10002, 'email', 'email.missing_at']],
    },
  },
];

export const lines: Case[] = [...ends, ...blank, ...above, ...header, ...comments, ...widths, ...formulas, ...far];
