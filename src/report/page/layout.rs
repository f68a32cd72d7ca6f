//! The page as a whole.

use super::super::plot;
use super::block::{Count, Section, Tone, facts_html};
use super::words::Words;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// What a reader who reads nothing else should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The answer in one sentence.
    pub headline: String,
    /// How much it matters.
    pub tone: Tone,
    /// Sentences below it.
    pub sentences: Vec<String>,
    /// The numbers it rests on.
    pub counts: Vec<Count>,
}

/// A page.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// What it says of itself.
    pub words: Words,
    /// What it is about.
    pub title: String,
    /// A line below the title.
    pub subtitle: String,
    /// Name and value of what identifies the run: file, date, version.
    pub facts: Vec<(String, String)>,
    /// The answer box.
    pub answer: Answer,
    /// What follows.
    pub sections: Vec<Section>,
    /// Sources and remarks, numbered at the end.
    pub footnotes: Vec<String>,
}

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = concat!(include_str!("sort.js"), include_str!("tree.js"));

/// Nothing is loaded from anywhere, whatever the page should come to hold.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; \
                      img-src data:; base-uri 'none'; form-action 'none'";

impl Page {
    /// The page as HTML.
    pub fn html(&self) -> String {
        let page = html! {
            (DOCTYPE)
            html lang=(self.words.language) {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(POLICY);
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="referrer" content="no-referrer";
                    meta name="color-scheme" content="light dark";
                    title { (self.title) }
                    style { (PreEscaped(STYLE)) (PreEscaped(plot::STYLE)) }
                }
                body {
                    a.skip href="#main" { (self.words.skip) }
                    (self.header())
                    main id="main" tabindex="-1" {
                        (self.answer.html())
                        (self.contents())
                        @for section in &self.sections { (section.html()) }
                    }
                    (self.footer())
                    script { (PreEscaped(SCRIPT)) }
                }
            }
        };
        page.into_string()
    }

    fn header(&self) -> Markup {
        html! {
            header {
                p.brand { "Countenance" }
                h1 { (self.title) }
                p.subtitle { (self.subtitle) }
                (facts_html(&self.facts))
            }
        }
    }

    fn contents(&self) -> Markup {
        html! {
            nav aria-label=(self.words.contents) {
                ul { @for section in &self.sections {
                    li { a href={ "#" (section.id) } { (section.title) } }
                } }
            }
        }
    }

    fn footer(&self) -> Markup {
        html! {
            footer {
                @if !self.footnotes.is_empty() {
                    h2 { (self.words.notes) }
                    ol { @for note in &self.footnotes { li { (note) } } }
                }
            }
        }
    }
}

impl Answer {
    fn html(&self) -> Markup {
        html! {
            section class={ "answer " (self.tone.class()) } {
                h2.headline { (self.headline) }
                div.counts {
                    @for count in &self.counts {
                        div class={ "count " (count.tone.class()) } {
                            span.value { (count.value) }
                            span.name { (count.name) }
                        }
                    }
                }
                @for sentence in &self.sentences { p { (sentence) } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::block::Block;
    use super::super::table::{Cell, Column, Table};
    use super::super::words::english;
    use super::*;

    fn page(text: &str) -> Page {
        let table = Table {
            caption: text.to_owned(),
            columns: vec![Column::words(text), Column::numbers("n")],
            rows: vec![vec![Cell::text(text), Cell::number("2", 2.0).toned(Tone::Beyond)]],
        };
        Page {
            words: Words::of(&english()),
            title: text.to_owned(),
            subtitle: text.to_owned(),
            facts: vec![(text.to_owned(), text.to_owned())],
            answer: Answer {
                headline: text.to_owned(),
                tone: Tone::Attention,
                sentences: vec![text.to_owned()],
                counts: vec![],
            },
            sections: vec![Section {
                id: "a".to_owned(),
                title: text.to_owned(),
                blocks: vec![Block::Table(table), Block::Fold(text.to_owned(), vec![])],
            }],
            footnotes: vec![text.to_owned()],
        }
    }

    #[test]
    fn what_comes_from_a_table_is_text_and_nothing_is_loaded() {
        let html = page("<img src=x onerror=alert(1)>\"'&").html();
        assert!(!html.contains("<img"), "{html}");
        for foreign in ["http://", "https://", "@import", "url(", "src="] {
            let allowed = html.matches("http://www.w3.org/2000/svg").count();
            let escaped = html.matches("&lt;img src=").count();
            let found = html.matches(foreign).count();
            let expected = match foreign {
                "http://" => allowed,
                "src=" => escaped,
                _ => 0,
            };
            assert_eq!(found, expected, "{foreign}");
        }
    }

    #[test]
    fn every_row_is_there_without_scripts() {
        let html = page("sub-01").html();
        assert!(html.contains("<th scope=\"row\">sub-01</th>"));
        assert!(html.contains(r#"data-sort="2""#), "{html}");
    }
}
