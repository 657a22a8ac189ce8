import { text } from './bytes.ts';
import type { Case, Column, Problem } from './case.ts';

/** Fields of the account besides those that every account has. */
export const CUSTOM_FIELDS = [
  { name: 'Price', key: 'price', type: 'decimal' },
  { name: 'VIP', key: 'vip', type: 'boolean' },
  {
    name: 'Source',
    key: 'source',
    type: 'radio',
    options: [
      { id: 'cafe', label: 'Café' },
      { id: 'stand', label: 'Stand' },
      { id: 'web', label: 'Web site' },
    ],
  },
  {
    name: 'Interests',
    key: 'interests',
    type: 'checkbox',
    options: [
      { id: 'travel', label: 'Viajes' },
      { id: 'music', label: 'Música' },
      { id: 'books', label: 'Libros' },
    ],
  },
];

type Cell = [value: string, code?: string, data?: Record<string, unknown>];

/** A column of values of one field, each with the code of its problem; an email before it. Cells are quoted. */
function column(field: string, cells: Cell[], settings: Omit<Column, 'at'> = {}): Pick<Case, 'bytes' | 'map'> & { problems: Problem[] } {
  const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
  const rows = cells.map(([value], n) => `u${n}@x.example;${quoted(value)}\n`);
  const problems = cells.flatMap(([, code, data], n): Problem[] => (code ? [[n + 2, field, code, data ?? {}]] : []));
  return { bytes: text(`Email;Value\n${rows.join('')}`), map: { email: 0, [field]: { at: 1, ...settings } }, problems };
}

function of(name: string, purpose: string, field: string, cells: Cell[], settings?: Omit<Column, 'at'>, evidence?: Record<string, unknown>): Case {
  const { bytes, map, problems } = column(field, cells, settings);
  return { name, purpose, bytes, map, expect: { count: cells.length, problems, ...(evidence ? { evidence: { [field]: evidence } } : {}) } };
}

const none = { named: 0, only_day_first: 0, only_month_first: 0, either: 0 };
const dates: Case[] = [
  of('iso.csv', 'Year-month-day is taken, where the day exists.', 'date_of_birth', [
    ['1988-03-14'],
    ['2000-02-29'],
    ['1900-02-29', 'date.no_such_day'],
    ['2023-02-30', 'date.no_such_day'],
    ['2023-13-01', 'date.no_such_day'],
    ['0000-01-01', 'date.year_out_of_range'],
    ['9999-12-31'],
  ]),
  of(
    'day-first-proof.csv',
    'Other orders are a problem until the column says so; the cells prove which.',
    'date_of_birth',
    [
      ['14/03/1988', 'date.not_iso'],
      ['31.12.1990', 'date.not_iso'],
      ['03/04/1988', 'date.not_iso'],
    ],
    {},
    { date: { long: { ...none, only_day_first: 2, either: 1 }, iso: 0, neither: 0 } },
  ),
  of(
    'day-first.csv',
    'With day first, so they read; what only reads as month first is named.',
    'date_of_birth',
    [
      ['14/03/1988'],
      ['31.12.1990'],
      ['3-4-1988'],
      ['1988-03-14'],
      ['1988/3/14'],
      ['03/14/1988', 'date.not_in_order', { expected: 'day/month/year' }],
      ['31/02/1988', 'date.no_such_day'],
    ],
    { reading: { date_order: 'day_month_year' } },
    { date: { long: { ...none, only_day_first: 2, only_month_first: 1, either: 1 }, iso: 1, year_first: 1, neither: 1 } },
  ),
  of(
    'month-first.csv',
    'With month first, the other way round.',
    'date_of_birth',
    [['03/14/1988'], ['12-31-1990'], ['14/03/1988', 'date.not_in_order', { expected: 'month/day/year' }]],
    { reading: { date_order: 'month_day_year' } },
  ),
  of(
    'short-years.csv',
    'Two digits are a year only where the column says up to which.',
    'date_of_birth',
    [
      ['14/03/88', 'date.short_year'],
      ['14/03/26', 'date.short_year'],
      ['14/03/1988'],
    ],
    { reading: { date_order: 'day_month_year' } },
    { date: { short: { ...none, only_day_first: 2 }, long: { ...none, only_day_first: 1 } } },
  ),
  of('pivot.csv', 'With a last year for them they are taken.', 'date_of_birth', [['14/03/88'], ['14/03/26'], ['29/02/04'], ['29/02/26', 'date.no_such_day']], {
    reading: { date_order: 'day_month_year', last_short_year: 2026 },
  }),
  of(
    'day-numbers.csv',
    "A spreadsheet's day number is named as that.",
    'date_of_birth',
    [['32216', 'date.day_number'], ['32216.5', 'date.day_number'], ['1988-03-14']],
    {},
    { date: { day_numbers: 2, iso: 1 } },
  ),
  of('day-numbers-read.csv', 'And read where the column says that they are days.', 'date_of_birth', [['32216'], ['32216.5'], ['1988-03-14'], ['123', 'date.not_in_order']], {
    reading: { day_numbers: '1900' },
  }),
  of(
    'months.csv',
    'Months by name in eight languages.',
    'date_of_birth',
    [
      ['14 March 1988'],
      ['14 de marzo de 1988'],
      ['1er août 1988'],
      ['14. März 1988'],
      ['14 de março de 1988'],
      ['14 maggio 1988'],
      ['14 maart 1988'],
      ['14 marca 1988'],
      ['Mar 14, 1988'],
      ['14 Smarch 1988', 'date.not_in_order'],
    ],
    { reading: { date_order: 'day_month_year' } },
    { date: { long: { ...none, named: 9 }, neither: 1 } },
  ),
  of('times.csv', 'A time after the date is cut off, and counted.', 'date_of_birth', [['1988-03-14T10:30:00Z'], ['1988-03-14 00:00'], ['1988-03-14']], {}, {
    date: { iso: 3, times: 2 },
  }),
];

