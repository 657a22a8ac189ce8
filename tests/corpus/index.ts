import type { Case } from './case.ts';
import { containers } from './containers.ts';
import { damage } from './damage.ts';
import { delimiters } from './delimiters.ts';
import { encodings } from './encodings.ts';
import { lines } from './lines.ts';
import { quotes } from './quotes.ts';
import { CUSTOM_FIELDS, values } from './values.ts';
import { workbooks } from './workbooks.ts';

export { CUSTOM_FIELDS };
export type { Case };

/** All files, by what they are about. */
export const groups: Record<string, Case[]> = { encodings, delimiters, quotes, lines, containers, workbooks, damage, values };
