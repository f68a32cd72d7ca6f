//! Names of rows while a file is read.

use super::block::Block;
use super::names::Names;

/// Names of the rows, or what is known of them without.
pub(super) enum RowNames {
    /// One name a row.
    Kept(Names),
    /// Too many to be shown; they are in the order of the alphabet, so that each occurs once.
    Distinct,
    /// Too many to be shown, and out of order: only reading again can tell who occurs twice.
    Lost,
}

/// Names so far.
#[derive(Default)]
pub(super) struct Joining {
    names: Names,
    /// Number to keep; none of them where it is 0.
    pub(super) most: usize,
    last: String,
    out_of_order: bool,
    forgotten: bool,
}

impl Joining {
    pub(super) fn add(&mut self, block: &Block) {
        let Some([first, last]) = &block.ends else { return };
        let follows = self.last < *first;
        self.out_of_order |= !(block.ascending && follows);
        last.clone_into(&mut self.last);
        if !self.forgotten {
            self.names.append(&block.names);
        }
        if self.names.len() > self.most && !self.out_of_order {
            self.names = Names::default();
            self.forgotten = true;
        }
    }

    /// Whether some name may occur twice.
    pub(super) fn may_repeat(&self) -> bool {
        self.out_of_order
    }

    pub(super) fn done(self) -> RowNames {
        match (self.forgotten, self.out_of_order) {
            (false, _) => RowNames::Kept(self.names),
            (true, false) => RowNames::Distinct,
            (true, true) => RowNames::Lost,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::read::block::Parsing;
    use crate::disclosure::read::dialect::Dialect;
    use crate::disclosure::read::header::Header;

    fn joined(blocks: &[&str], most: usize) -> RowNames {
        let header = Header { names: vec!["id".to_owned()], person: Some(0), kept: Vec::new() };
        let mut names = Joining { most, ..Joining::default() };
        for block in blocks {
            let dialect = Dialect::sniff(b"id\n");
            let how = Parsing { dialect, header: &header, seed: 1, keeps_names: true };
            names.add(&Block::parse(block.as_bytes(), how).unwrap());
        }
        names.done()
    }

    #[test]
    fn names_are_forgotten_only_while_their_order_tells_that_none_is_repeated() {
        assert!(
            matches!(joined(&["a\nb\n", "c\nd\n"], 9), RowNames::Kept(names) if names.len() == 4)
        );
        assert!(matches!(joined(&["a\nb\n", "c\nd\n"], 1), RowNames::Distinct));
        assert!(matches!(joined(&["a\nb\n", "c\nc\n"], 1), RowNames::Lost));
        assert!(matches!(joined(&["a\nb\n", "b\nc\n"], 1), RowNames::Lost));
        assert!(
            matches!(joined(&["b\na\n", "c\nd\n"], 1), RowNames::Kept(names) if names.len() == 4)
        );
    }
}
