import { encode, join, lines, raw, text, utf16be, utf16le } from './bytes.ts';
import { type Case, empty } from './case.ts';

const BOM = '\ufeff';
const HEADER = 'Email,First name\n';
const map = { email: 0, first_name: 1 };
const columns = ['Email', 'First name'];

/** One contact in a legacy encoding that a person chose: which one it is can't be told from so little. */
function chosen(encoding: string, language: string, name: string, bytes: string): Case {
  return {
    name: `${encoding}.csv`,
    purpose: `${language} in ${encoding} is read when it is chosen.`,
    bytes: raw(`${HEADER}a@x.example,${bytes}\n`),
    dialect: { encoding },
    map,
    expect: { columns, rows: [[2, 'a@x.example', name]] },
  };
}

/** A text that is long enough to tell its encoding; `found` where others that read it the same are as good. */
function guessed(encoding: string, language: string, header: string, cells: string[], found: object = { encoding }): Case {
  const rows = cells.map((cell, n) => `u${n}@x.example;${cell}`);
  return {
    name: `found-${encoding}.csv`,
    purpose: `${cells.length} rows of ${language} in ${encoding} show their encoding.`,
    bytes: encode(encoding, `${header}\n${rows.join('\n')}\n`),
    expect: {
      found: { ...found, delimiter: ';' },
      sure: false,
      columns: header.split(';'),
      rows: cells.map((cell, n) => [n + 2, `u${n}@x.example`, ...cell.split(';')]),
    },
  };
}

const unicode: Case[] = [
  {
    name: 'utf-8.csv',
    purpose: 'UTF-8 without a mark is found, and is sure.',
    bytes: text(`${HEADER}a@x.example,François\nb@x.example,Łukasz\n`),
    map,
    expect: {
      found: { encoding: 'utf-8' },
      sure: true,
      columns,
      rows: [
        [2, 'a@x.example', 'François'],
        [3, 'b@x.example', 'Łukasz'],
      ],
    },
  },
  {
    name: 'utf-8-bom.csv',
    purpose: 'The mark is no part of the first name.',
    bytes: text(`${BOM}${HEADER}a@x.example,Zoë\n`),
    map,
    expect: { found: { encoding: 'utf-8' }, sure: true, columns, rows: [[2, 'a@x.example', 'Zoë']] },
  },
  {
    name: 'utf-8-bom-quoted.csv',
    purpose: 'A quote right after the mark opens the first cell.',
    bytes: text(`${BOM}"Email","First name"\n"a@x.example","Zoë, Ana"\n`),
    map,
    expect: { columns, rows: [[2, 'a@x.example', 'Zoë, Ana']] },
  },
  {
    name: 'utf-8-two-boms.csv',
    purpose: 'A file that was marked twice loses both marks.',
    bytes: text(`${BOM}${BOM}${HEADER}a@x.example,Zoë\n`),
    map,
    expect: { columns, rows: [[2, 'a@x.example', 'Zoë']] },
  },
  {
    name: 'utf-8-bom-alone.csv',
    purpose: 'A mark with nothing after it is an empty file.',
    bytes: text(BOM),
    expect: { refused: empty },
  },
  {
    name: 'utf-8-bom-between.csv',
    purpose: 'A mark in the middle, of files that were put together, stays out of names but not of values.',
    bytes: text(`Email,${BOM}First name\na@x.example,${BOM}Zoë\n`),
    map,
    expect: { columns, rows: [[2, 'a@x.example', `${BOM}Zoë`]] },
  },
  {
    name: 'ascii.csv',
    purpose: 'Plain ASCII counts as UTF-8.',
    bytes: text(`${HEADER}a@x.example,Ana\n`),
    map,
    expect: { found: { encoding: 'utf-8' }, sure: true, columns, rows: [[2, 'a@x.example', 'Ana']] },
  },
  {
    name: 'four-bytes.csv',
    purpose: 'Characters of four bytes pass whole: an emoji, a rare ideograph.',
    bytes: text(`${HEADER}a@x.example,Ana 🎉\nb@x.example,𠮷野\n`),
    map,
    expect: {
      columns,
      rows: [
        [2, 'a@x.example', 'Ana 🎉'],
        [3, 'b@x.example', '𠮷野'],
      ],
    },
  },
  {
    name: 'decomposed.csv',
    purpose: 'Accents on their own, as Macs write them, are kept to the letter.',
    bytes: text(`${HEADER}a@x.example,Jose\u0301\n`),
    map,
    expect: { columns, rows: [[2, 'a@x.example', 'Jose\u0301']] },
  },
  {
    name: 'right-to-left.csv',
    purpose: 'Arabic and Hebrew stay in the order in which they are written.',
    bytes: text(`${HEADER}a@x.example,محمد\nb@x.example,שלום\n`),
    map,
    expect: {
      columns,
      rows: [
        [2, 'a@x.example', 'محمد'],
        [3, 'b@x.example', 'שלום'],
      ],
    },
  },
  {
    name: 'utf-16le-bom.csv',
    purpose: 'UTF-16 LE with a mark.',
    bytes: utf16le(`${BOM}${HEADER}a@x.example,Łukasz\n`),
    map,
    expect: { found: { encoding: 'utf-16le' }, sure: true, columns, rows: [[2, 'a@x.example', 'Łukasz']] },
  },
  {
    name: 'utf-16be-bom.csv',
    purpose: 'UTF-16 BE with a mark.',
    bytes: utf16be(`${BOM}${HEADER}a@x.example,Łukasz\n`),
    map,
    expect: { found: { encoding: 'utf-16be' }, sure: true, columns, rows: [[2, 'a@x.example', 'Łukasz']] },
  },
  {
    name: 'utf-16le.csv',
    purpose: 'UTF-16 LE without a mark is told by its zeros.',
    bytes: utf16le(`${HEADER}a@x.example,Łukasz\n`),
    map,
    expect: { found: { encoding: 'utf-16le' }, sure: true, columns, rows: [[2, 'a@x.example', 'Łukasz']] },
  },
  {
    name: 'utf-16be.csv',
    purpose: 'UTF-16 BE without a mark is told by its zeros.',
    bytes: utf16be(`${HEADER}a@x.example,東京\n`),
    map,
    expect: { found: { encoding: 'utf-16be' }, sure: true, columns, rows: [[2, 'a@x.example', '東京']] },
  },
  {
    name: 'utf-16-tabs.txt',
    purpose: 'What Excel saves as "Unicode text": UTF-16 LE with a mark, tabs, CRLF.',
    bytes: utf16le(`${BOM}Email\tFirst name\r\na@x.example\tSilva, Ana\r\n`),
    map,
    expect: { found: { encoding: 'utf-16le', delimiter: '\t' }, columns, rows: [[2, 'a@x.example', 'Silva, Ana']] },
  },
  {
    name: 'utf-16-pairs.csv',
    purpose: 'A pair of units is one character.',
    bytes: utf16le(`${BOM}${HEADER}a@x.example,🎉\n`),
    map,
    expect: { columns, rows: [[2, 'a@x.example', '🎉']] },
  },
];