const numbers: Case[] = [
  of('integers.csv', 'Whole numbers are never rounded, nor wrapped, and what they are not has its name.', 'points', [
    ['12'],
    ['+12'],
    ['-007'],
    ['9223372036854775807'],
    ['9223372036854775808', 'integer.out_of_range'],
    ['12.5', 'integer.has_decimals'],
    ['1,240', 'integer.grouped'],
    ['€ 5', 'integer.has_sign'],
    ['1.2E+05', 'integer.scientific'],
    ['ten', 'integer.not_a_number'],
  ]),
  of(
    'integers-comma.csv',
    'Where a comma marks decimals, points group thousands.',
    'points',
    [['1.240'], ['1 240'], ['1.240.000'], ['1,240', 'integer.has_decimals'], ['12.40', 'integer.not_a_number']],
    { reading: { marks: 'comma' } },
  ),
  of('integers-grouped.csv', 'Groups, and a currency sign, where the column speaks of them.', 'points', [['1,240'], ['$ 1,240'], ['12 %'], ['1,24', 'integer.not_a_number']], {
    reading: { marks: 'point', drop_signs: true },
  }),
  of(
    'decimals.csv',
    'A comma for decimals is named, and its number is counted.',
    'price',
    [['1240.50'], ['.5'], ['1240,50', 'decimal.comma'], ['1,240.50', 'decimal.grouped'], ['$5.00', 'decimal.has_sign'], ['free', 'decimal.not_a_number']],
    {},
    { decimal: { bare: { both: 0, only_comma: 1, only_point: 3, either: 0, plain: 2 }, neither: 1 } },
  ),
  of('decimals-comma.csv', 'Read with a comma; a point that groups nothing is ambiguous.', 'price', [['1.240,50'], ['1240,5'], ['-0,5'], ['12.5', 'decimal.ambiguous']], {
    reading: { marks: 'comma' },
  }),
  of('decimals-exact.csv', '38 digits are taken, 39 are not.', 'price', [['1'.repeat(38)], [`0.${'1'.repeat(38)}`], ['1'.repeat(39), 'decimal.too_many_digits', { max: 38 }]]),
];

const phones: Case[] = [
  of(
    'phones.csv',
    'Numbers as people write them; what they are not has its name.',
    'mobile_phone',
    [
      ['+34651234567'],
      ['00 34 651 234 567'],
      ['651.234-567'],
      ['(+34) 651 234 567'],
      ['+34 651 234 567 ext. 12', 'phone.extension'],
      ['+34651234567 / +34912345678', 'phone.two_numbers'],
      ['3.46E+10', 'phone.scientific'],
      ['+999123456', 'phone.unknown_country'],
      ['12345', 'phone.too_short'],
      ['1234567890123456', 'phone.too_long'],
      ['1-800-FLOWERS', 'phone.not_a_number'],
      ['+34 123 456 789', 'phone.not_in_plan'],
    ],
    {},
    { phone: { with_code: 7 } },
  ),
  of('phones-national.csv', 'With a country its trunk prefix is understood.', 'mobile_phone', [['020 7946 0958'], ['+44 (0)20 7946 0958'], ['+34651234567'], ['020 7946', 'phone.too_short']], {
    reading: { country: 'GB' },
  }),
  of('phones-float.csv', 'A number that went through floats is whole again.', 'mobile_phone', [['34651234567.0']]),
];

