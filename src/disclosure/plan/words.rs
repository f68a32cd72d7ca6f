//! A plan in words.

use super::{Plan, Step};
use crate::disclosure::hierarchy::Rule;

impl Plan {
    /// One sentence a step, in order, and the command that does them all.
    ///
    /// `table`, `plan` and `output` are paths as the reader would type them.
    pub fn words(&self, table: &str, plan: &str, output: &str) -> Vec<String> {
        let mut lines: Vec<String> = self.steps.iter().map(sentence).collect();
        if lines.is_empty() {
            lines.push("Nothing has to change.".to_owned());
        } else {
            let paths = [table, plan, output].map(quoted);
            let [table, plan, output] = paths;
            lines.push(format!("countenance table {table} --apply {plan} -o {output}"));
        }
        lines
    }
}

fn sentence(step: &Step) -> String {
    match step {
        Step::Generalise { column, how: Rule::Everything, .. } => {
            format!("Empty the column {column}.")
        }
        Step::Generalise { column, level, .. } => format!("Generalise {column} to {level}."),
        Step::SuppressRecords { columns, smallest_class } => format!(
            "Empty {} of the records that are then in classes of fewer than {smallest_class}.",
            listed(columns)
        ),
        Step::SuppressCells { columns, smallest_class } => format!(
            "Empty single cells of {} in the records that are then in classes of fewer than \
             {smallest_class}: what stays is shown by at least {smallest_class} records with the \
             same gaps.",
            listed(columns),
        ),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(in crate::disclosure) fn listed<S: AsRef<str>>(names: &[S]) -> String {
    match names {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

/// A path that a shell reads as one word.
fn quoted(path: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+=:@%".contains(c);
    if !path.is_empty() && path.chars().all(plain) {
        path.to_owned()
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}
