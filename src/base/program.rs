//! By what results are known that this very program would make again.

/// Version, and a checksum over code and numbers that the result of a scan depends on
/// (`data/result_parts.txt`), e.g. `0.1.0+3f2a91c04b7d5e60`. A change of nothing but the version's
/// pages and tables of figures leaves the checksum as it is.
pub const CODE: &str = concat!(env!("CARGO_PKG_VERSION"), "+", env!("COUNTENANCE_CODE"));

/// The version alone, for readers.
pub fn version_of(code: &str) -> &str {
    code.split('+').next().unwrap_or(code)
}