const legacy: Case[] = [
  chosen('windows-1252', 'French', 'François €', 'Fran<e7>ois <80>'),
  chosen('windows-1250', 'Polish', 'Łukasz', '<a3>ukasz'),
  chosen('windows-1251', 'Russian', 'Иван', '<c8 e2 e0 ed>'),
  chosen('windows-1253', 'Greek', 'Γιώργος', '<c3 e9 fe f1 e3 ef f2>'),
  chosen('windows-1254', 'Turkish', 'Şahin', '<de>ahin'),
  chosen('windows-1255', 'Hebrew', 'שלום', '<f9 ec e5 ed>'),
  chosen('windows-1256', 'Arabic', 'محمد', '<e3 cd e3 cf>'),
  chosen('windows-1257', 'Latvian', 'Jānis', 'J<e2>nis'),
  chosen('windows-1258', 'Vietnamese', 'Pha\u0323m', 'Pha<f2>m'),
  chosen('windows-874', 'Thai', 'สมชาย', '<ca c1 aa d2 c2>'),
  chosen('iso-8859-2', 'Czech', 'Dvořák', 'Dvo<f8 e1>k'),
  chosen('iso-8859-3', 'Maltese', 'Ġorġ', '<d5>or<f5>'),
  chosen('iso-8859-4', 'Latvian', 'Jānis', 'J<e0>nis'),
  chosen('iso-8859-5', 'Russian', 'Иван', '<b8 d2 d0 dd>'),
  chosen('iso-8859-6', 'Arabic', 'محمد', '<e5 cd e5 cf>'),
  chosen('iso-8859-7', 'Greek', 'Γιώργος', '<c3 e9 fe f1 e3 ef f2>'),
  chosen('iso-8859-8', 'Hebrew', 'שלום', '<f9 ec e5 ed>'),
  chosen('iso-8859-10', 'Icelandic', 'Þórður', '<de f3>r<f0>ur'),
  chosen('iso-8859-13', 'Latvian', 'Jānis', 'J<e2>nis'),
  chosen('iso-8859-14', 'Welsh', 'Ŵyn', '<d0>yn'),
  chosen('iso-8859-15', 'French', 'Œuvre €', '<bc>uvre <a4>'),
  chosen('iso-8859-16', 'Romanian', 'Ștefan', '<aa>tefan'),
  chosen('macintosh', 'Spanish', 'José', 'Jos<8e>'),
  chosen('x-mac-cyrillic', 'Russian', 'Иван', '<88 e2 e0 ed>'),
  chosen('ibm866', 'Russian', 'Иван', '<88 a2 a0 ad>'),
  chosen('koi8-r', 'Russian', 'Иван', '<e9 d7 c1 ce>'),
  chosen('koi8-u', 'Ukrainian', 'Їжак', '<b7 d6 c1 cb>'),
  chosen('euc-jp', 'Japanese', '佐藤', '<ba b4 c6 a3>'),
  chosen('euc-kr', 'Korean', '김민수', '<b1 e8 b9 ce bc f6>'),
  chosen('gb18030', 'Chinese', '王小明𠮷', '<cd f5 d0 a1 c3 f7 95 34 b2 35>'),
  chosen('big5', 'Chinese', '陳小明', '<b3 af a4 70 a9 fa>'),
  chosen('shift_jis', 'Japanese', '佐藤 ｶﾀ', '<8d b2 93 a1> <b6 c0>'),
  {
    name: 'shift_jis-backslash.csv',
    purpose: 'The second byte of a character may be that of a delimiter: 能 ends in a backslash, ポ in a bar.',
    bytes: raw('Email|First name\na@x.example|<94 5c>\nb@x.example|<83 7c>\n'),
    dialect: { encoding: 'shift_jis', delimiter: '|' },
    map,
    expect: {
      columns,
      rows: [
        [2, 'a@x.example', '能'],
        [3, 'b@x.example', 'ポ'],
      ],
    },
  },
  {
    name: 'iso-2022-jp.csv',
    purpose: 'ISO-2022-JP is found by its escapes, though all its bytes are ASCII.',
    bytes: raw(`${HEADER}a@x.example,<1b 24 42 3a 34 46 23 1b 28 42>\n`),
    map,
    expect: { found: { encoding: 'iso-2022-jp' }, sure: true, columns, rows: [[2, 'a@x.example', '佐藤']] },
  },
  {
    name: 'macintosh-found.csv',
    purpose: 'Mac Roman with CR lines, as old Excel for Mac saved it, is found.',
    bytes: raw('Email;First name;City\ra@x.example;Jos<8e>;M<87>laga\rb@x.example;Fran<8d>ois;N<94>mes\rc@x.example;Zo<91>;M<9f>nchen\r'),
    map,
    expect: {
      found: { encoding: 'macintosh', delimiter: ';' },
      sure: false,
      columns: ['Email', 'First name', 'City'],
      rows: [
        [2, 'a@x.example', 'José', 'Málaga'],
        [3, 'b@x.example', 'François', 'Nîmes'],
        [4, 'c@x.example', 'Zoë', 'München'],
      ],
    },
  },
];

