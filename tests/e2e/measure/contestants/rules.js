// The product's rules for the fixture's columns, as one writes them in JavaScript for speed: compiled patterns, no objects
// and no exceptions per row. Every peer uses these; each must find what is true of the file.

/** The HTML standard's pattern for `<input type=email>`. */
const EMAIL =
  /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)+$/;
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const PHONE = /^\+?[\d\s.()[\]-]+$/;
const NOT_DIGITS = /\D+/g;
const INTEGER = /^[+-]?\d+$/;
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/;
const OPTIONS = new Set(['subscribed', 'unsubscribed', 'none']);
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isEmail(cell) {
  return cell.length <= 254 && EMAIL.test(cell);
}

function isDate(cell) {
  const parts = DATE.exec(cell);
  if (!parts) return false;
  const year = Number(parts[1]);
  const month = Number(parts[2]);
  const day = Number(parts[3]);
  if (year === 0 || month < 1 || month > 12 || day < 1) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (month === 2 && leap ? 29 : DAYS[month - 1]);
}

function isPhone(cell) {
  if (!PHONE.test(cell)) return false;
  const digits = cell.replace(NOT_DIGITS, '').length;
  return digits >= 6 && digits <= 15;
}

function isInteger(cell) {
  return INTEGER.test(cell) && (cell.length < 16 || Number.isSafeInteger(Number(cell)));
}

function isOption(cell) {
  return OPTIONS.has(cell) || OPTIONS.has(cell.toLowerCase());
}

function isText(cell) {
  return cell.length <= 10_000 && !CONTROL.test(cell);
}

/** Checks row after row, an array of strings each. `columns` says where the fields stand. */
class Check {
  constructor({ email, dateOfBirth, mobilePhone, points, newsletter, texts }) {
    this.columns = { email, dateOfBirth, mobilePhone, points, newsletter, texts };
    this.emails = new Set();
    this.rows = 0;
    this.withProblems = 0;
    this.repeated = 0;
  }

  row(cells) {
    this.rows += 1;
    const { columns } = this;
    const email = cells[columns.email].trim();
    if (!this.isGood(email, cells)) {
      this.withProblems += 1;
      return;
    }
    // One look-up: a set that has not grown had it.
    const before = this.emails.size;
    this.emails.add(email.toLowerCase());
    if (this.emails.size === before) this.repeated += 1;
  }

  isGood(email, cells) {
    const { dateOfBirth, mobilePhone, points, newsletter, texts } = this.columns;
    const phone = cells[mobilePhone].trim();
    if (!isEmail(email) || !isDate(cells[dateOfBirth].trim()) || (phone !== '' && !isPhone(phone))) return false;
    if (!isInteger(cells[points].trim()) || !isOption(cells[newsletter].trim())) return false;
    for (let i = 0; i < texts.length; i += 1) if (!isText(cells[texts[i]])) return false;
    return true;
  }

  found() {
    return { rows: this.rows, withProblems: this.withProblems, repeated: this.repeated };
  }
}
