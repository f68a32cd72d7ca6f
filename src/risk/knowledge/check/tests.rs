use super::super::Knowledge;
use crate::risk::guide::decision::AnsweredBy;

/// The shipped tables with one text replaced in a file.
fn with(file: &'static str, from: &'static str, to: &'static str) -> String {
    let read = Knowledge::read(|name| {
        let (_, text) = super::super::SHIPPED.iter().find(|(own, _)| *own == name).unwrap();
        assert!(name != file || text.contains(from), "{file} has no {from}");
        (name == file).then(|| text.replacen(from, to, 1))
    });
    read.map_or_else(|e| e.to_string(), |_| String::new())
}

#[test]
fn the_shipped_tables_fit_together() {
    let knowledge = Knowledge::shipped();
    let numbers: Vec<String> = (1..=30).map(|n| format!("D-{n:02}")).collect();
    let decisions: Vec<&str> = knowledge.decisions.iter().map(|d| d.decision.as_str()).collect();
    assert_eq!(decisions, numbers);
    assert!(knowledge.decisions.iter().all(|d| !d.source.is_empty() && !d.step.is_empty()));
    let asked = knowledge.decisions.iter().filter(|d| d.answered_by == AnsweredBy::Asked).count();
    assert!((8..15).contains(&asked), "{asked}");
    assert!(knowledge.gates.iter().all(|gate| !gate.source.is_empty()));
    assert!(knowledge.destinations.iter().all(|d| !d.source.is_empty()));
    assert!(knowledge.tree.iter().all(|edge| !edge.source.is_empty()));
}

#[test]
fn a_row_that_names_what_does_not_exist_is_refused() {
    for (file, from, to, told) in [
        ("tree.csv", "Q2,basis,unknown,support", "Q2,basis,unknown,help", "help: no such node"),
        ("tree.csv", "Q2,basis,unknown,support", "Q2,basis,consent,Q5", "2 rows instead of 1"),
        ("tree.csv", "Q6,sample,children,B", "Q6,sample,children,Q5", "never ends"),
        ("facts.csv", "faces_whole > 0", "faces_whole", "faces_whole"),
        ("facts.csv", "gdpr=yes", "gdpr=perhaps", "gdpr=perhaps"),
        ("decisions.csv", "key_file,remove_key", "keyfile,remove_key", "D-02: keyfile"),
        ("decisions.csv", "key_file,remove_key", "key_file,remove", "remove: no such step"),
        (
            "answers.csv",
            "key_apart,no,key_file",
            "key_apart,no,gdpr",
            "gdpr: no fact that is measured",
        ),
        ("gates.csv", "at_most,0.09", "at_most,", "at_most needs a limit"),
        ("gates.csv", "faces_present,public", "faces,public", "faces: no such measure"),
        ("destinations.csv", "2026-08-01,yes", "2026-08-41,yes", "2026-08-41"),
        ("destination_terms.csv", "radboud,user", "radbout,user", "radbout: no such destination"),
        ("outcomes.csv", "dua;enclave;derived,share_r", "dua;friends,share_r", "dua;friends"),
        (
            "steps.csv",
            "remove_key,11,countenance audit DATASET -o OUT,",
            "remove_key,11,,",
            "remove_key",
        ),
        ("attackers.csv", "journalist,yes,no", "journalist,yes,maybe", "maybe"),
        ("texts.csv", "decision.D-07", "decision.D-7", "decision.D-07: no sentence"),
    ] {
        let error = with(file, from, to);
        assert!(error.contains(file) && error.contains(told), "{file}: {from}: {error:?}");
    }
}

/// Words that no report may give as a verdict, and those of other languages (`audit.md` §7).
const FORBIDDEN: [&str; 20] = [
    "anonymous",
    "anonymised",
    "anonymized",
    "anonymously",
    "anonymity",
    "compliant",
    "safe",
    "safely",
    "pass",
    "passed",
    "anoniem",
    "anonieme",
    "geanonimiseerd",
    "geanonimiseerde",
    "avg-conform",
    "avg-proof",
    "veilig",
    "veilige",
    "geslaagd",
    "goedgekeurd",
];

#[test]
fn no_sentence_gives_a_verdict_that_nobody_can_give() {
    let knowledge = Knowledge::shipped();
    for (key, sentences) in knowledge.texts.all() {
        for sentence in sentences {
            let lower = sentence.to_lowercase();
            let word = |c: char| c.is_alphanumeric() || c == '-';
            let found = lower.split(|c: char| !word(c)).find(|w| FORBIDDEN.contains(w));
            // A word that asks what others did is no verdict.
            let question = key.starts_with("question.");
            assert!(found.is_none() || question, "{key}: {found:?} in {sentence}");
        }
    }
}

#[test]
fn every_language_fills_in_the_same_names() {
    let names = |sentence: &str| {
        let parts = sentence.split('{').skip(1).filter_map(|part| part.split_once('}'));
        let mut names: Vec<String> = parts.map(|(name, _)| name.to_owned()).collect();
        names.sort();
        names
    };
    for (key, sentences) in Knowledge::shipped().texts.all() {
        assert_eq!(sentences.len(), 2, "{key}");
        assert!(sentences.iter().all(|s| names(s) == names(&sentences[0])), "{key}");
        assert_eq!(sentences[0].trim(), sentences[0], "{key}");
    }
}
