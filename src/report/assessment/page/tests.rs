use super::super::super::page::{Tree, TreeQuestion};
use super::super::Assessment;
use super::sample::{assessment, knowledge};
use super::told::Told;
use super::{page, tree};
use crate::risk::evidence::Evidence;
use crate::risk::guide::advice::{Advice, advise};
use crate::risk::guide::context::Context;
use std::collections::BTreeMap;

fn html(participants: usize, language: &str) -> String {
    let knowledge = knowledge();
    let language = knowledge.texts.language(language).unwrap();
    page(&assessment(participants), &knowledge, &language)
}

#[test]
fn the_answer_comes_first_and_the_signatures_last() {
    let html = html(4, "en");
    let order = [
        "<h1>May Made &lt;up&gt; be shared?",
        "<h2 class=\"headline\">B: share with restricted access",
        "blocking: identify somebody directly",
        "id=\"steps\"",
        "id=\"scope\"",
        "id=\"attackers\"",
        "id=\"findings\"",
        "id=\"principles\"",
        "id=\"figures\"",
        "id=\"residual\"",
        "id=\"guide\"",
        "id=\"method\"",
        "id=\"run\"",
        "Data protection officer",
    ];
    let places: Vec<usize> = order.iter().map(|part| html.find(part).unwrap_or(0)).collect();
    assert!(places[0] > 0 && places.is_sorted(), "{places:?}");
}

/// `audit.md` §7: words that promise what nobody can.
#[test]
fn nothing_is_promised() {
    for language in ["en", "nl"] {
        let html = html(4, language);
        // What is seen: neither style nor scripts.
        let seen = html.split("<body>").nth(1).unwrap();
        let seen = seen.split("<script>").next().unwrap().to_lowercase();
        let words: Vec<&str> = seen.split(|c: char| !c.is_alphanumeric() && c != '-').collect();
        for word in ["safe", "pass", "passed", "veilig", "gdpr-compliant"] {
            assert!(!words.contains(&word), "{language}: {word}");
        }
        for part in ["anonym", "anoniem", "face removed"] {
            assert!(!seen.contains(part), "{language}: {part}");
        }
    }
}

#[test]
fn every_sentence_exists_in_every_language() {
    const PARTS: [&str; 9] = [
        "page.",
        "ui.",
        "outcome.",
        "attacker.",
        "gate.",
        "ground.",
        "limit.",
        "residual.",
        "stays.",
    ];
    for language in ["en", "nl"] {
        let html = html(4, language);
        let is_key = |word: &str| {
            let rest = PARTS.iter().find_map(|part| word.strip_prefix(part));
            rest.is_some_and(|rest| rest.starts_with(char::is_alphabetic))
        };
        let words = html.split(|c: char| c.is_whitespace() || "<>\"'&;()".contains(c));
        let gaps: Vec<&str> = words.filter(|word| is_key(word)).collect();
        assert!(gaps.is_empty(), "{language}: {gaps:?}");
        assert!(!html.contains("{count}"), "{language}");
    }
}

#[test]
fn many_participants_leave_the_page_small() {
    let html = html(500, "en");
    assert!(html.len() < 500_000, "{}", html.len());
    assert!(html.contains("of 500"));
}

/// What the script in `tree.js` does with the page's data, in the words of that script.
fn followed(tree: &Tree, said: &BTreeMap<String, String>) -> (String, bool, Vec<String>) {
    let data = tree.data();
    let mut steps: Vec<String> = Vec::new();
    let mut node = data["start"].as_str().unwrap().to_owned();
    let mut waits = false;
    while let Some(at) = data["nodes"].get(&node) {
        let question = at["question"].as_str().unwrap();
        for todo in data["todo"].as_array().unwrap() {
            if todo[0] == *question && todo[1] == *said[question] {
                waits = true;
                steps.push(todo[2].as_str().unwrap().to_owned());
            }
        }
        node = at["to"][&said[question]].as_str().unwrap().to_owned();
    }
    steps.push(data["ends"][&node]["step"].as_str().unwrap().to_owned());
    for rule in &tree.rules {
        let fits = |row: &Vec<String>| row.iter().zip(&rule.questions).all(|(a, q)| said[q] == *a);
        if rule.when.iter().any(fits) {
            steps.push(rule.step.clone());
        }
    }
    let all = tree.steps.iter().map(|step| step.id.clone());
    (node, waits, all.filter(|step| steps.contains(step)).collect())
}

