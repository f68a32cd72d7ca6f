//! What a page says of itself, in the language of its reader.

use crate::risk::knowledge::Knowledge;
use crate::risk::texts::Language;
use std::sync::OnceLock;

/// Words of every page, whatever it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Code of the language, for readers that speak.
    pub language: String,
    /// The link past the head of the page.
    pub skip: String,
    /// Name of the list of sections.
    pub contents: String,
    /// Heading of notes and sources.
    pub notes: String,
}

impl Words {
    /// The words of a language.
    pub fn of(language: &Language<'_>) -> Self {
        let say = |key: &str| language.say(key).to_owned();
        Self {
            language: language.code().to_owned(),
            skip: say("page.skip"),
            contents: say("page.contents"),
            notes: say("page.notes"),
        }
    }
}

/// Words joined as a sentence joins them.
pub fn joined(words: &[String], language: &Language<'_>) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => {
            language.fill("page.and", &[("rest", &rest.join(", ")), ("last", last)])
        }
    }
}

/// The language of pages that are written in English alone.
///
/// # Panics
/// Never: the shipped texts have English, as `every_language_has_its_words` shows.
pub fn english() -> Language<'static> {
    static KNOWLEDGE: OnceLock<Knowledge> = OnceLock::new();
    let texts = &KNOWLEDGE.get_or_init(Knowledge::shipped).texts;
    texts.language("en").unwrap_or_else(|| unreachable!("shipped texts have English"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_its_words() {
        assert_eq!(Words::of(&english()).contents, "Contents");
        let knowledge = Knowledge::shipped();
        let dutch = Words::of(&knowledge.texts.language("nl").unwrap());
        assert_eq!((dutch.language.as_str(), dutch.contents.as_str()), ("nl", "Inhoud"));
    }
}