const words: Case[] = [
  of('radio.csv', 'Options by label and id, whatever the case and accents.', 'source', [
    ['Café'],
    ['CAFE'],
    ['stand'],
    ['WEB SITE'],
    [' web '],
    ['Feria', 'radio.unknown_option'],
  ]),
  of('radio-map.csv', 'Other words through the map of the column.', 'source', [['Feria'], ['FÉRIA'], ['none', 'radio.unknown_option']], {
    reading: { values: [['feria', 'stand']] },
  }),
  of('newsletter.csv', 'The newsletter of every account.', 'newsletter', [['Subscribed'], ['UNSUBSCRIBED'], ['none'], ['maybe', 'radio.unknown_option'], ['', 'empty.not_allowed']]),
  of('checkbox.csv', 'Several options with bars between; the one that is none is named.', 'interests', [
    ['Viajes|Música'],
    ['musica | LIBROS |'],
    ['Viajes|Cine', 'checkbox.unknown_option', { option: 'Cine' }],
    ['Viajes, Música', 'checkbox.unknown_option', { option: 'Viajes, Música' }],
    [''],
  ]),
  of(
    'boolean.csv',
    'Yes and no in the words of eight languages.',
    'vip',
    [['yes'], ['TRUE'], ['1'], ['sí'], ['oui'], ['ja'], ['sim'], ['vero'], ['tak'], ['no'], ['faux'], ['nein'], ['não'], ['nee'], ['nie'], ['0'], ['maybe', 'boolean.not_yes_or_no'], ['']],
  ),
];

const cells: Case[] = [
  {
    name: 'emails.csv',
    purpose: 'What is wrong with an email is named, and the good ones pass.',
    bytes: text(
      'Email\na.b+c@x.example\nANA@X.EXAMPLE\nana@münchen.example\nana.x.example\na@b@x.example\nana@x\nana@x..example\n@x.example\nan a@x.example\n' +
        `${'x'.repeat(65)}@x.example\n`,
    ),
    expect: {
      count: 10,
      problems: [
        [5, 'email', 'email.missing_at'],
        [6, 'email', 'email.two_at'],
        [7, 'email', 'email.bad_domain'],
        [8, 'email', 'email.bad_domain'],
        [9, 'email', 'email.bad_local'],
        [10, 'email', 'email.bad_character', { character: ' ' }],
        [11, 'email', 'email.too_long', { length: 65, max: 64 }],
      ],
    },
  },
  {
    name: 'empty-cells.csv',
    purpose: 'An empty phone, date, number or choice is a problem; an empty text is not.',
    bytes: text('Email,Name,Phone,Birth,Points,Newsletter\na@x.example,,,,,\nb@x.example, ,+34651234567,1988-03-14,1,none\n'),
    map: { email: 0, first_name: 1, mobile_phone: 2, date_of_birth: 3, points: 4, newsletter: 5 },
    expect: {
      count: 2,
      problems: [
        [2, 'mobile_phone', 'empty.not_allowed', { kind: 'phone' }],
        [2, 'date_of_birth', 'empty.not_allowed', { kind: 'date' }],
        [2, 'points', 'empty.not_allowed', { kind: 'integer' }],
        [2, 'newsletter', 'empty.not_allowed', { kind: 'radio' }],
      ],
    },
  },
  {
    name: 'empty-left.csv',
    purpose: 'Where the column says that empty cells leave the field, they are none.',
    bytes: text('Email,Phone,Points\na@x.example,,\n,+34651234567,1\n'),
    map: { email: 0, mobile_phone: { at: 1, empty: 'leave' }, points: { at: 2, empty: 'leave' } },
    expect: { count: 2, problems: [[3, 'email', 'empty.not_allowed', { kind: 'email' }]] },
  },
  {
    name: 'spreadsheet-errors.csv',
    purpose: 'Errors of a spreadsheet are named in typed columns, and kept in a text.',
    bytes: text('Email,Name,Points,Birth\na@x.example,#N/A,#N/A,1988-03-14\nb@x.example,Bea,1,########\nc@x.example,Cle,#¡REF!,#WERT!\n'),
    map: { email: 0, first_name: 1, points: 2, date_of_birth: 3 },
    expect: {
      count: 3,
      problems: [
        [2, 'points', 'spreadsheet.error'],
        [3, 'date_of_birth', 'spreadsheet.error'],
        [4, 'points', 'spreadsheet.error'],
        [4, 'date_of_birth', 'spreadsheet.error'],
      ],
    },
  },
  {
    name: 'several-problems.csv',
    purpose: 'All problems of a row are named, and the row counts once.',
    bytes: text('Email,Phone,Points\nnobody,12,x\nb@x.example,+34651234567,1\n'),
    map: { email: 0, mobile_phone: 1, points: 2 },
    expect: {
      count: 2,
      problems: [
        [2, 'email', 'email.missing_at'],
        [2, 'mobile_phone', 'phone.too_short'],
        [2, 'points', 'integer.not_a_number'],
      ],
    },
  },
  {
    name: 'two-fields.csv',
    purpose: 'One column may feed two fields, each with its own rules.',
    bytes: text('Email,Code\na@x.example,0034\nb@x.example,x1\n'),
    map: { email: 0, city: 1, points: 1 },
    expect: { rows: [[2, 'a@x.example', '0034'], [3, 'b@x.example', 'x1']], problems: [[3, 'points', 'integer.not_a_number']] },
  },
  {
    name: 'unmapped.csv',
    purpose: 'What feeds nothing has no rules.',
    bytes: text('Email,Date of birth,Points\na@x.example,soon,many\n'),
    expect: { rows: [[2, 'a@x.example', 'soon', 'many']] },
  },
];

