import { type ZipEntry, zip } from '../e2e/support/zip.ts';

/** The parts of an XLSX, each as small as programs read it. */
export interface Xlsx {
  /** By name: what stands in `<worksheet>`. */
  sheets: Record<string, string>;
  /** Names of sheets that are hidden. */
  hidden?: string[];
  /** Items of the shared strings: what stands in `<si>`. */
  shared?: string[];
  /** Formats of numbers by the place that cells name (`s="1"`): a built-in number, or a code. */
  formats?: (number | string)[];
  from1904?: boolean;
  /** More files, for what is wrong with it. */
  extra?: ZipEntry[];
}

const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

export function xlsx({ sheets, hidden = [], shared = [], formats = [], from1904 = false, extra = [] }: Xlsx): Buffer {
  const names = Object.keys(sheets);
  const state = (name: string) => (hidden.includes(name) ? ' state="hidden"' : '');
  const listed = names.map((name, n) => `<sheet name="${name}" sheetId="${n + 1}"${state(name)} r:id="rId${n + 1}"/>`);
  const relation = (id: string, type: string, target: string) => `<Relationship Id="${id}" Type="${RELATIONS}/${type}" Target="${target}"/>`;
  const type = (part: string, what: string) => `<Override PartName="${part}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${what}+xml"/>`;
  const own = formats.flatMap((code, n) => (typeof code === 'string' ? [`<numFmt numFmtId="${164 + n}" formatCode="${code}"/>`] : []));
  const cells = [0, ...formats].map((format, n) => `<xf numFmtId="${typeof format === 'string' ? 163 + n : format}" applyNumberFormat="1"/>`);
  return zip([
    {
      name: '[Content_Types].xml',
      content: `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>${type('/xl/workbook.xml', 'sheet.main')}${names.map((_, n) => type(`/xl/worksheets/sheet${n + 1}.xml`, 'worksheet')).join('')}${type('/xl/styles.xml', 'styles')}${type('/xl/sharedStrings.xml', 'sharedStrings')}</Types>`,
    },
    {
      name: '_rels/.rels',
      content: `${XML}<Relationships xmlns="${PACKAGE}/relationships">${relation('rId1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    },
    {
      name: 'xl/workbook.xml',
      content: `${XML}<workbook ${MAIN} xmlns:r="${RELATIONS}"><workbookPr${from1904 ? ' date1904="1"' : ''}/><sheets>${listed.join('')}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: `${XML}<Relationships xmlns="${PACKAGE}/relationships">${names.map((_, n) => relation(`rId${n + 1}`, 'worksheet', `worksheets/sheet${n + 1}.xml`)).join('')}${relation('rId98', 'styles', 'styles.xml')}${relation('rId99', 'sharedStrings', 'sharedStrings.xml')}</Relationships>`,
    },
    { name: 'xl/styles.xml', content: `${XML}<styleSheet ${MAIN}><numFmts count="${own.length}">${own.join('')}</numFmts><cellXfs count="${cells.length}">${cells.join('')}</cellXfs></styleSheet>` },
    { name: 'xl/sharedStrings.xml', content: `${XML}<sst ${MAIN}>${shared.map((item) => `<si>${item}</si>`).join('')}</sst>` },
    ...names.map((name, n) => ({ name: `xl/worksheets/sheet${n + 1}.xml`, content: `${XML}<worksheet ${MAIN}>${sheets[name]}</worksheet>` })),
    ...extra,
  ]);
}

/** The rows of a sheet: each row's number, and its cells. */
export const rows = (...all: [number: number, cells: string][]): string =>
  `<sheetData>${all.map(([number, cells]) => `<row r="${number}">${cells}</row>`).join('')}</sheetData>`;

/** A text that stands in the cell itself. */
export const inline = (at: string, value: string): string => `<c r="${at}" t="inlineStr"><is><t xml:space="preserve">${value}</t></is></c>`;
/** The place of a text among the shared ones. */
export const shared = (at: string, place: number): string => `<c r="${at}" t="s"><v>${place}</v></c>`;
/** A number, in the format of that place. */
export const number = (at: string, value: string, format = 0): string => `<c r="${at}" s="${format}"><v>${value}</v></c>`;

/** An OpenDocument spreadsheet: what stands in each table, by its name. */
export function ods(tables: Record<string, string>, extra: ZipEntry[] = []): Buffer {
  const names = Object.entries(tables).map(([name, content]) => `<table:table table:name="${name}">${content}</table:table>`);
  const spaces = ['office', 'table', 'text'].map((name) => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`).join(' ');
  return zip([
    { name: 'mimetype', content: 'application/vnd.oasis.opendocument.spreadsheet', method: 0 },
    {
      name: 'content.xml',
      content: `${XML}<office:document-content ${spaces} office:version="1.2"><office:body><office:spreadsheet>${names.join('')}</office:spreadsheet></office:body></office:document-content>`,
    },
    ...extra,
  ]);
}

/** A row of a table, and how often it stands there. */
export const tableRow = (cells: string, times = 1): string => `<table:table-row${times > 1 ? ` table:number-rows-repeated="${times}"` : ''}>${cells}</table:table-row>`;
/** A cell: its text, and its type and value where it is no text. */
export const tableCell = (shown: string, value = 'office:value-type="string"'): string => `<table:table-cell ${value}><text:p>${shown}</text:p></table:table-cell>`;
