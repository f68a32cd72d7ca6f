//! Where cells and records end.

/// How a table separates its cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) separator: u8,
}

/// Lines that the separator is judged by.
const SNIFFED: usize = 10;

impl Dialect {
    /// The separator that the first lines share: a tab wherever the header has one, else comma or
    /// semicolon, whichever occurs equally often in all of them.
    pub(super) fn sniff(start: &[u8]) -> Self {
        let mut lines = start.split(|&b| b == b'\n').filter(|line| !line.trim_ascii().is_empty());
        let header = lines.next().unwrap_or_default();
        if header.contains(&b'\t') {
            return Self { separator: b'\t' };
        }
        // The last line may be cut off.
        let lines: Vec<&[u8]> = lines.take(SNIFFED + 1).collect();
        let whole = &lines[..lines.len().saturating_sub(1)];
        let score = |separator: u8| {
            let count = |line: &[u8]| count(line, separator);
            let same = whole.iter().filter(|line| count(line) == count(header)).count();
            (count(header) > 0, same, count(header))
        };
        let [semicolons, commas] = [score(b';'), score(b',')];
        let separator = if semicolons > commas { b';' } else { b',' };
        Self { separator }
    }

    /// Whether a quote can hide the end of a record. In files with tabs it cannot: there, cells
    /// like `5" disk` are common and line ends inside cells are not.
    pub(super) fn quotes_hide_lines(self) -> bool {
        self.separator != b'\t'
    }

    /// Number of bytes of whole records at the start of `bytes`; nothing when no record ends.
    pub(super) fn whole_records(self, bytes: &[u8]) -> Option<usize> {
        if !self.quotes_hide_lines() || !bytes.contains(&b'"') {
            return bytes.iter().rposition(|b| *b == b'\n').map(|at| at + 1);
        }
        let (mut end, mut at_start, mut quoted) = (None, true, false);
        for (at, &byte) in bytes.iter().enumerate() {
            match byte {
                b'"' if quoted => quoted = false,
                // A doubled quote inside a cell opens at once what was closed.
                b'"' if at_start || (at > 0 && bytes[at - 1] == b'"') => quoted = true,
                _ if quoted => {}
                b'\n' => end = Some(at + 1),
                _ => {}
            }
            at_start =
                !quoted && (byte == b'\n' || byte == self.separator || (at_start && byte == b' '));
        }
        end
    }
}

/// Number of bytes that are `byte`.
pub(super) fn count(bytes: &[u8], byte: u8) -> usize {
    // So few that a byte holds their number: the compiler then counts as many as a register holds.
    let few = |few: &[u8]| few.iter().fold(0u8, |sum, b| sum + u8::from(*b == byte));
    bytes.chunks(usize::from(u8::MAX)).map(|chunk| usize::from(few(chunk))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_what_the_lines_share() {
        let sniff = |text: &str| Dialect::sniff(text.as_bytes()).separator as char;
        assert_eq!(sniff("a\tb, c\n1\t2\n"), '\t');
        assert_eq!(sniff("a,b\n1,2\n"), ',');
        assert_eq!(sniff("a;b\n1,5;2\n2,5;3\n"), ';');
        assert_eq!(sniff("name, first;age\nx;1\ny;2\n\n"), ';');
        assert_eq!(sniff("one\n1\n"), ',');
        assert_eq!(sniff(""), ',');
    }

    #[test]
    fn a_quote_hides_the_end_of_a_record_but_not_with_tabs() {
        let whole = |separator, text: &str| Dialect { separator }.whole_records(text.as_bytes());
        assert_eq!(whole(b',', "a,b\n1,\"x\ny\"\n2"), Some(12));
        assert_eq!(whole(b',', "1,\"x\ny"), None);
        assert_eq!(whole(b',', "1,\"say \"\"a\nb\"\"\"\n"), Some(16));
        assert_eq!(whole(b',', "1,5\" disk\n2"), Some(10));
        assert_eq!(whole(b'\t', "1\t\"x\n2"), Some(5));
    }
}