const SAME = 'Email,First name\na@x.example,One\nb@x.example,Bea\n A@X.Example ,Two\nc@x.example,Cle\n';
const THRICE = `${SAME}a@x.example,Three\n`;
const repeats: Case[] = [
  {
    name: 'keep-last.csv',
    purpose: 'Of rows with the same email, whatever its case and the spaces around it, the last counts.',
    bytes: text(SAME),
    expect: { count: 4, repeats: [[2, 4]] },
  },
  { name: 'keep-first.csv', purpose: 'Or the first.', bytes: text(SAME), keep: 'keep_first', expect: { count: 4, repeats: [[4, 2]] } },
  {
    name: 'reject-all.csv',
    purpose: 'Or none: the first is named with the line of the other.',
    bytes: text(SAME),
    keep: 'reject_all',
    expect: { count: 4, problems: [[2, 'email', 'email.repeated', { line: 4 }]], bad: 2 },
  },
  {
    name: 'thrice-last.csv',
    purpose: 'Of three rows, two give way to the last.',
    bytes: text(THRICE),
    expect: { count: 5, repeats: [[2, 6]], repeated: 2 },
  },
  {
    name: 'thrice-first.csv',
    purpose: 'Of three rows, two give way to the first.',
    bytes: text(THRICE),
    keep: 'keep_first',
    expect: { count: 5, repeats: [[6, 2]], repeated: 2 },
  },
  {
    name: 'thrice-none.csv',
    purpose: 'Of three rows, none counts.',
    bytes: text(THRICE),
    keep: 'reject_all',
    expect: { count: 5, problems: [[2, 'email', 'email.repeated']], bad: 3 },
  },
  {
    name: 'problem-does-not-push-out.csv',
    purpose: 'A later row with a problem does not push out a good one.',
    bytes: text('Email,Points\na@x.example,1\na@x.example,many\nb@x.example,2\n'),
    map: { email: 0, points: 1 },
    expect: { count: 3, problems: [[3, 'points', 'integer.not_a_number']] },
  },
  {
    name: 'repeated-below.csv',
    purpose: 'Lines of repeated emails count the breaks within quotes.',
    bytes: text('Email,First name\na@x.example,"A\nna"\nb@x.example,"B\n\nea"\na@x.example,Ana\n'),
    expect: { count: 3, repeats: [[2, 7]] },
  },
  {
    name: 'idn-repeated.csv',
    purpose: 'A domain in its own script and the same in ASCII are one.',
    bytes: text('Email\nana@münchen.example\nana@xn--mnchen-3ya.example\n'),
    expect: { count: 2, repeats: [[2, 3]] },
  },
  {
    name: 'tags-differ.csv',
    purpose: 'Dots and tags before the @ make another address.',
    bytes: text('Email\nana.b@x.example\nanab@x.example\nana.b+x@x.example\n'),
    expect: { count: 3 },
  },
];

export const values: Case[] = [...dates, ...numbers, ...phones, ...words, ...cells, ...repeats];