const found: Case[] = [
  guessed('windows-1252', 'Western European names', 'Email;Prénom;Ville', [
    'François;Besançon',
    'Zoë;Orléans',
    'Jürgen;Köln',
    'José;Málaga',
    'Inès;Nîmes',
    'André;Gülpen',
    'Hélène;Évreux',
    'João;São Paulo',
  ]),
  guessed('windows-1250', 'Polish', 'Email;Imię;Miasto', [
    'Łukasz;Łódź',
    'Małgorzata;Kraków',
    'Wojciech;Gdańsk',
    'Michał;Poznań',
    'Grażyna;Częstochowa',
    'Stanisław;Rzeszów',
    'Bożena;Świdnica',
    'Paweł;Białystok',
  ]),
  guessed('windows-1251', 'Russian', 'Email;Имя;Город', [
    'Иван;Москва',
    'Пётр;Санкт-Петербург',
    'Анна;Новосибирск',
    'Ольга;Екатеринбург',
    'Наталья;Нижний Новгород',
    'Сергей;Казань',
    'Дмитрий;Ростов-на-Дону',
    'Елена;Владивосток',
  ]),
  guessed('koi8-r', 'Russian', 'Email;Имя;Город', [
    'Иван;Москва',
    'Пётр;Санкт-Петербург',
    'Анна;Новосибирск',
    'Ольга;Екатеринбург',
    'Наталья;Нижний Новгород',
    'Сергей;Казань',
    'Дмитрий;Ростов-на-Дону',
    'Елена;Владивосток',
  ], {}),
  guessed('shift_jis', 'Japanese', 'Email;名前;都市', [
    '佐藤さくら;東京',
    '鈴木はると;横浜市',
    '高橋ひまり;大阪市',
    '田中ゆうと;名古屋市',
    '伊藤あおい;札幌市',
    '渡辺そうた;福岡市',
    '山本ゆい;神戸市',
    '中村れん;京都市',
  ]),
  guessed('euc-jp', 'Japanese', 'Email;名前;都市', [
    '佐藤さくら;東京',
    '鈴木はると;横浜市',
    '高橋ひまり;大阪市',
    '田中ゆうと;名古屋市',
    '伊藤あおい;札幌市',
    '渡辺そうた;福岡市',
    '山本ゆい;神戸市',
    '中村れん;京都市',
  ]),
  guessed('euc-kr', 'Korean', 'Email;이름;도시', [
    '김민수;서울',
    '이지은;부산',
    '박서준;대구',
    '최유진;인천',
    '정하늘;광주',
    '강도윤;대전',
    '조수아;울산',
    '윤지호;수원',
  ]),
  guessed('gb18030', 'Chinese', 'Email;姓名;城市', [
    '王小明;北京',
    '李华;上海',
    '张伟;广州',
    '刘洋;深圳',
    '陈静;成都',
    '杨帆;杭州',
    '赵敏;南京',
    '黄磊;武汉',
  ]),
  guessed('big5', 'Chinese', 'Email;姓名;城市', [
    '陳小明;臺北',
    '林美玲;高雄',
    '黃志偉;臺中',
    '張雅婷;臺南',
    '李建宏;新竹',
    '王淑芬;基隆',
    '吳俊傑;嘉義',
    '劉怡君;花蓮',
  ]),
  guessed('windows-1253', 'Greek', 'Email;Όνομα;Πόλη', [
    'Γιώργος;Αθήνα',
    'Μαρία;Θεσσαλονίκη',
    'Νίκος;Πάτρα',
    'Ελένη;Ηράκλειο',
    'Δημήτρης;Λάρισα',
    'Κατερίνα;Βόλος',
    'Παναγιώτης;Ιωάννινα',
    'Χρήστος;Χανιά',
  ]),
];

