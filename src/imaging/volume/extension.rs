//! NIfTI header extensions, kept as bytes (nifti1.h, "HEADER EXTENSIONS").

use super::check::{Checks, Level};
use super::fields::Fields;
use super::header::{Extension, PrivateBytes};

/// Cuts the bytes behind the four extender bytes into extensions.
///
/// A size that cannot be true ends the list with a check; the voxels do not depend on it.
pub(super) fn parse(mut bytes: &[u8], big_endian: bool, checks: &mut Checks) -> Vec<Extension> {
    let mut found = Vec::new();
    // Padding in front of the voxels is shorter than an extension, or zero.
    while bytes.len() >= 16 && bytes.iter().take(8).any(|&b| b != 0) {
        let fields = Fields::new(bytes, big_endian);
        let (size, code) = (fields.i32(0), fields.i32(4));
        let content = usize::try_from(size).ok().and_then(|size| bytes.get(8..size));
        let Some(content) = content else {
            let message = format!("esize {size} with {} bytes left", bytes.len());
            let field = format!("extension[{}]", found.len());
            checks.note(Level::Warning, &field, message);
            break;
        };
        if size % 16 != 0 {
            let field = format!("extension[{}]", found.len());
            checks.note(Level::Info, &field, format!("esize {size} is no multiple of 16"));
        }
        found.push(Extension { code, content: PrivateBytes(content.to_vec()) });
        bytes = &bytes[8 + content.len()..];
    }
    found
}
