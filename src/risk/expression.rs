//! Conditions as they are written in the tables: `minors | clinical & !public`.
//!
//! Names joined by `&` (binds first) and `|`, each with an optional `!` before it; no brackets.

use super::truth::Truth;

/// A condition on named facts: alternatives, each a list of `(name, negated)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expression(Vec<Vec<(String, bool)>>);

/// A condition that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text}: names joined by & and |, with ! for not")]
pub struct ExpressionError {
    text: String,
}

impl Expression {
    /// Reads a condition.
    ///
    /// # Errors
    /// [`ExpressionError`] for what holds anything but names and the three signs.
    pub fn parse(text: &str) -> Result<Self, ExpressionError> {
        let wrong = || ExpressionError { text: text.to_owned() };
        let name = |part: &str| {
            let (negated, name) = match part.trim().strip_prefix('!') {
                Some(rest) => (true, rest.trim()),
                None => (false, part.trim()),
            };
            let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let fits = !name.is_empty() && name.chars().all(is_name);
            fits.then(|| (name.to_owned(), negated)).ok_or_else(wrong)
        };
        let all = |part: &str| part.split('&').map(name).collect();
        Ok(Self(text.split('|').map(all).collect::<Result<_, _>>()?))
    }

    /// Its truth, given that of every name.
    pub fn truth(&self, of: impl Fn(&str) -> Truth) -> Truth {
        let one = |(name, negated): &(String, bool)| {
            if *negated { of(name).opposite() } else { of(name) }
        };
        let all = |parts: &Vec<(String, bool)>| parts.iter().map(one).fold(Truth::Yes, Truth::and);
        self.0.iter().map(all).fold(Truth::No, Truth::or)
    }

    /// The names in it.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flatten().map(|(name, _)| name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn and_binds_before_or() {
        let of = |name: &str| match name {
            "a" => Truth::Yes,
            "b" => Truth::No,
            _ => Truth::Unknown,
        };
        let truth = |text: &str| Expression::parse(text).unwrap().truth(of);
        assert_eq!(truth("a | b & b"), Truth::Yes);
        assert_eq!(truth("a & !b"), Truth::Yes);
        assert_eq!(truth("a & u"), Truth::Unknown);
        assert_eq!(truth("b & u | u & b"), Truth::No);
    }

    #[test]
    fn what_is_no_condition_is_refused() {
        for text in ["", "a &", "a b", "(a)", "!", "a || b"] {
            assert!(Expression::parse(text).is_err(), "{text}");
        }
    }
}
