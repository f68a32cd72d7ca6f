//! A part of a run's scans, for several machines: `i/n` takes every n-th scan, beginning with the
//! i-th. Which scans that are depends on nothing but their sorted order.

use std::str::FromStr;

/// Part `number` (from 1) of `of` parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    number: usize,
    of: usize,
}

/// A text that names no part.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}: a part as 2/5, from 1/5 to 5/5")]
pub struct ShardError(String);

impl Shard {
    /// Everything.
    pub const WHOLE: Self = Self { number: 1, of: 1 };

    /// Whether it is the first, which does what is to be done once.
    pub fn is_first(self) -> bool {
        self.number == 1
    }

    /// Whether the item of this place (from 0) is in the part.
    pub fn holds(self, place: usize) -> bool {
        place % self.of == self.number - 1
    }
}

impl FromStr for Shard {
    type Err = ShardError;

    fn from_str(text: &str) -> Result<Self, ShardError> {
        let parts = text.split_once('/').and_then(|(number, of)| {
            let (number, of) = (number.trim().parse().ok()?, of.trim().parse().ok()?);
            (1..=of).contains(&number).then_some(Self { number, of })
        });
        parts.ok_or_else(|| ShardError(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_in_one_part() {
        let parts: Vec<Shard> = ["1/3", "2/3", "3/3"].map(|t| t.parse().unwrap()).to_vec();
        for place in 0..20 {
            assert_eq!(parts.iter().filter(|part| part.holds(place)).count(), 1);
        }
        assert!((0..9).all(|place| Shard::WHOLE.holds(place)));
    }

    #[test]
    fn what_is_no_part_is_refused() {
        for text in ["0/3", "4/3", "1", "1/0", "a/b", "-1/3", ""] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
    }
}
