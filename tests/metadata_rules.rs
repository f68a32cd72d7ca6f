//! Every rule of the audit against its own examples: what it finds, and what it lets pass.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

#[path = "audit/recipe.rs"]
mod recipe;

use countenance::dataset::audit::rule::{Example, Rule, Rules};
use countenance::dataset::audit::{Audit, Faces, audit};
use countenance::face::status::Status;
use countenance::risk::knowledge::Knowledge;
use std::collections::BTreeSet;

fn audited(examples: &[Example], rules: &Rules) -> Audit {
    let folder = tempfile::tempdir().unwrap();
    let mut faces = Faces::new();
    for example in examples {
        recipe::write(folder.path(), example);
        if let Some(face) = &example.face {
            let status = Status::ALL.into_iter().find(|s| s.as_str() == face);
            faces.insert(example.path.clone(), status.expect(face));
        }
    }
    audit(folder.path(), rules, &faces).unwrap()
}

/// Findings of one rule that say more than that something could not be looked at, unless the rule is
/// about just that.
fn finds(rule: &Rule, examples: &[Example], rules: &Rules) -> Vec<String> {
    let findings = audited(examples, rules).findings.into_iter();
    let own = findings.filter(|f| {
        f.rule == rule.id && (f.severity == rule.severity || f.severity.as_str() != "not-assessed")
    });
    own.map(|f| format!("{} {} {} {:?}", f.severity.as_str(), f.field, f.value_class, f.paths))
        .collect()
}

#[test]
fn every_rule_finds_its_examples() {
    let rules = Rules::shipped();
    let mut missed = Vec::new();
    for rule in rules.iter() {
        assert!(!rule.found.is_empty(), "{} has no example", rule.id);
        if finds(rule, &rule.found, &rules).is_empty() {
            missed.push(rule.id.as_str());
        }
    }
    assert!(missed.is_empty(), "{missed:?}");
}

#[test]
fn no_rule_finds_what_looks_alike() {
    let rules = Rules::shipped();
    let mut wrong = Vec::new();
    for rule in rules.iter() {
        assert!(!rule.passed.is_empty(), "{} has no counter-example", rule.id);
        let found = finds(rule, &rule.passed, &rules);
        if !found.is_empty() {
            wrong.push(format!("{}: {found:?}", rule.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_rule_that_is_off_finds_nothing_and_a_severity_is_the_users() {
    let rules = Rules::shipped();
    let example = &rules.get("GZ-TIME").unwrap().found;
    let off = Rules::changed_by("[[rule]]\nid = \"GZ-TIME\"\noff = true").unwrap();
    assert!(audited(example, &off).findings.iter().all(|f| f.rule != "GZ-TIME"));
    let own = Rules::changed_by("[[rule]]\nid = \"GZ-TIME\"\nseverity = \"block\"").unwrap();
    let found = audited(example, &own).findings;
    assert!(found.iter().any(|f| f.rule == "GZ-TIME" && f.severity.as_str() == "block"));
}

#[test]
fn every_rule_speaks_every_language() {
    let (rules, knowledge) = (Rules::shipped(), Knowledge::shipped());
    let said = &knowledge.rules;
    // English is the language of the rules themselves.
    let others: Vec<&String> = knowledge.texts.languages().iter().filter(|l| *l != "en").collect();
    assert_eq!(said.languages().iter().collect::<Vec<_>>(), others);
    let mut wanted: BTreeSet<String> = BTreeSet::new();
    for rule in rules.iter() {
        wanted.extend(["why", "remedy"].map(|part| format!("{}.{part}", rule.id)));
        for finding in audited(&rule.found, &rules).findings {
            if !finding.value_class.is_empty() {
                wanted.insert(format!("class.{}", finding.value_class));
            }
        }
    }
    wanted.extend(knowledge.gates.iter().map(|gate| format!("class.{}", gate.source)));
    wanted.extend(knowledge.destinations.iter().map(|to| format!("class.{}", to.source)));
    let missing: Vec<&String> = wanted.iter().filter(|key| !said.has(key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    // A rule that is gone takes its sentences along.
    let of_rules = said.all().map(|(key, _)| key).filter(|key| !key.starts_with("class."));
    let left: Vec<&str> = of_rules.filter(|key| !wanted.contains(*key)).collect();
    assert!(left.is_empty(), "{left:?}");
}
