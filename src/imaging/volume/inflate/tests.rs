//! Is everything inflated exactly as zlib does it, in whatever pieces it comes, and refused alike?

use std::io::Write;

use flate2::write::DeflateEncoder;
use flate2::{Compression, Decompress, FlushDecompress, Status};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use super::Inflate;

/// Inflates in pieces of the given sizes; the output so far and whether the stream ended.
fn inflate(
    data: &[u8],
    pieces_in: &[usize],
    pieces_out: &[usize],
) -> Result<(Vec<u8>, bool), &'static str> {
    let mut inflate = Inflate::new();
    let mut out = Vec::new();
    let (mut start, mut end) = (0, 0);
    let mut sizes_in = pieces_in.iter().cycle();
    for &size in pieces_out.iter().cycle() {
        let mut piece = vec![0; size];
        let mut at = 0;
        while at < size {
            let done = inflate.step(&data[start..end], &mut piece, at)?;
            (start, at) = (start + done.consumed, at + done.produced);
            let stuck = end == data.len() && done.produced == 0;
            if done.ended || stuck {
                out.extend_from_slice(&piece[..at]);
                return Ok((out, done.ended));
            }
            end = (end + sizes_in.next().unwrap()).min(data.len());
        }
        inflate.remember(&piece);
        out.extend(piece);
    }
    unreachable!("the sizes are cycled")
}

/// The same by zlib-rs.
fn twin(data: &[u8]) -> Result<(Vec<u8>, bool), ()> {
    let mut zlib = Decompress::new(false);
    let mut out = Vec::with_capacity(1 << 20);
    loop {
        let status = zlib
            .decompress_vec(&data[zlib.total_in() as usize..], &mut out, FlushDecompress::None)
            .map_err(|_| ())?;
        match status {
            Status::StreamEnd => return Ok((out, true)),
            _ if out.len() < out.capacity() => return Ok((out, false)),
            _ => out.reserve(1 << 20),
        }
    }
}

fn deflate(data: &[u8], level: u32) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(level));
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// By libdeflate, whose blocks and codes differ from zlib's.
fn deflate_otherwise(data: &[u8], level: i32) -> Vec<u8> {
    let mut compressor =
        libdeflater::Compressor::new(libdeflater::CompressionLvl::new(level).unwrap());
    let mut out = vec![0; compressor.deflate_compress_bound(data.len())];
    let length = compressor.deflate_compress(data, &mut out).unwrap();
    out.truncate(length);
    out
}

/// Something like a scan: noise of some width, constant stretches, repetitions from afar.
fn scan_like(seed: u64, length: usize) -> Vec<u8> {
    let mut random = Pcg64::seed_from_u64(seed);
    let mut data = Vec::new();
    while data.len() < length {
        let stretch = random.random_range(1..2000);
        match random.random_range(0..5) {
            0 => data.extend(std::iter::repeat_n(random.random::<u8>(), stretch)),
            1 if !data.is_empty() => {
                let from = random.random_range(0..data.len());
                for n in 0..stretch {
                    data.push(data[from + n]);
                }
            }
            kind => {
                let width = 1u16 << random.random_range(1..=3 * kind.max(1));
                for _ in 0..stretch {
                    data.extend(random.random_range(0..width).to_le_bytes());
                }
            }
        }
    }
    data
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_was_deflated_comes_back(
        seed in any::<u64>(),
        length in 0..150_000usize,
        level in 0..=9u32,
        pieces_in in proptest::collection::vec(1..70_000usize, 1..4),
        pieces_out in proptest::collection::vec(1..70_000usize, 1..4),
    ) {
        let data = scan_like(seed, length);
        let whole = Ok((data, true));
        let packed = [deflate(&whole.as_ref().unwrap().0, level),
            deflate_otherwise(&whole.as_ref().unwrap().0, 1 + level as i32)];
        for packed in packed {
            prop_assert!(inflate(&packed, &pieces_in, &pieces_out) == whole);
        }
    }

    #[test]
    fn any_bytes_are_inflated_or_refused_as_by_zlib(
        data in proptest::collection::vec(any::<u8>(), 0..400),
    ) {
        same_as_twin(&data)?;
    }
}

/// Equal results; what zlib refuses is refused, and nothing else.
fn same_as_twin(data: &[u8]) -> Result<(), TestCaseError> {
    match (inflate(data, &[500], &[1 << 16]), twin(data)) {
        (Ok(ours), Ok(theirs)) => {
            prop_assert_eq!(ours.1, theirs.1);
            // A stream that is cut short: how much is written before is not laid down.
            let common = ours.0.len().min(theirs.0.len());
            prop_assert!(ours.0[..common] == theirs.0[..common]);
            prop_assert!(!ours.1 || ours.0.len() == theirs.0.len());
        }
        (ours, theirs) => prop_assert_eq!(ours.is_err(), theirs.is_err()),
    }
    Ok(())
}

#[test]
fn damaged_streams_are_refused_as_by_zlib() {
    let mut random = Pcg64::seed_from_u64(7);
    for round in 0..3000 {
        let mut packed = deflate(&scan_like(round, 3000), 1 + round as u32 % 9);
        for _ in 0..random.random_range(1..4) {
            let at = random.random_range(0..packed.len());
            packed[at] ^= 1 << random.random_range(0..8);
        }
        if random.random_bool(0.3) {
            packed.truncate(random.random_range(0..packed.len()));
        }
        same_as_twin(&packed).unwrap();
    }
}

/// One byte at a time in and out: every state must survive a pause.
#[test]
fn single_bytes_in_and_out() {
    let data = scan_like(3, 20_000);
    for level in [0, 1, 6] {
        let packed = deflate(&data, level);
        assert!(inflate(&packed, &[1], &[1]) == Ok((data.clone(), true)));
    }
}

/// Bits in stream order (codes as RFC 1951 writes them) as bytes.
fn bytes(bits: &str) -> Vec<u8> {
    let bit = |value: u8, bit: &u8| value << 1 | (bit - b'0');
    bits.as_bytes().chunks(8).map(|byte| byte.iter().rev().fold(0, bit)).collect()
}

#[test]
fn the_longest_copy_from_the_farthest_place_is_made() {
    let mut data = vec![0; 32_768];
    Pcg64::seed_from_u64(1).fill(&mut data[..]);
    // RFC 1951, 3.2.4: a stored block that is not the last.
    let mut packed = vec![0, 0x00, 0x80, 0xff, 0x7f];
    packed.extend_from_slice(&data);
    // Last block, fixed codes; length symbol 285 (258), distance symbol 29 (24577) and 13 bits.
    packed.extend(bytes(&["1", "10", "11000101", "11101", "1111111111111", "0000000"].concat()));
    let mut expected = data.clone();
    expected.extend_from_slice(&data[..258]);
    assert!(twin(&packed) == Ok((expected.clone(), true)));
    for size in [1, 1000, 40_000] {
        assert!(inflate(&packed, &[1000], &[size]) == Ok((expected.clone(), true)));
    }
}

#[test]
fn a_copy_from_before_the_beginning_is_refused() {
    // Last block, fixed codes; 'a' (0x30 + 0x61), length 3, distance 2.
    let packed = bytes(&["1", "10", "10010001", "0000001", "00001", "0000000"].concat());
    assert!(inflate(&packed, &[100], &[100]).is_err());
    assert!(twin(&packed).is_err());
}
