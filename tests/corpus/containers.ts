import { gz, hex, join, lines, raw, text, utf16le, zip } from './bytes.ts';
import { type Case, binary, container, empty, format } from './case.ts';

const ROWS = 'Email,First name\na@x.example,Ana\nb@x.example,Zoë\n';
const map = { email: 0, first_name: 1 };
const read = {
  columns: ['Email', 'First name'],
  rows: [
    [2, 'a@x.example', 'Ana'],
    [3, 'b@x.example', 'Zoë'],
  ],
} satisfies Case['expect'];
/** Rows that don't pack well, so that they are cut where the file is. */
const MANY = `Email,First name\n${lines(20_000, (n) => `user${n}.${(n * 7919) % 10007}@x.example,Ana${(n * 31) % 977}`)}`;
const repeated = () => Buffer.alloc(72 << 20, 'Email,First name\na@x.example,Ana\n');
const broken = container('broken');

const gzip: Case[] = [
  { name: 'one.csv.gz', purpose: 'gzip is read as what is in it.', bytes: gz(ROWS), map, expect: { container: 'gzip', ...read } },
  { name: 'gzip-named.csv', purpose: 'gzip is known by its bytes, not by its name.', bytes: gz(ROWS), map, expect: { container: 'gzip', ...read } },
  {
    name: 'members.csv.gz',
    purpose: 'Two members, as tools that append write them, are one text, cut within a row.',
    bytes: join(gz(ROWS.slice(0, 22)), gz(ROWS.slice(22))),
    map,
    expect: { container: 'gzip', ...read },
  },
  { name: 'padded.csv.gz', purpose: 'Zeros after the last member, of a tape, are nothing.', bytes: join(gz(ROWS), Buffer.alloc(512)), map, expect: read },
  {
    name: 'tabs.tsv.gz',
    purpose: 'The name without .gz is that of what is in it.',
    bytes: gz('Email\tFirst name\na@x.example\tAna\nb@x.example\tZoë\n'),
    map,
    expect: { found: { delimiter: '\t' }, ...read },
  },
  {
    name: 'utf-16.csv.gz',
    purpose: 'What is unpacked is decoded.',
    bytes: gz(utf16le(`\ufeff${ROWS}`)),
    map,
    expect: { found: { encoding: 'utf-16le' }, container: 'gzip', ...read },
  },
  { name: 'plain.csv.gz', purpose: 'A text that is only called so is read as it is.', bytes: text(ROWS), map, expect: read },
  { name: 'stub.csv.gz', purpose: 'gzip that ends after its header is damaged.', bytes: gz(ROWS).subarray(0, 12), expect: { refused: broken } },
  {
    name: 'cut.csv.gz',
    purpose: 'gzip that is cut off shows its first rows, and stops.',
    bytes: () => gz(MANY).subarray(0, 60_000),
    expect: { stopped: broken, columns: ['Email', 'First name'] },
  },
  {
    name: 'checksum.csv.gz',
    purpose: 'gzip whose checksum does not fit its bytes is damaged.',
    bytes: join(gz(ROWS).subarray(0, -8), hex('00 00 00 00'), gz(ROWS).subarray(-4)),
    expect: { stopped: broken },
  },
  { name: 'noise.csv.gz', purpose: 'Two bytes of gzip and then a text are damaged.', bytes: join(hex('1f 8b'), ROWS), expect: { refused: broken } },
  { name: 'nothing.csv.gz', purpose: 'gzip of nothing is empty.', bytes: gz(''), expect: { refused: empty } },
  { name: 'twice.csv.gz', purpose: 'gzip within gzip is not unpacked twice.', bytes: gz(gz(ROWS)), expect: { refused: nested() } },
  {
    name: 'bomb.csv.gz',
    purpose: '72 MiB of the same rows in a few hundred KiB are refused while they are unpacked.',
    bytes: () => gz(repeated()),
    expect: { stopped: container('too_large') },
  },
  { name: 'contacts.tar.gz', purpose: 'A tar archive within gzip is named.', bytes: gz(tar(ROWS)), expect: { refused: format('tar') } },
];

