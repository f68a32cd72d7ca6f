//! Asks on a terminal: first along the path of the tree, then what brings out risks and terms.

use crate::risk::evidence::Evidence;
use crate::risk::fact::Basis;
use crate::risk::guide::answer::{Answers, By};
use crate::risk::guide::context::Context;
use crate::risk::guide::question::{Kind, Question};
use crate::risk::guide::tree;
use crate::risk::knowledge::Knowledge;
use crate::risk::measure::Measures;
use crate::risk::texts::Language;
use std::collections::BTreeSet;
use std::io;
use std::io::{BufRead, Write};

/// The part of the questions that the tree leads through.
const PATH: &str = "path";

/// Asks until the path ends, and then the other questions. The end of the input leaves the rest open.
///
/// # Errors
/// When the terminal cannot be read or written.
pub(super) fn ask(
    knowledge: &Knowledge,
    evidence: &Evidence,
    language: &Language<'_>,
    input: &mut impl BufRead,
    output: &mut impl Write,
) -> io::Result<Context> {
    let mut asking = Asking { knowledge, language, input, output, context: Context::default() };
    writeln!(asking.output, "{}", language.say("ui.intro"))?;
    let measures = Measures::of(evidence);
    let basis = Basis { measures: &measures, answers: None, destination: None };
    let mut asked = BTreeSet::new();
    loop {
        let answers = Answers::settle(knowledge, &asking.context, basis);
        let (path, _) = tree::walk(&knowledge.tree, &answers);
        let open = path
            .iter()
            .find(|passed| passed.given.by != By::Evidence && !asked.contains(&passed.question));
        let Some(open) = open else { break };
        asked.insert(open.question.clone());
        let question = knowledge.questions.iter().find(|q| q.id == open.question);
        if let Some(question) = question
            && !asking.question(question)?
        {
            return Ok(asking.context);
        }
    }
    writeln!(asking.output, "\n{}", language.say("ui.intro_more"))?;
    for question in knowledge.questions.iter().filter(|question| question.part != PATH) {
        if !asking.question(question)? {
            break;
        }
    }
    Ok(asking.context)
}

struct Asking<'a, I, O> {
    knowledge: &'a Knowledge,
    language: &'a Language<'a>,
    input: &'a mut I,
    output: &'a mut O,
    context: Context,
}

impl<I: BufRead, O: Write> Asking<'_, I, O> {
    /// Asks a question until it is answered or left open; false at the end of the input.
    fn question(&mut self, question: &Question) -> io::Result<bool> {
        let answers: Vec<&str> =
            self.knowledge.answers_to(&question.id).map(|row| row.answer.as_str()).collect();
        writeln!(self.output, "\n{}", self.language.say(&format!("question.{}", question.id)))?;
        for (n, answer) in answers.iter().enumerate() {
            let said = format!("answer.{}.{answer}", question.id);
            writeln!(self.output, "  {}  {}", n + 1, self.language.say(&said))?;
        }
        loop {
            write!(self.output, "> ")?;
            self.output.flush()?;
            let mut line = String::new();
            if self.input.read_line(&mut line)? == 0 {
                return Ok(false);
            }
            let typed = line.trim();
            if typed.is_empty() {
                return Ok(true);
            }
            let answer = match question.kind {
                Kind::Text => Some(typed),
                Kind::Choice => {
                    let number = typed.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
                    number.and_then(|n| answers.get(n).copied())
                }
            };
            let taken = answer.is_some_and(|answer| {
                self.context.set(&question.id, answer, self.knowledge).is_ok()
            });
            if taken {
                return Ok(true);
            }
            self.again(question.kind, answers.len())?;
        }
    }

    fn again(&mut self, kind: Kind, most: usize) -> io::Result<()> {
        let most = most.to_string();
        let told = match kind {
            Kind::Choice => self.language.fill("ui.number_please", &[("most", &most)]),
            Kind::Text => self.language.say("ui.free_text").to_owned(),
        };
        writeln!(self.output, "{told}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn asked(evidence: &Evidence, typed: &str) -> (Context, String) {
        let knowledge = Knowledge::shipped();
        let language = knowledge.texts.language("nl").unwrap();
        let mut output = Vec::new();
        let mut input = Cursor::new(typed.as_bytes());
        let context = ask(&knowledge, evidence, &language, &mut input, &mut output).unwrap();
        (context, String::from_utf8(output).unwrap())
    }

    #[test]
    fn the_path_is_followed_and_the_rest_asked_afterwards() {
        // De-identified; consent not needed; the officer says otherwise; it can still be asked.
        let (context, shown) = asked(&Evidence::default(), "1\n2\n2\n2\n9\nx\n\n\n1\n");
        for (question, answer) in [
            ("deidentified", Some("yes")),
            ("basis", Some("not_needed")),
            ("dpo", Some("no")),
            ("consent_after_all", Some("can_ask")),
            ("purposes", None),
            ("sample", None),
            // Enter left `purposes` and then `gdpr` open.
            ("gdpr", None),
            ("withdrawn", Some("yes")),
        ] {
            assert_eq!(context.get(question), answer, "{question}\n{shown}");
        }
        assert_eq!(shown.matches("Een nummer van 1 tot 4").count(), 2, "{shown}");
        assert!(shown.contains("Valt deze verzameling onder de AVG?"));
    }

    #[test]
    fn what_the_data_answer_is_not_asked() {
        let evidence =
            Evidence { findings: Some(vec![]), scans: Some(vec![]), ..Evidence::default() };
        let files = Some(crate::risk::evidence::FileCount { total: 1, not_assessed: 0 });
        let (context, shown) = asked(&Evidence { files, ..evidence }, "1\n");
        assert_eq!((context.get("deidentified"), context.get("basis")), (None, Some("consent")));
        assert!(!shown.contains("ontdaan"), "{shown}");
    }
}
