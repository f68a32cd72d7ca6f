//! A decision tree whose answers the reader may change. The script knows no rule: it follows the edges
//! that the page carries, which are those that the program followed.

use maud::{Markup, PreEscaped, html};
use serde_json::{Map, Value, json};

/// A decision tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    /// Its edges; the first row's node is the root.
    pub edges: Vec<TreeEdge>,
    /// Its questions, each with the answer given.
    pub questions: Vec<TreeQuestion>,
    /// Where it ends.
    pub ends: Vec<TreeEnd>,
    /// Everything that may be called for, in order.
    pub steps: Vec<TreeStep>,
    /// When it is called for, whatever the path.
    pub rules: Vec<TreeRule>,
    /// What is said around it.
    pub words: TreeWords,
}

/// From a question and its answer to what comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeEdge {
    /// Where it starts.
    pub node: String,
    /// What is asked there.
    pub question: String,
    /// The answer that leads on.
    pub answer: String,
    /// A node, or an end.
    pub to: String,
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeQuestion {
    /// Its name.
    pub id: String,
    /// How it is asked.
    pub text: String,
    /// Its answers.
    pub answers: Vec<TreeAnswer>,
    /// The answer that the page reports.
    pub given: String,
    /// What that rests on.
    pub note: String,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeAnswer {
    /// Its name.
    pub id: String,
    /// How it is said.
    pub text: String,
    /// Whether it would count: what the data show cannot be answered otherwise.
    pub open: bool,
    /// What has to be done before what follows from it holds; empty for nothing.
    pub step: String,
}

/// An end of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeEnd {
    /// Its name.
    pub id: String,
    /// Its sign, a letter or two.
    pub sign: String,
    /// What an answer that leads to it says.
    pub name: String,
    /// Whether it decides anything that could hold now or later.
    pub decides: bool,
    /// What it says.
    pub text: String,
    /// What it means for where the data are to go.
    pub means: String,
    /// What it calls for.
    pub step: String,
}

/// Something to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeStep {
    /// Its name.
    pub id: String,
    /// What to do.
    pub text: String,
    /// What to run, or whom to ask.
    pub how: String,
}

/// Answers that call for a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeRule {
    /// The step.
    pub step: String,
    /// Questions that it depends on.
    pub questions: Vec<String>,
    /// Answers to them, in their order, that call for it.
    pub when: Vec<Vec<String>>,
}

/// What is said around a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeWords {
    /// How to use it.
    pub intro: String,
    /// What is said where scripts do not run.
    pub without: String,
    /// Name of the box with the outcome.
    pub outcome: String,
    /// Where an answer leads to an outcome.
    pub leads: String,
    /// Where it leads to another question.
    pub next: String,
    /// The outcome holds as it stands.
    pub now: String,
    /// It holds once something is done.
    pub later: String,
    /// The answers are those of the page.
    pub same: String,
    /// They are others.
    pub changed: String,
    /// The button that puts them back.
    pub reset: String,
    /// Heading of the steps that follow.
    pub steps: String,
    /// Mark of a step that the page does not report.
    pub added: String,
    /// Before steps that the page reports and that do not follow any more.
    pub gone: String,
}

impl Tree {
    /// What the script follows: nodes, ends, answers given, answers that ask for something first.
    pub fn data(&self) -> Value {
        let mut nodes: Map<String, Value> = Map::new();
        for edge in &self.edges {
            let node = nodes
                .entry(edge.node.clone())
                .or_insert_with(|| json!({ "question": edge.question, "to": {} }));
            node["to"][&edge.answer] = json!(edge.to);
        }
        let ends: Map<String, Value> = (self.ends.iter())
            .map(|end| {
                let TreeEnd { id, sign, name, decides, text, means, step } = end;
                let said = json!({
                    "sign": sign, "name": name, "decides": decides, "text": text, "means": means,
                    "step": step,
                });
                (id.clone(), said)
            })
            .collect();
        let given: Map<String, Value> =
            self.questions.iter().map(|q| (q.id.clone(), json!(q.given))).collect();
        let todo: Vec<[&str; 3]> = (self.questions.iter())
            .flat_map(|q| q.answers.iter().map(|a| [q.id.as_str(), &a.id, &a.step]))
            .filter(|[_, _, step]| !step.is_empty())
            .collect();
        let rules = self.rules.iter().map(|rule| {
            let TreeRule { step, questions, when } = rule;
            json!({ "step": step, "questions": questions, "when": when })
        });
        let steps = self.steps.iter().map(|step| {
            let TreeStep { id, text, how } = step;
            json!({ "id": id, "text": text, "how": how })
        });
        let words = &self.words;
        json!({
            "start": self.edges.first().map(|edge| edge.node.as_str()),
            "nodes": nodes,
            "ends": ends,
            "given": given,
            "todo": todo,
            "rules": rules.collect::<Vec<_>>(),
            "steps": steps.collect::<Vec<_>>(),
            "words": {
                "leads": words.leads, "next": words.next, "now": words.now,
                "later": words.later, "same": words.same, "changed": words.changed,
                "added": words.added, "gone": words.gone,
            },
        })
    }

    pub(super) fn html(&self) -> Markup {
        // No text can end the element early.
        let data = self.data().to_string().replace('<', "\\u003c");
        html! {
            p.tree-off { (self.words.without) }
            div.tree data-tree="" hidden {
                p { (self.words.intro) }
                ol.flow { @for question in &self.questions { (question.html()) } }
                div.outcome role="status" aria-label=(self.words.outcome) {
                    p.sign {}
                    div { p.text {} p.when {} p.means {} p.state {} }
                }
                p.caption { (self.words.steps) }
                ol.then {}
                p.gone {}
                button.reset type="button" { (self.words.reset) }
                script type="application/json" { (PreEscaped(data)) }
            }
        }
    }
}

impl TreeQuestion {
    fn html(&self) -> Markup {
        let group = format!("tree-{}", self.id);
        html! {
            li data-question=(self.id) {
                fieldset {
                    legend { (self.text) }
                    @for answer in &self.answers {
                        label.choice {
                            input type="radio" name=(group) value=(answer.id)
                                checked[answer.id == self.given] disabled[!answer.open];
                            span.text { (answer.text) }
                            span.leads {}
                        }
                    }
                    @if !self.note.is_empty() { p.basis { (self.note) } }
                }
            }
        }
    }
}