const one = zip([{ name: 'contacts.csv', content: ROWS }]);
const two = [
  { name: 'readme.md', content: 'About\n' },
  { name: 'old/contacts.csv', content: 'Email,First name\nold@x.example,Old\n' },
  { name: 'new/contacts.csv', content: ROWS },
];
const archives: Case[] = [
  { name: 'one.zip', purpose: 'A zip of one file is read as that file.', bytes: one, map, expect: { container: 'zip', part: 'contacts.csv', parts: [], ...read } },
  { name: 'zip-named.csv', purpose: 'A zip is known by its bytes, not by its name.', bytes: one, map, expect: { container: 'zip', ...read } },
  { name: 'stored.zip', purpose: 'A file that is not packed in it.', bytes: zip([{ name: 'contacts.csv', content: ROWS, method: 0 }]), map, expect: read },
  {
    name: 'descriptor.zip',
    purpose: 'Sizes that stand after the bytes, as of archives written in one go.',
    bytes: zip([{ name: 'contacts.csv', content: ROWS, descriptor: true }]),
    map,
    expect: read,
  },
  { name: 'comment.zip', purpose: 'A comment at the end hides nothing.', bytes: zip([{ name: 'contacts.csv', content: ROWS }], 'PK made today'), map, expect: read },
  {
    name: 'folder.zip',
    purpose: 'Folders, and what Macs leave behind, are no choice.',
    bytes: zip([
      { name: 'export/', content: '', method: 0 },
      { name: '__MACOSX/export/._contacts.csv', content: 'x'.repeat(5000) },
      { name: 'export/.DS_Store', content: 'x' },
      { name: 'export/contacts.csv', content: ROWS },
    ]),
    map,
    expect: { part: 'export/contacts.csv', parts: [], ...read },
  },
  {
    name: 'choice.zip',
    purpose: 'Of several files all are offered, and the first that is called as a table is read.',
    bytes: zip(two),
    map,
    expect: {
      parts: ['readme.md', 'old/contacts.csv', 'new/contacts.csv'],
      part: 'old/contacts.csv',
      rows: [[2, 'old@x.example', 'Old']],
    },
  },
  { name: 'chosen.zip', purpose: 'The file that a person chooses is read.', bytes: zip(two), part: 'new/contacts.csv', map, expect: { part: 'new/contacts.csv', ...read } },
  {
    name: 'not-in-it.zip',
    purpose: 'A file that is not in it is named.',
    bytes: one,
    part: 'other.csv',
    expect: { refused: container('no_such_part', { part: 'other.csv' }) },
  },
  {
    name: 'accents.zip',
    purpose: 'A name in UTF-8 is shown as it is.',
    bytes: zip([{ name: 'Kontakte März.csv', content: ROWS, flags: 0x800 }]),
    map,
    expect: { part: 'Kontakte März.csv', ...read },
  },
  {
    name: 'tabs.zip',
    purpose: 'Tabs, CRLF and a mark within a zip.',
    bytes: zip([{ name: 'contacts.tsv', content: '\ufeffEmail\tFirst name\r\na@x.example\tAna\r\nb@x.example\tZoë\r\n' }]),
    map,
    expect: { found: { delimiter: '\t' }, ...read },
  },
  {
    name: 'windows-1252.zip',
    purpose: 'An encoding is chosen for what is in it.',
    bytes: zip([{ name: 'contacts.csv', content: raw('Email,First name\na@x.example,Ana\nb@x.example,Zo<eb>\n') }]),
    dialect: { encoding: 'windows-1252' },
    map,
    expect: read,
  },
  {
    name: 'encrypted.zip',
    purpose: 'A zip with a password says so.',
    bytes: zip([{ name: 'contacts.csv', content: ROWS, flags: 1 }]),
    expect: { refused: container('encrypted') },
  },
  {
    name: 'aes.zip',
    purpose: 'So does one that is encrypted with AES.',
    bytes: zip([{ name: 'contacts.csv', content: ROWS, flags: 1, method: 99 }]),
    expect: { refused: container('encrypted') },
  },
  ...(
    [
      ['deflate64', 9, 'Deflate64'],
      ['bzip2', 12, 'BZIP2'],
      ['lzma', 14, 'LZMA'],
    ] as const
  ).map(
    ([name, method, called]): Case => ({
      name: `${name}.zip`,
      purpose: `A zip that is packed with ${called} says so.`,
      bytes: zip([{ name: 'contacts.csv', content: ROWS, method }]),
      expect: { refused: container('not_read', { name: `a zip archive packed with ${called}` }) },
    }),
  ),
  { name: 'cut.zip', purpose: 'A zip without its end is damaged.', bytes: one.subarray(0, -30), expect: { refused: broken } },
  {
    name: 'flipped.zip',
    purpose: 'A zip whose checksum does not fit the bytes is damaged.',
    bytes: flipped(zip([{ name: 'contacts.csv', content: ROWS, method: 8 }])),
    expect: { refused: broken },
  },
  {
    name: 'lies.zip',
    purpose: 'A zip that says fewer bytes than it has is damaged.',
    bytes: zip([{ name: 'contacts.csv', content: ROWS, said: 10 }]),
    expect: { refused: broken },
  },
  { name: 'empty.zip', purpose: 'There is nothing to read in an empty zip.', bytes: zip([]), expect: { refused: container('nothing_to_read') } },
  {
    name: 'folders.zip',
    purpose: 'Nor in one of folders.',
    bytes: zip([{ name: 'a/', content: '' }]),
    expect: { refused: container('nothing_to_read') },
  },
  { name: 'nothing.zip', purpose: 'A file of no bytes in a zip is empty.', bytes: zip([{ name: 'contacts.csv', content: '' }]), expect: { refused: empty } },
  { name: 'nested.zip', purpose: 'A zip within a zip is not unpacked twice.', bytes: zip([{ name: 'inner.zip', content: one }]), expect: { refused: nested() } },
  {
    name: 'photo.zip',
    purpose: 'An image within a zip is named.',
    bytes: zip([{ name: 'contacts.csv', content: raw('<89>PNG\r\n<1a>\n') }]),
    expect: { refused: format('png') },
  },
  {
    name: 'bomb.zip',
    purpose: 'A zip that says itself how much it unpacks to is refused before that.',
    bytes: () => zip([{ name: 'contacts.csv', content: repeated() }]),
    expect: { refused: container('too_large') },
  },
  {
    name: 'lying-bomb.zip',
    purpose: 'One that lies about it is refused while it is unpacked.',
    bytes: () => zip([{ name: 'contacts.csv', content: repeated(), said: 1000 }]),
    expect: { stopped: container('too_large') },
  },
];

