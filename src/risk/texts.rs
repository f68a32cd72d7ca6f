//! What is said, in every language: `data/guide/texts.csv`, one column a language.
//!
//! A column more is a language more; no code knows their names.

use std::collections::BTreeMap;

/// Sentences by key, in every language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts {
    languages: Vec<String>,
    said: BTreeMap<String, Vec<String>>,
}

/// The sentences of one language.
#[derive(Clone, Copy, Debug)]
pub struct Language<'a> {
    texts: &'a Texts,
    column: usize,
}

/// Why a table of texts cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TextsError {
    /// Not a table of equal rows.
    #[error("{0}")]
    Row(#[from] csv::Error),
    /// A sentence that is missing, or there twice.
    #[error("{key}: {language}: {problem}")]
    Sentence {
        /// Its key.
        key: String,
        /// The language's column.
        language: String,
        /// What is wrong.
        problem: &'static str,
    },
}

impl Texts {
    /// Texts from a CSV with the columns `key` and one per language.
    ///
    /// # Errors
    /// [`TextsError`] names the sentence.
    pub fn read(text: &str) -> Result<Self, TextsError> {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let languages: Vec<String> = reader.headers()?.iter().skip(1).map(str::to_owned).collect();
        let mut said = BTreeMap::new();
        for row in reader.records() {
            let row = row?;
            let key = row.get(0).unwrap_or_default().to_owned();
            let wrong = |language: &str, problem| TextsError::Sentence {
                key: key.clone(),
                language: language.to_owned(),
                problem,
            };
            let sentences: Vec<String> = row.iter().skip(1).map(str::to_owned).collect();
            for (sentence, language) in sentences.iter().zip(&languages) {
                if sentence.trim().is_empty() {
                    return Err(wrong(language, "no sentence"));
                }
            }
            if said.insert(key.clone(), sentences).is_some() {
                return Err(wrong("key", "is there twice"));
            }
        }
        Ok(Self { languages, said })
    }

    /// These and more sentences in the same languages.
    ///
    /// # Errors
    /// [`TextsError`] for other languages, or a sentence that both have.
    pub fn and(mut self, more: Self) -> Result<Self, TextsError> {
        let wrong = |key: &str, language: String, problem| TextsError::Sentence {
            key: key.to_owned(),
            language,
            problem,
        };
        if more.languages != self.languages {
            return Err(wrong("key", more.languages.join(", "), "not the languages of texts.csv"));
        }
        for (key, sentences) in more.said {
            if self.said.contains_key(&key) {
                return Err(wrong(&key, "key".to_owned(), "is there twice"));
            }
            self.said.insert(key, sentences);
        }
        Ok(self)
    }

    /// The languages, as `--lang` takes them.
    pub fn languages(&self) -> &[String] {
        &self.languages
    }

    /// One language; none when there is no such column.
    pub fn language(&self, code: &str) -> Option<Language<'_>> {
        let column = self.languages.iter().position(|language| language == code)?;
        Some(Language { texts: self, column })
    }

    /// Whether a sentence exists.
    pub fn has(&self, key: &str) -> bool {
        self.said.contains_key(key)
    }

    /// Every key with its sentences, in the order of the languages.
    pub fn all(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.said.iter().map(|(key, sentences)| (key.as_str(), sentences.as_slice()))
    }
}

impl<'a> Language<'a> {
    /// Its code.
    pub fn code(&self) -> &'a str {
        &self.texts.languages[self.column]
    }

    /// The sentence of a key; the key itself where there is none, so that a gap is seen.
    pub fn say<'k>(&self, key: &'k str) -> &'k str
    where
        'a: 'k,
    {
        let sentences = self.texts.said.get(key);
        sentences.and_then(|all| all.get(self.column)).map_or(key, String::as_str)
    }

    /// The sentence with `{name}` filled in.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        let empty = self.say(key).to_owned();
        values.iter().fold(empty, |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_more_is_a_language_more() {
        let texts = Texts::read("key,en,nl,xx\na,one {n},een {n},uno {n}\n").unwrap();
        let said = |code: &str| texts.language(code).map(|l| l.fill("a", &[("n", "1")]));
        assert_eq!(said("xx").as_deref(), Some("uno 1"));
        assert_eq!(said("nl").as_deref(), Some("een 1"));
        assert_eq!(said("de"), None);
        assert_eq!(texts.language("en").unwrap().say("b"), "b");
    }

    #[test]
    fn a_missing_sentence_is_named() {
        let told = |text: &str| Texts::read(text).unwrap_err().to_string();
        assert!(told("key,en,nl\na,one,\n").contains("a: nl"));
        assert!(told("key,en\na,one\na,two\n").contains("twice"));
        assert!(Texts::read("key,en\na,one,more\n").is_err());
    }

    #[test]
    fn two_tables_are_one_in_the_same_languages() {
        let read = |text: &str| Texts::read(text).unwrap();
        let both = read("key,en\na,one\n").and(read("key,en\nb,two\n")).unwrap();
        assert_eq!(both.language("en").unwrap().say("b"), "two");
        let told = |text: &str| read("key,en\na,one\n").and(read(text)).unwrap_err().to_string();
        assert!(told("key,en\na,two\n").contains("a: key: is there twice"));
        assert!(told("key,nl\nb,twee\n").contains("nl"));
    }
}
