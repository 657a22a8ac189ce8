//! Every limit, once, with its reason. Both sides use these.

/// Characters of a text value.
pub const TEXT_CHARS: usize = 10_000;
/// Bytes of an email address (RFC 5321, 4.5.3.1.3, less the angle brackets).
pub const EMAIL_BYTES: usize = 254;
/// Bytes of an email's local part (RFC 5321, 4.5.3.1.1).
pub const EMAIL_LOCAL_BYTES: usize = 64;
/// Digits of a phone number: fewest that any plan uses with its area code, most that E.164 allows.
pub const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 6..=15;
/// Digits of a decimal in canonical form, before and after the point; a lone zero before it doesn't count.
pub const DECIMAL_DIGITS: usize = 38;
/// Bytes of one record. One stray quote must not swallow the file.
pub const RECORD_BYTES: usize = 1 << 20;
/// Columns of a file. More than any exporter writes; a guard against files that are not tables.
pub const COLUMNS: usize = 10_000;
/// Records of one batch.
pub const BATCH_RECORDS: usize = 5_000;
/// Bytes of cells, each as a JSON string and its comma, above which a batch takes no further record.
pub const BATCH_CELL_BYTES: usize = 2 << 20;
/// Bytes of one batch's JSON, after unpacking. A batch holds one record at least, and a record is bounded.
pub const BATCH_BODY_BYTES: usize = 8 << 20;
/// Bytes of any other request body.
pub const BODY_BYTES: usize = 1 << 20;
/// Batches of one import. With 5,000 records each: half a billion rows.
pub const BATCHES: u32 = 100_000;
/// Bytes that may be pasted.
pub const PASTE_BYTES: usize = 5_000_000;
/// Bytes of the file that the dialect is found in, and that the first rows are shown from.
pub const SAMPLE_BYTES: usize = 64 << 10;
/// Bytes that an archive or a workbook may unpack to.
pub const UNPACKED_BYTES: u64 = 4 << 30;
/// How many times larger than its archive a file may be, once it is larger than [`UNPACKED_RATIO_FROM`]. Tables pack to a
/// twentieth at best; a bomb to a thousandth.
pub const UNPACKED_RATIO: u64 = 200;
/// Unpacked bytes up to which any ratio is fine.
pub const UNPACKED_RATIO_FROM: u64 = 64 << 20;
/// Custom fields of one account.
pub const CUSTOM_FIELDS: usize = 500;
/// Options of one radio or checkbox field.
pub const FIELD_OPTIONS: usize = 500;
/// Characters of a name: of a field, a segment, a person, an account.
pub const NAME_CHARS: usize = 100;
/// Characters of a field's key.
pub const KEY_CHARS: usize = 64;
/// Segments that one import adds to.
pub const IMPORT_SEGMENTS: usize = 20;
/// Characters of a password, fewest (OWASP ASVS 5.0, 6.2.1) and most (hashing time).
pub const PASSWORD_CHARS: std::ops::RangeInclusive<usize> = 12..=256;
/// Rows of one page of any list.
pub const PAGE_ROWS: u32 = 200;
/// Samples of a field's changes in a preview.
pub const PREVIEW_SAMPLES: usize = 5;
/// Characters of a sample's value; the rest is cut.
pub const PREVIEW_SAMPLE_CHARS: usize = 200;
/// Days after which an import goes away that nobody sealed, or whose preview nobody decided upon.
pub const EXPIRY_DAYS: u32 = 7;
/// Imports of one account that one server applies at the same time.
pub const ACCOUNT_IMPORTS_AT_ONCE: usize = 4;
/// Unfinished imports of one account: being uploaded, waiting, paused or failed.
pub const ACCOUNT_UNFINISHED_IMPORTS: u64 = 200;
/// Bytes of the files of one account's unfinished imports, as their clients tell: what staged batches may take up.
pub const ACCOUNT_UNFINISHED_BYTES: u64 = 64 << 30;
/// Days during which an import can be undone.
pub const UNDO_DAYS: u32 = 30;