fn advised(advice: Advice) -> (String, bool, Vec<String>) {
    let steps = advice.steps.into_iter().map(|step| step.row.step).collect();
    (advice.outcome, advice.after_steps, steps)
}

#[test]
fn the_tree_on_the_page_is_the_tree_of_the_guide() {
    let (mut all, knowledge) = (assessment(1), knowledge());
    all.evidence = Evidence::default();
    all.guide = advise(&knowledge, &all.evidence, &Context::default(), None, all.run.date);
    let language = knowledge.texts.language("en").unwrap();
    let told = Told { all: &all, knowledge: &knowledge, language: &language };
    let tree = tree::tree(&told);
    let mut combinations: Vec<BTreeMap<String, String>> = vec![BTreeMap::new()];
    for question in &tree.questions {
        assert!(question.answers.iter().all(|answer| answer.open), "{}", question.id);
        let more = |said: &BTreeMap<String, String>, answer: &str| {
            let mut said = said.clone();
            said.insert(question.id.clone(), answer.to_owned());
            said
        };
        combinations = (combinations.iter())
            .flat_map(|said| question.answers.iter().map(move |answer| more(said, &answer.id)))
            .collect();
    }
    assert_eq!(combinations.len(), 4 * 4 * 3 * 4 * 4 * 4);
    for said in &combinations {
        let mut context = Context::default();
        for (question, answer) in said {
            context.set(question, answer, &knowledge).unwrap();
        }
        let advice = advise(&knowledge, &Evidence::default(), &context, None, all.run.date);
        assert_eq!(followed(&tree, said), advised(advice), "{said:?}");
    }
}

#[test]
fn the_steps_on_the_page_follow_the_answers_whatever_was_found_and_wherever_it_goes() {
    let knowledge = knowledge();
    let language = knowledge.texts.language("en").unwrap();
    let mut compared = 0;
    for name in ["public", "dua", "enclave", "derived", "openneuro"] {
        let mut all = assessment(4);
        let profile = knowledge.destination(name).unwrap();
        let date = all.run.date;
        let advice = |context: &Context, all: &Assessment| {
            advise(&knowledge, &all.evidence, context, Some(profile), date)
        };
        all.guide = advice(&Context::default(), &all);
        let told = Told { all: &all, knowledge: &knowledge, language: &language };
        let tree = tree::tree(&told);
        let given: BTreeMap<String, String> =
            tree.questions.iter().map(|q| (q.id.clone(), q.given.clone())).collect();
        // Two questions at a time: no rule that matters here asks for more.
        for (n, one) in tree.questions.iter().enumerate() {
            for other in &tree.questions[n + 1..] {
                let open = |q: &'_ TreeQuestion| -> Vec<String> {
                    q.answers.iter().filter(|a| a.open).map(|a| a.id.clone()).collect()
                };
                for (a, b) in
                    open(one).iter().flat_map(|a| open(other).into_iter().map(move |b| (a, b)))
                {
                    let mut said = given.clone();
                    said.insert(one.id.clone(), a.clone());
                    said.insert(other.id.clone(), b);
                    let mut context = Context::default();
                    for (question, answer) in &said {
                        context.set(question, answer, &knowledge).unwrap();
                    }
                    assert_eq!(
                        followed(&tree, &said),
                        advised(advice(&context, &all)),
                        "{name} {said:?}"
                    );
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 500, "{compared}");
}

#[test]
fn what_the_data_answer_cannot_be_changed_on_the_page() {
    let html = html(4, "en");
    let question = html.split("data-question=\"deidentified\"").nth(1).unwrap();
    let question = question.split("</fieldset>").next().unwrap();
    assert!(question.contains("value=\"yes\" disabled"), "{question}");
    assert!(question.contains("value=\"not_yet\" checked>"), "{question}");
    assert!(question.contains("blocking findings: 1"), "{question}");
}
