import { text } from './bytes.ts';
import type { Case, Dialect, Row } from './case.ts';

const columns = ['Email', 'First name', 'City'];
const map = { email: 0, first_name: 1, city: 2 };

/** A small table between whose values stands `delimiter`; found, unless a person has to say it. */
function cut(name: string, delimiter: string, purpose: string, dialect?: Partial<Dialect>): Case {
  const line = (...cells: string[]) => `${cells.join(delimiter)}\n`;
  return {
    name,
    purpose,
    bytes: text(line('Email', 'First name', 'City') + line('a@x.example', 'Ana', 'Porto') + line('b@x.example', 'Bea', 'Lyon')),
    dialect,
    map,
    expect: {
      ...(dialect ? {} : { found: { delimiter, header: true } }),
      columns,
      rows: [
        [2, 'a@x.example', 'Ana', 'Porto'],
        [3, 'b@x.example', 'Bea', 'Lyon'],
      ],
    },
  };
}

const each: Case[] = [
  cut('comma.csv', ',', 'Commas are found.'),
  cut('semicolon.csv', ';', 'Semicolons are found.'),
  cut('tab.tsv', '\t', 'Tabs are found.'),
  cut('tab-named.csv', '\t', 'Tabs are found whatever the file is called.'),
  cut('bar.csv', '|', 'Bars are found.'),
  cut('caret.csv', '^', 'A caret is found where no common delimiter cuts.'),
  cut('tilde.csv', '~', 'A tilde is found where no common delimiter cuts.'),
  cut('colon.csv', ':', 'A colon is found where no common delimiter cuts.'),
  cut('unit-separator.csv', '\x1f', 'The control character that ASCII has for it is found.'),
  cut('broken-bar.csv', '¦', 'A delimiter outside of ASCII is read when it is chosen.', { delimiter: '¦' }),
  cut('section-sign.csv', '§', 'A section sign is read when it is chosen.', { delimiter: '§' }),
  cut('ideographic-comma.csv', '、', 'A delimiter of three bytes is read when it is chosen.', { delimiter: '、' }),
  cut('hash.csv', '#', 'A hash is read when it is chosen.', { delimiter: '#' }),
  cut('letter.csv', 'z', 'Even a letter is read when it is chosen.', { delimiter: 'z' }),
  {
    name: 'space.txt',
    purpose: 'A space is read when it is chosen, and quotes keep a name together.',
    bytes: text('Email "First name" City\na@x.example "Ana Mia" Porto\n'),
    dialect: { delimiter: ' ' },
    map,
    expect: { columns, rows: [[2, 'a@x.example', 'Ana Mia', 'Porto']] },
  },
  {
    name: 'section-sign-quoted.csv',
    purpose: 'A delimiter outside of ASCII within quotes is a character of the value.',
    bytes: text('Email§First name§City\na@x.example§"A§na"§Porto\n'),
    dialect: { delimiter: '§' },
    map,
    expect: { columns, rows: [[2, 'a@x.example', 'A§na', 'Porto']] },
  },
  {
    name: 'wrong-delimiter.csv',
    purpose: 'Read with a delimiter that it does not have, the file has one column.',
    bytes: text('Email,First name,City\na@x.example,Ana,Porto\n'),
    dialect: { delimiter: ';' },
    map: null,
    expect: { found: { delimiter: ',' }, columns: ['Email,First name,City'], rows: [[2, 'a@x.example,Ana,Porto']] },
  },
];

const declared: Case[] = [
  {
    name: 'sep.csv',
    purpose: 'Excel\'s "sep=;" says the delimiter and is no row; lines count on from it.',
    bytes: text('sep=;\r\nEmail;First name;City\r\na@x.example;Ana;Porto\r\n'),
    map,
    expect: { found: { delimiter: ';', skip: 1, header: true }, columns, rows: [[3, 'a@x.example', 'Ana', 'Porto']] },
  },
  {
    name: 'sep-bom.csv',
    purpose: 'The same after a mark, with a delimiter that nobody would guess.',
    bytes: text('\ufeffsep=§\nEmail§First name§City\na@x.example§Ana§Porto\n'),
    map,
    expect: { found: { delimiter: '§', skip: 1 }, columns, rows: [[3, 'a@x.example', 'Ana', 'Porto']] },
  },
  {
    name: 'sep-tab.csv',
    purpose: 'A tab stands there as itself.',
    bytes: text('SEP=\t\nEmail\tFirst name\tCity\na@x.example\tAna\tPorto\n'),
    map,
    expect: { found: { delimiter: '\t', skip: 1 }, columns, rows: [[3, 'a@x.example', 'Ana', 'Porto']] },
  },
  {
    name: 'sep-lies.csv',
    purpose: 'Where the line says a delimiter that cuts nothing, content has the last word.',
    bytes: text('sep=;\nEmail,First name,City\na@x.example,Ana,Porto\n'),
    map,
    expect: { found: { delimiter: ',', skip: 1 }, columns, rows: [[3, 'a@x.example', 'Ana', 'Porto']] },
  },
];

const lists = (rows: Row[]): Case['expect'] => ({ rows });

const confusing: Case[] = [
  {
    name: 'decimal-commas.csv',
    purpose: 'Decimal commas do not make commas the delimiter.',
    bytes: text('Email;Price;Weight\na@x.example;1,5;2,25\nb@x.example;3,5;4,75\n'),
    expect: {
      found: { delimiter: ';' },
      ...lists([
        [2, 'a@x.example', '1,5', '2,25'],
        [3, 'b@x.example', '3,5', '4,75'],
      ]),
    },
  },
  {
    name: 'commas-in-quotes.csv',
    purpose: 'Commas within quotes do not make commas the delimiter.',
    bytes: text('Email;Address\na@x.example;"Rua Nova, 5, Porto"\nb@x.example;"Rue Neuve, 6, Lyon"\n'),
    expect: {
      found: { delimiter: ';' },
      ...lists([
        [2, 'a@x.example', 'Rua Nova, 5, Porto'],
        [3, 'b@x.example', 'Rue Neuve, 6, Lyon'],
      ]),
    },
  },
  {
    name: 'lists-in-cells.csv',
    purpose: 'Lists with bars or semicolons in a cell do not make those the delimiter.',
    bytes: text('Email,Tags,Notes\na@x.example,red|blue,called; will call back\nb@x.example,green|red,asked; no answer\n'),
    expect: {
      found: { delimiter: ',' },
      ...lists([
        [2, 'a@x.example', 'red|blue', 'called; will call back'],
        [3, 'b@x.example', 'green|red', 'asked; no answer'],
      ]),
    },
  },
  {
    name: 'one-column.csv',
    purpose: 'A list of addresses is a table of one column.',
    bytes: text('Email\na@x.example\nb@x.example\n'),
    expect: {
      found: { header: true },
      columns: ['Email'],
      ...lists([
        [2, 'a@x.example'],
        [3, 'b@x.example'],
      ]),
    },
  },
  {
    name: 'one-column-no-header.txt',
    purpose: 'The same without a name: the first address is a contact.',
    bytes: text('a@x.example\nb@x.example\n'),
    expect: {
      found: { header: false },
      columns: ['Column 1'],
      ...lists([
        [1, 'a@x.example'],
        [2, 'b@x.example'],
      ]),
    },
  },
];

export const delimiters: Case[] = [...each, ...declared, ...confusing];