const MIXED = `${HEADER}${lines(8, (n) => `u${n}@x.example,Zoë`)}`;
const unreadable: Case[] = [
  {
    name: 'one-latin-byte.csv',
    purpose: 'One byte of Latin-1 in a file of UTF-8 is named with its line; the other rows are good.',
    bytes: join(MIXED, raw('z@x.example,Jos<e9>\n')),
    map,
    expect: {
      found: { encoding: 'utf-8' },
      columns,
      count: 9,
      from: 7,
      rows: [
        [9, 'u8@x.example', 'Zoë'],
        [10, 'z@x.example', 'Jos\ufffd'],
      ],
      unreadable: [1, 10],
      problems: [[10, null, 'record.not_utf8']],
    },
  },
  {
    name: 'unreadable-unmapped.csv',
    purpose: 'A row with unreadable bytes is named though they stand in a column that feeds nothing.',
    bytes: join(MIXED, raw('z@x.example,<ff>\n')),
    expect: { count: 9, unreadable: [1, 10], problems: [[10, null, 'record.not_utf8']] },
  },
  {
    name: 'surrogates-in-utf-8.csv',
    purpose: 'Half a pair written as UTF-8 (CESU) is no character.',
    bytes: join(MIXED, raw('z@x.example,<ed a0 bd>\n')),
    map,
    expect: { count: 9, unreadable: [1, 10], problems: [[10, null, 'record.not_utf8']] },
  },
  {
    name: 'overlong.csv',
    purpose: 'A slash written in two bytes is no UTF-8.',
    bytes: join(MIXED, raw('z@x.example,<c0 af>\n')),
    map,
    expect: { count: 9, unreadable: [1, 10], problems: [[10, null, 'record.not_utf8']] },
  },
  {
    name: 'shift_jis-unreadable.csv',
    purpose: 'A byte that Shift_JIS does not have is named with its line.',
    bytes: raw(`${HEADER}a@x.example,<8d b2>\nb@x.example,<fd>\nc@x.example,<93 a1>\n`),
    dialect: { encoding: 'shift_jis' },
    map,
    expect: {
      columns,
      rows: [
        [2, 'a@x.example', '佐'],
        [3, 'b@x.example', '\ufffd'],
        [4, 'c@x.example', '藤'],
      ],
      unreadable: [1, 3],
      problems: [[3, null, 'record.not_utf8']],
    },
  },
  {
    name: 'utf-16-cut.csv',
    purpose: 'UTF-16 that ends within a unit: the last row is named.',
    bytes: join(utf16le(`${BOM}${HEADER}a@x.example,Ana\nb@x.example,Be`), raw('a')),
    map,
    expect: {
      columns,
      rows: [
        [2, 'a@x.example', 'Ana'],
        [3, 'b@x.example', 'Be\ufffd'],
      ],
      unreadable: [1, 3],
      problems: [[3, null, 'record.not_utf8']],
    },
  },
  {
    name: 'utf-16-half-pair.csv',
    purpose: 'Half a pair in UTF-16 is named with its line, which counts the breaks within quotes.',
    bytes: join(utf16le(`${BOM}${HEADER}a@x.example,"A\nna"\nb@x.example,B`), raw('<00 d8>'), utf16le('ea\n')),
    map,
    expect: {
      columns,
      rows: [
        [2, 'a@x.example', 'A\nna'],
        [4, 'b@x.example', 'B\ufffdea'],
      ],
      unreadable: [1, 4],
      problems: [[4, null, 'record.not_utf8']],
    },
  },
  {
    name: 'replacement-character.csv',
    purpose: 'U+FFFD that is really in the file is a character like others.',
    bytes: text(`${HEADER}a@x.example,Jos\ufffd\n`),
    map,
    expect: { columns, rows: [[2, 'a@x.example', 'Jos\ufffd']] },
  },
  {
    name: 'nul-bytes.csv',
    purpose: 'A NUL in a text is named with its line; the file is still a table.',
    bytes: raw(`${HEADER}${lines(8, (n) => `user${n}@x.example,Ana`)}z@x.example,A<00>na\n`),
    map,
    expect: { columns, count: 9, problems: [[10, 'first_name', 'text.control_character']] },
  },
  {
    name: 'utf-8-cut.csv',
    purpose: 'A file that ends within a character: the last row is named.',
    bytes: join(MIXED, raw('z@x.example,Zo<c3>')),
    map,
    expect: { count: 9, unreadable: [1, 10], problems: [[10, null, 'record.not_utf8']] },
  },
];

