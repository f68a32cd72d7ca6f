//! Bytes of a cell as text.

use std::borrow::Cow;

/// Text of a value: UTF-8, else Latin-1, in which each byte is a character.
pub(super) fn text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().map(|b| char::from(*b)).collect()),
    }
}
