//! How many people are searched: as many as the facts leave.

use super::super::chance::Chance;
use super::super::evidence::PersonInTable;

/// A number of people among whom the right one is searched.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct People {
    /// Best estimate; nothing where only the ends are known.
    pub estimate: Option<f64>,
    /// Fewest, at least 1.
    pub fewest: f64,
    /// Most; infinite where nothing bounds it.
    pub most: f64,
}

impl People {
    /// Nothing is known.
    pub const UNKNOWN: Self = Self { estimate: None, fewest: 1.0, most: f64::INFINITY };

    /// A number that was counted.
    pub fn exactly(people: f64) -> Self {
        let people = people.max(1.0);
        Self { estimate: Some(people), fewest: people, most: people }
    }

    /// The participants with the same facts.
    ///
    /// Who knows fewer facts, down to participation alone, searches up to all participants.
    pub fn in_sample(person: Option<&PersonInTable>, participants: Option<u64>) -> Self {
        let most = participants.map_or(f64::INFINITY, |n| n as f64);
        let Some(person) = person else { return Self { most, ..Self::UNKNOWN } };
        let class = person.class.max(1.0);
        Self { estimate: Some(class), fewest: class, most: most.max(class) }
    }

    /// The people of the population with the same facts: at least those who take part.
    pub fn in_population(person: Option<&PersonInTable>) -> Self {
        let Some(person) = person else { return Self::UNKNOWN };
        let at_least = person.class.max(1.0);
        match person.population {
            None => Self { fewest: at_least, ..Self::UNKNOWN },
            Some([fewest, most]) => Self {
                estimate: person.population_estimate.map(|v| v.max(at_least)),
                fewest: fewest.max(at_least),
                most: most.max(at_least),
            },
        }
    }

    /// The chance to pick the right one without looking at a face.
    pub fn guess(&self) -> Chance {
        self.chance(|people| Chance::exactly(1.0 / people))
    }

    /// A chance that falls with the number of people, over all numbers that may be true.
    pub fn chance(&self, first_of: impl Fn(f64) -> Chance) -> Chance {
        let high = first_of(self.fewest).high;
        let low = if self.most.is_finite() { first_of(self.most).low } else { 0.0 };
        let estimate = self.estimate.and_then(|people| first_of(people).estimate);
        Chance { estimate: estimate.map(|v| v.clamp(low, high)), low, high }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(population: Option<[f64; 2]>) -> PersonInTable {
        PersonInTable {
            participant: "sub-01".to_owned(),
            class: 4.0,
            population,
            population_estimate: None,
        }
    }

    #[test]
    fn the_population_holds_at_least_the_sample() {
        let found = People::in_population(Some(&person(Some([2.0, 50.0]))));
        assert_eq!((found.fewest, found.most), (4.0, 50.0));
        let unknown = People::in_population(Some(&person(None)));
        assert_eq!(unknown.guess(), Chance { estimate: None, low: 0.0, high: 0.25 });
        assert_eq!(People::UNKNOWN.guess(), Chance::UNKNOWN);
    }

    #[test]
    fn who_knows_fewer_facts_searches_more_people() {
        let found = People::in_sample(Some(&person(None)), Some(60)).guess();
        assert_eq!(found, Chance { estimate: Some(0.25), low: 1.0 / 60.0, high: 0.25 });
        let no_table = People::in_sample(None, Some(60)).guess();
        assert_eq!(no_table, Chance { estimate: None, low: 1.0 / 60.0, high: 1.0 });
    }
}
