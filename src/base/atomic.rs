//! Files that are there completely or not at all, and their checksums.
//!
//! Several hosts may write into one output folder: every file is written under a temporary name
//! beside its target and renamed, so a reader never sees half of it.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

/// Who may read a written file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Whatever the system gives to new files.
    Usual,
    /// Only the owner (0600 on Unix): for faces, and for values that identify.
    OwnerOnly,
}

/// Writes a file through `content`, under a temporary name until it is complete.
///
/// # Errors
/// What `content` returns, or the system's error; the target is then as it was before.
pub fn write<E: From<io::Error>>(
    path: &Path,
    access: Access,
    content: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<(), E> {
    // The parent of a bare file name is the empty path.
    let folder = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".").suffix(".part");
    #[cfg(unix)]
    if access == Access::Usual {
        use std::os::unix::fs::PermissionsExt;
        // The system takes its mask off these, as for any new file.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    #[cfg(not(unix))]
    let _ = access;
    let mut writer = BufWriter::new(builder.tempfile_in(folder)?);
    content(&mut writer)?;
    let file = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.persist(path).map_err(|e| e.error)?;
    Ok(())
}

/// Writes `bytes` as a file, under a temporary name until it is complete.
///
/// # Errors
/// The system's error; the target is then as it was before.
pub fn write_bytes(path: &Path, access: Access, bytes: &[u8]) -> io::Result<()> {
    write(path, access, |writer| writer.write_all(bytes))
}

/// SHA-256 of a file's content, as 64 lower-case hexadecimal digits.
///
/// # Errors
/// The system's error when the file cannot be read.
pub fn sha256(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => digest.update(&buffer[..count]),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(hexadecimal(&digest.finalize()))
}

/// Bytes as hexadecimal digits, two a byte.
pub fn hexadecimal(bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_failed_write_leaves_the_old_file_and_no_litter() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("row.json");
        write_bytes(&path, Access::Usual, b"old").unwrap();
        let failed = write(&path, Access::Usual, |writer| {
            writer.write_all(b"half of the new")?;
            Err(io::Error::other("disk full"))
        });
        assert_eq!(failed.unwrap_err().to_string(), "disk full");
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn faces_are_readable_by_their_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let mode = |name: &str, access| {
            let path = dir.path().join(name);
            write_bytes(&path, access, b"x").unwrap();
            fs::metadata(path).unwrap().permissions().mode() & 0o777
        };
        assert_eq!(mode("face.png", Access::OwnerOnly), 0o600);
        let plain = dir.path().join("plain");
        fs::write(&plain, b"x").unwrap();
        let usual = fs::metadata(plain).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode("faces.csv", Access::Usual), usual);
    }

    #[test]
    fn sha256_of_known_text() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("abc");
        fs::write(&path, b"abc").unwrap();
        // FIPS 180-2, appendix B.1.
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(&path).unwrap(), expected);
    }
}
