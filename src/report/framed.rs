//! A box of text for a terminal.

/// Width of its lines, characters.
const WIDTH: usize = 78;

/// A sentence as lines that fit into the box.
pub(super) fn wrapped(sentence: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in sentence.split(' ').filter(|w| !w.is_empty()) {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The lines with a frame around them.
pub(super) fn framed(lines: &[String]) -> String {
    let rule = "─".repeat(WIDTH + 2);
    let mut out = format!("┌{rule}┐\n");
    for line in lines {
        // A terminal's own control characters have no place in a column's name.
        let line: String =
            line.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
        let fill = " ".repeat(WIDTH.saturating_sub(line.chars().count()));
        out.extend(["│ ", &line, &fill, " │\n"]);
    }
    out + &format!("└{rule}┘\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_has_straight_sides() {
        let lines = wrapped(&"participants ".repeat(20));
        let told = framed(&lines);
        assert!(told.lines().all(|line| line.chars().count() == WIDTH + 4), "{told}");
    }
}
