//! The decision tree, from `data/guide/tree.csv`: from a question and its answer to the next one, or
//! to an outcome.

use super::answer::{Answers, Given};
use serde::{Deserialize, Serialize};

/// A row of the table.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edge {
    /// Where it starts; the first row's node is the tree's root.
    pub node: String,
    /// What is asked there.
    pub question: String,
    /// The answer that leads on.
    pub answer: String,
    /// A node, or an outcome.
    pub to: String,
    /// Who drew it.
    pub source: String,
}

/// A question on the path, with its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Passed {
    /// The node.
    pub node: String,
    /// Its question.
    pub question: String,
    /// The answer to it.
    #[serde(flatten)]
    pub given: Given,
    /// Where it leads.
    pub leads_to: String,
}

/// Walks the tree from its root: the questions passed, and the outcome, which is empty only for a
/// tree that the tables would not be read with.
pub fn walk(tree: &[Edge], answers: &Answers) -> (Vec<Passed>, String) {
    let mut path = Vec::new();
    let mut node = tree.first().map(|edge| edge.node.as_str());
    while let Some(at) = node {
        let answered = |edge: &&Edge| {
            edge.node == at
                && answers.get(&edge.question).is_some_and(|given| given.answer == edge.answer)
        };
        let Some(edge) = tree.iter().find(answered) else { break };
        let Some(given) = answers.get(&edge.question) else { break };
        path.push(Passed {
            node: edge.node.clone(),
            question: edge.question.clone(),
            given: given.clone(),
            leads_to: edge.to.clone(),
        });
        node = tree.iter().map(|e| e.node.as_str()).find(|n| *n == edge.to);
    }
    let outcome = path.last().map(|last| last.leads_to.clone()).unwrap_or_default();
    (path, outcome)
}

/// Whether every path of answers ends.
pub fn ends(tree: &[Edge]) -> bool {
    fn ends_from<'a>(tree: &'a [Edge], node: &'a str, above: &mut Vec<&'a str>) -> bool {
        if above.contains(&node) {
            return false;
        }
        above.push(node);
        let all = tree.iter().filter(|e| e.node == node).all(|e| ends_from(tree, &e.to, above));
        above.pop();
        all
    }
    tree.first().is_none_or(|root| ends_from(tree, &root.node, &mut Vec::new()))
}
