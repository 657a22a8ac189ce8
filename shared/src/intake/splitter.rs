//! Splits bytes into records, pushed chunk by chunk (RFC 4180, and what people really have).
