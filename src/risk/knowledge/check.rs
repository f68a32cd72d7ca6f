//! Whether the tables fit together: every name that a row uses is one that another table has.

use super::super::expression::Expression;
use super::super::gate::Measured;
use super::super::guide::question::Kind;
use super::super::guide::tree;
use super::{Knowledge, KnowledgeError};
use std::collections::BTreeSet;

/// # Errors
/// The first row that names what does not exist.
pub(super) fn check(all: &Knowledge) -> Result<(), KnowledgeError> {
    questions(all)?;
    tree(all)?;
    conditions(all)?;
    steps(all)?;
    destinations(all)?;
    texts(all)
}

fn need(holds: bool, file: &str, problem: impl Fn() -> String) -> Result<(), KnowledgeError> {
    if holds { Ok(()) } else { Err(KnowledgeError { file: file.to_owned(), problem: problem() }) }
}

fn has_answer(all: &Knowledge, question: &str, answer: &str) -> bool {
    all.answers_to(question).any(|row| row.answer == answer)
}

fn questions(all: &Knowledge) -> Result<(), KnowledgeError> {
    const FILE: &str = "answers.csv";
    for question in all.questions.iter().filter(|q| q.kind == Kind::Choice) {
        let open = has_answer(all, &question.id, "unknown");
        need(open, FILE, || format!("{}: needs the answer unknown", question.id))?;
    }
    for row in &all.answers {
        let name = || format!("{}: {}", row.question, row.answer);
        let known = all.questions.iter().any(|q| q.id == row.question && q.kind == Kind::Choice);
        need(known, FILE, || format!("{}: no such question", name()))?;
        for fact in names(FILE, &name(), &row.evidence)? {
            need(all.facts.is_measured(&fact), FILE, || {
                format!("{}: {fact}: no fact that is measured", name())
            })?;
        }
        let unless = &row.unless_asked;
        let fits = unless.is_empty() || has_answer(all, &row.question, unless);
        need(fits, FILE, || format!("{}: {unless}: no such answer", name()))?;
    }
    for (question, answer) in all.facts.answers() {
        let fits = has_answer(all, question, answer);
        need(fits, "facts.csv", || format!("{question}={answer}: no such answer"))?;
    }
    Ok(())
}

fn tree(all: &Knowledge) -> Result<(), KnowledgeError> {
    const FILE: &str = "tree.csv";
    need(!all.tree.is_empty(), FILE, || "has no row".to_owned())?;
    for edge in &all.tree {
        let name = || format!("{}: {}", edge.node, edge.answer);
        let fits = has_answer(all, &edge.question, &edge.answer);
        need(fits, FILE, || format!("{}: no such answer to {}", name(), edge.question))?;
        let goes_on = all.tree.iter().any(|other| other.node == edge.to);
        let ends = all.outcomes.iter().any(|outcome| outcome.outcome == edge.to);
        need(goes_on || ends, FILE, || {
            format!("{}: {}: no such node or outcome", name(), edge.to)
        })?;
        for row in all.answers_to(&edge.question) {
            let leads = |e: &&tree::Edge| e.node == edge.node && e.answer == row.answer;
            let edges = all.tree.iter().filter(leads).count();
            need(edges == 1, FILE, || {
                format!("{}: {}: {edges} rows instead of 1", edge.node, row.answer)
            })?;
        }
    }
    need(tree::ends(&all.tree), FILE, || "a path of answers never ends".to_owned())
}

/// The names of a condition; none where there is no condition.
fn names(file: &str, row: &str, text: &str) -> Result<Vec<String>, KnowledgeError> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let read = Expression::parse(text);
    let read =
        read.map_err(|e| KnowledgeError { file: file.to_owned(), problem: format!("{row}: {e}") })?;
    Ok(read.names().map(str::to_owned).collect())
}

