//! The context file to be filled in: every question, its answers as comments, nothing answered yet.

use super::super::knowledge::Knowledge;
use super::super::texts::Language;
use super::answer::UNKNOWN;
use super::context::Context;
use super::question::Kind;
use std::fmt::Write;

/// Length of a line of comment.
const WIDTH: usize = 96;

/// The file, in a language, with the answers of `context` filled in.
pub fn template(knowledge: &Knowledge, language: &Language<'_>, context: &Context) -> String {
    let mut text = comment(language.say("template.head"));
    let mut part = "";
    for question in &knowledge.questions {
        if question.part != part {
            part = &question.part;
            let _ = write!(text, "\n# ==== {} ====\n", language.say(&format!("part.{part}")));
        }
        text.push('\n');
        text += &comment(language.say(&format!("question.{}", question.id)));
        let open = if question.kind == Kind::Choice { UNKNOWN } else { "" };
        if question.kind == Kind::Choice {
            text += &comment(language.say("template.answers"));
        }
        for row in knowledge.answers_to(&question.id) {
            let said = language.say(&format!("answer.{}.{}", row.question, row.answer)).to_owned();
            text += &comment(&format!("  {} - {said}", row.answer));
        }
        let value = context.get(&question.id).unwrap_or(open);
        let _ = writeln!(text, "{} = {}", question.id, toml::Value::from(value));
    }
    text
}

/// Lines that begin with `#`, broken at blanks; what leads the text leads every line.
fn comment(text: &str) -> String {
    let indent = &text[..text.len() - text.trim_start().len()];
    let mut lines = vec![format!("#{}", if indent.is_empty() { " " } else { indent })];
    for word in text.split_whitespace() {
        let line = lines.last_mut().map_or(0, |line| line.chars().count());
        if line + 1 + word.chars().count() > WIDTH {
            lines.push(format!("# {indent}   "));
        }
        if let Some(line) = lines.last_mut() {
            if !line.ends_with(' ') {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_gives_a_file_that_can_be_read_again() {
        let knowledge = Knowledge::shipped();
        let mut given = Context::default();
        given.set("basis", "consent", &knowledge).unwrap();
        given.set("ethics_approval", "METC \"x\" \\ 1", &knowledge).unwrap();
        for code in knowledge.texts.languages() {
            let language = knowledge.texts.language(code).unwrap();
            let text = template(&knowledge, &language, &given);
            let read = Context::read("t", &text, &knowledge).unwrap();
            assert_eq!(read.get("basis"), Some("consent"), "{text}");
            assert_eq!(read.get("ethics_approval"), Some("METC \"x\" \\ 1"));
            assert_eq!(read.get("dpo"), Some("unknown"));
            assert!(text.lines().all(|line| line.chars().count() <= 110), "{text}");
            for question in &knowledge.questions {
                assert!(text.contains(&format!("\n{} = ", question.id)), "{text}");
            }
        }
    }
}