const garbled: Case[] = [
  {
    name: 'garbled.csv',
    purpose: 'UTF-8 that was taken for Windows-1252 is counted over the whole file, with a sample.',
    bytes: text(`Email,First name,City\na@x.example,FranÃ§ois,Lyon\nb@x.example,Ana,MÃ¡laga\nc@x.example,JosÃ©,Porto\n`),
    map,
    expect: {
      rows: [
        [2, 'a@x.example', 'FranÃ§ois', 'Lyon'],
        [3, 'b@x.example', 'Ana', 'MÃ¡laga'],
        [4, 'c@x.example', 'JosÃ©', 'Porto'],
      ],
      garbled: [3, 'FranÃ§ois', 'François'],
    },
  },
  {
    name: 'garbled-mended.csv',
    purpose: 'The same is mended where that is asked for, and good letters stay.',
    bytes: text(`Email,First name,City\na@x.example,FranÃ§ois,Lyon\nb@x.example,Zoë,MÃ¡laga\n`),
    dialect: { mend: true },
    map,
    expect: {
      rows: [
        [2, 'a@x.example', 'François', 'Lyon'],
        [3, 'b@x.example', 'Zoë', 'Málaga'],
      ],
    },
  },
  {
    name: 'garbled-twice.csv',
    purpose: 'Text that went through it twice is mended whole.',
    bytes: text(`${HEADER}a@x.example,FranÃƒÂ§ois\n`),
    dialect: { mend: true },
    map,
    expect: { columns, rows: [[2, 'a@x.example', 'François']] },
  },
  {
    name: 'garbled-east.csv',
    purpose: 'Garbled Polish and Cyrillic are mended too.',
    bytes: text(`${HEADER}a@x.example,Åukasz\nb@x.example,Ð˜Ð²Ð°Ð½\n`.replace('Åukasz', 'Å\u0081ukasz')),
    dialect: { mend: true },
    map,
    expect: {
      columns,
      rows: [
        [2, 'a@x.example', 'Łukasz'],
        [3, 'b@x.example', 'Иван'],
      ],
    },
  },
  {
    name: 'not-garbled.csv',
    purpose: 'What only looks garbled is left alone: capitals before an ellipsis, a dash, a closing quote.',
    bytes: text(`${HEADER}a@x.example,CAFÉ…\nb@x.example,MANHÃ”\nc@x.example,São Paulo\nd@x.example,voilà »\n`),
    map,
    expect: {
      columns,
      rows: [
        [2, 'a@x.example', 'CAFÉ…'],
        [3, 'b@x.example', 'MANHÃ”'],
        [4, 'c@x.example', 'São Paulo'],
        [5, 'd@x.example', 'voilà »'],
      ],
    },
  },
  {
    name: 'garbled-in-windows-1252.csv',
    purpose: 'Garbled text that was saved as Windows-1252 is good UTF-8 again.',
    bytes: raw(`${HEADER}a@x.example,Fran<c3 a7>ois\n`),
    map,
    expect: { found: { encoding: 'utf-8' }, columns, rows: [[2, 'a@x.example', 'François']] },
  },
];