/** A file that is something else, whatever it is called. */
const other = (name: string, what: string, is: string, content: string): Case => ({
  name,
  purpose: `${what} is named, and is not read as rows.`,
  bytes: raw(content),
  expect: { refused: format(is) },
});
const formats: Case[] = [
  other('png.csv', 'A PNG image', 'png', '<89>PNG\r\n<1a>\n<00 00 00 0d>IHDR'),
  other('jpeg.csv', 'A JPEG image', 'jpeg', '<ff d8 ff e0 00 10>JFIF<00 01>'),
  other('gif.csv', 'A GIF image', 'gif', 'GIF89a<01 00 01 00 80 00 00>'),
  other('webp.csv', 'A WebP image', 'image', 'RIFF<24 00 00 00>WEBPVP8 '),
  other('pdf.csv', 'A PDF', 'pdf', '%PDF-1.7\n%<e2 e3 cf d3>\n1 0 obj\n'),
  other('old-excel.csv', 'A workbook of before 2007', 'xls', '<d0 cf 11 e0 a1 b1 1a e1 00 00>'),
  other('rtf.csv', 'A document in rich text', 'rtf', '{\\rtf1\\ansi Email, Name\\par}'),
  other('seven-zip.csv', 'A 7z archive', 'seven_zip', '7z<bc af 27 1c 00 04>'),
  other('rar.csv', 'A RAR archive', 'rar', 'Rar!<1a 07 01 00>'),
  other('xz.csv', 'An xz archive', 'xz', '<fd>7zXZ<00 00 04>'),
  other('zstd.csv', 'A Zstandard archive', 'zstd', '<28 b5 2f fd 04 58>'),
  other('bzip2.csv', 'A bzip2 archive', 'bzip2', 'BZh91AY&SY<8f 33>'),
  other('sqlite.csv', 'An SQLite database', 'sqlite', 'SQLite format 3<00 10 00 01 01>'),
  other('parquet.csv', 'A Parquet file', 'parquet', 'PAR1<15 04 15 10>'),
  other('utf-32.csv', 'A text in UTF-32', 'utf32', '<ff fe 00 00>E<00 00 00>m<00 00 00>'),
  other('contacts.csv', 'A vCard', 'v_card', 'BEGIN:VCARD\r\nVERSION:3.0\r\nEMAIL:a@x.example\r\nEND:VCARD\r\n'),
  other('calendar.csv', 'A calendar', 'calendar', 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\n'),
  other('html.csv', 'A web page', 'html', '<!DOCTYPE html>\n<html><body><table><tr><td>a@x.example</td></tr></table></body></html>\n'),
  other('table.xls', 'A table of a web page that is called .xls', 'html', '<table border="1"><tr><td>Email</td></tr></table>'),
  other('json.csv', 'JSON', 'json', '[{"email": "a@x.example", "name": "Ana"}]\n'),
  other('json-lines.csv', 'JSON line by line', 'json', '{"email": "a@x.example"}\n{"email": "b@x.example"}\n'),
  other('xml.csv', 'XML', 'xml', '<?xml version="1.0"?>\n<contacts><contact email="a@x.example"/></contacts>\n'),
  other('ldif.csv', "A directory's export", 'ldif', 'dn: cn=Ana,dc=x,dc=example\nobjectClass: person\nmail: a@x.example\n'),
  {
    name: 'angle-brackets.csv',
    purpose: 'Addresses in angle brackets are no markup, and each is named as what it is.',
    bytes: text('<a@x.example>\n<b@x.example>\n'),
    expect: {
      count: 2,
      problems: [
        [1, 'email', 'email.bad_character', { character: '<' }],
        [2, 'email', 'email.bad_character', { character: '<' }],
      ],
    },
  },
  {
    name: 'braces.csv',
    purpose: 'A table that begins with a brace is no JSON.',
    bytes: text('{Email},{First name}\na@x.example,Ana\n'),
    map,
    expect: { columns: ['{Email}', '{First name}'], rows: [[2, 'a@x.example', 'Ana']] },
  },
  { name: 'program.csv', purpose: 'A program is bytes that are no text.', bytes: join(raw('<7f>ELF<02 01 01>'), Buffer.alloc(200)), expect: { refused: binary } },
];

export const containers: Case[] = [...gzip, ...archives, ...formats];

function nested(): Case['expect']['refused'] {
  return container('not_read', { name: 'an archive or a workbook within an archive' });
}

/** The checksum that the directory has of its only file, changed. */
function flipped(archive: Buffer): Buffer {
  const bytes = Buffer.from(archive);
  bytes[bytes.indexOf('PK\x01\x02') + 16] ^= 1;
  return bytes;
}

/** One file in a tar archive; of its header, what it is known by. */
function tar(content: string): Buffer {
  const header = Buffer.alloc(512);
  header.write('contacts.csv', 0);
  header.write('ustar', 257);
  return Buffer.concat([header, Buffer.from(content), Buffer.alloc(1024)]);
}