fn conditions(all: &Knowledge) -> Result<(), KnowledgeError> {
    let facts_exist = |file: &str, row: &str, text: &str| {
        let unknown = names(file, row, text)?.into_iter().find(|fact| !all.facts.has(fact));
        need(unknown.is_none(), file, || {
            format!("{row}: {}: no such fact", unknown.clone().unwrap_or_default())
        })
    };
    for row in &all.decisions {
        need(!row.when.is_empty(), "decisions.csv", || format!("{}: no condition", row.decision))?;
        facts_exist("decisions.csv", &row.decision, &row.when)?;
    }
    for row in &all.frame {
        facts_exist("frame.csv", &row.item, &row.when)?;
    }
    for row in &all.terms {
        facts_exist("destination_terms.csv", &row.term, &row.requires)?;
    }
    for row in &all.gates {
        let name = format!("{} ({})", row.gate, row.destination.as_str());
        let wrong = |problem: String| KnowledgeError { file: "gates.csv".to_owned(), problem };
        facts_exist("gates.csv", &name, &row.unless)?;
        match row.measured().map_err(|e| wrong(format!("{name}: {e}")))? {
            Measured::Fact(_, text) => facts_exist("gates.csv", &name, &text)?,
            Measured::Sum(_) => {}
        }
        let fits = row.has_limit() == row.limit.is_some_and(f64::is_finite);
        need(fits, "gates.csv", || format!("{name}: at_most needs a limit, other rules none"))?;
    }
    Ok(())
}

fn steps(all: &Knowledge) -> Result<(), KnowledgeError> {
    let known: BTreeSet<&str> = all.steps.iter().map(|step| step.step.as_str()).collect();
    let used = (all.answers.iter().map(|row| ("answers.csv", &row.step)))
        .chain(all.decisions.iter().map(|row| ("decisions.csv", &row.step)))
        .chain(all.outcomes.iter().map(|row| ("outcomes.csv", &row.step)))
        .chain(all.gates.iter().map(|row| ("gates.csv", &row.step)))
        .chain(all.gates.iter().map(|row| ("gates.csv", &row.step_not_assessed)));
    for (file, step) in used {
        let fits = step.is_empty() || known.contains(step.as_str());
        need(fits, file, || format!("{step}: no such step"))?;
    }
    for row in &all.steps {
        let one = row.command.is_empty() != row.contact.is_empty();
        need(one, "steps.csv", || format!("{}: a command or a contact", row.step))?;
    }
    Ok(())
}

fn destinations(all: &Knowledge) -> Result<(), KnowledgeError> {
    for row in &all.destinations {
        let fits = ["yes", "no", "unknown"].contains(&row.outside_eea.as_str());
        need(fits, "destinations.csv", || {
            format!("{}: outside_eea = {}: yes, no or unknown", row.id, row.outside_eea)
        })?;
    }
    for row in &all.terms {
        let fits = all.destination(&row.destination).is_some();
        need(fits, "destination_terms.csv", || {
            format!("{}: no such destination", row.destination)
        })?;
    }
    for row in &all.outcomes {
        let kinds = row.kinds().map(|_| ());
        let problem = || format!("{}: allows = {}: no such kind", row.outcome, row.allows);
        need(kinds.is_some(), "outcomes.csv", problem)?;
    }
    Ok(())
}

/// Every sentence that a row calls for.
fn texts(all: &Knowledge) -> Result<(), KnowledgeError> {
    let keys = (all.questions.iter().map(|q| format!("question.{}", q.id)))
        .chain(all.questions.iter().map(|q| format!("part.{}", q.part)))
        .chain(all.answers.iter().map(|a| format!("answer.{}.{}", a.question, a.answer)))
        .chain(all.outcomes.iter().map(|o| format!("outcome.{}", o.outcome)))
        .chain(all.decisions.iter().map(|d| format!("decision.{}", d.decision)))
        .chain(all.steps.iter().map(|s| format!("step.{}", s.step)))
        .chain(
            all.steps
                .iter()
                .filter(|s| !s.contact.is_empty())
                .map(|s| format!("contact.{}", s.contact)),
        )
        .chain(all.frame.iter().map(|f| format!("frame.{}", f.item)))
        .chain(all.destinations.iter().map(|d| format!("destination.{}", d.id)))
        .chain(all.terms.iter().map(|t| format!("term.{}.{}", t.destination, t.term)))
        .chain(all.gates.iter().map(|g| format!("gate.{}", g.gate)))
        .chain(all.attackers.iter().map(|a| format!("attacker.{}", a.id)));
    for key in keys {
        need(all.texts.has(&key), "texts.csv", || format!("{key}: no sentence"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