/** Rows of an odd number of bytes, so that no border falls between characters for long. */
const many = (count: number) => `${HEADER}${lines(count, (n) => `u${n}@x.example,東京🎉${'é'.repeat(n % 3)}`)}`;
const last = (count: number): [number, ...string[]][] => [
  [count, `u${count - 1}@x.example`, `東京🎉${'é'.repeat((count - 1) % 3)}`],
  [count + 1, `u${count}@x.example`, `東京🎉${'é'.repeat(count % 3)}`],
];
const borders: Case[] = [
  {
    name: 'borders-utf-8.csv',
    purpose: 'Characters across the borders of what is read at a time stay whole in UTF-8.',
    bytes: text(many(6000)),
    map,
    expect: { found: { encoding: 'utf-8' }, sure: true, columns, count: 6000, from: 5998, rows: last(6000) },
  },
  {
    name: 'borders-utf-16.csv',
    purpose: 'Pairs across the borders of what is read at a time stay whole in UTF-16.',
    bytes: utf16be(many(6000)),
    map,
    expect: { found: { encoding: 'utf-16be' }, columns, count: 6000, from: 5998, rows: last(6000) },
  },
  {
    name: 'borders-shift_jis.csv',
    purpose: 'Double bytes across the borders of what is read at a time stay whole in Shift_JIS.',
    bytes: join(HEADER, encode('shift_jis', lines(9000, (n) => `u${n}@x.example,東京${'x'.repeat(n % 2)}`))),
    dialect: { encoding: 'shift_jis' },
    map,
    expect: { columns, count: 9000, from: 8999, rows: [[9001, 'u9000@x.example', '東京']] },
  },
  {
    name: 'borders-mended.csv',
    purpose: 'Garbled characters across the borders of what is read at a time are mended whole.',
    bytes: text(`${HEADER}${lines(6000, (n) => `u${n}@x.example,JosÃ©${'x'.repeat(n % 3)}`)}`),
    dialect: { mend: true },
    map,
    expect: { columns, count: 6000, from: 5999, rows: [[6001, 'u6000@x.example', 'José']] },
  },
  {
    name: 'late-unreadable.csv',
    purpose: 'A bad byte far behind the sample is found, with its line.',
    bytes: join(many(6000), raw('z@x.example,<e9>\n')),
    map,
    expect: { columns, count: 6001, unreadable: [1, 6002], problems: [[6002, null, 'record.not_utf8']] },
  },
];

export const encodings: Case[] = [...unicode, ...legacy, ...found, ...unreadable, ...garbled, ...borders];
