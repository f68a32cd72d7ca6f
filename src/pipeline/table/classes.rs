//! Groups of participants and the risks that follow from their sizes.

use crate::disclosure::classes::Classes;
use crate::disclosure::delta_presence;
use crate::disclosure::frequencies::Frequencies;
use crate::disclosure::household;
use crate::disclosure::individual::{self, Method};
use crate::disclosure::journalist;
use crate::disclosure::journalist::JournalistRisk;
use crate::disclosure::prosecutor::{self, WRITTEN_SLACK};
use crate::disclosure::separation;
use crate::disclosure::subsets;
use crate::disclosure::table::MISSING;
use crate::report::table::metric::Found;
use crate::report::table::threshold::Use;
use crate::report::table::{Group, Participants, SMALL_CELL, SudaColumns};

use super::input::Input;
use super::register::Register;
use super::{TableError, Work};
use rustc_hash::FxHashMap;
use std::cmp::Ordering;

/// What the classes say.
pub(super) struct Counted {
    pub(super) frequencies: Frequencies,
    pub(super) groups: Vec<Group>,
    individual: Option<Vec<Option<f64>>>,
    household: Option<Vec<Option<f64>>>,
    /// Greatest risk in the population, and where it comes from.
    pub(super) population_risks: Vec<(f64, String)>,
    /// Why models of the population may be wrong for this table.
    pub(super) doubt: Option<String>,
}

impl Counted {
    /// Figures of the participants, with what SUDA adds, and of their groups.
    pub(super) fn into_people(
        self,
        input: &Input,
        suda: Option<SudaColumns>,
        counts_only: bool,
    ) -> (Participants, Vec<Group>) {
        if counts_only {
            return (Participants::default(), self.groups);
        }
        let people = Participants {
            names: input.participants.persons.names.clone(),
            class: self.frequencies.classes.of_record,
            individual: self.individual,
            household: self.household,
            suda,
        };
        (people, self.groups)
    }
}

/// Sets of so many columns are searched for what tells participants apart.
const SUBSET_SIZE: usize = 3;
/// Sets shown: the single columns, and the strongest larger ones.
const SUBSETS_SHOWN: usize = 20;
/// A risk that needs the population.
const UNKNOWN_WHO: &str = "risk where it is not known who takes part";

impl Work<'_> {
    /// Counts matches and adds the figures that rest on them.
    pub(super) fn classes(&mut self, register: Option<&Register>) -> Result<Counted, TableError> {
        let (config, input) = (self.config, self.input);
        let weights = input.weights.as_deref();
        let (table, columns) = (input.table(), &input.quasi_identifiers);
        let classes = match &input.participants.persons.of_record {
            Some(persons) => Classes::of_groups(persons.clone()),
            None => Classes::of(table, columns),
        };
        let frequencies =
            Frequencies::of_classes(table, columns, classes, config.missing, weights)?;
        self.known(&frequencies);
        if config.parts.columns {
            self.subsets(&frequencies);
        }
        let mut counted = Counted {
            groups: if config.counts_only() {
                kinds_of_groups(&frequencies)
            } else {
                groups(input, &frequencies)
            },
            frequencies,
            individual: None,
            household: None,
            population_risks: Vec::new(),
            doubt: None,
        };
        self.weighted(&mut counted);
        if let Some(register) = register {
            self.register(&mut counted, register);
        }
        Ok(counted)
    }

    /// Risks where it is known who takes part.
    fn known(&mut self, frequencies: &Frequencies) {
        let risk = prosecutor::assess(frequencies);
        let none = "no participant counts";
        self.add("records", Found::value(risk.records as f64));
        self.add("classes", Found::value(risk.classes as f64));
        self.add("k", Found::maybe(risk.k, none));
        self.add("highest_risk", Found::maybe(risk.highest, none));
        self.add("average_risk", Found::maybe(risk.average, none));
        let mut limits: Vec<f64> = self
            .config
            .thresholds
            .iter()
            .filter(|t| t.metric == "highest_population_risk" && t.purpose == Use::Gate)
            .map(|t| t.value)
            .collect();
        limits.sort_by(f64::total_cmp);
        limits.dedup();
        for limit in limits {
            let above = prosecutor::records_at_risk(frequencies, limit + WRITTEN_SLACK);
            self.add("records_at_risk", Found::maybe(above, none).about(&limit.to_string()));
        }
        let small = frequencies.records_below(SMALL_CELL - 1e-9) as f64;
        let share = (risk.records > 0).then(|| small / risk.records as f64);
        self.add("small_cells", Found::maybe(share, none));
        self.add("sample_uniques", Found::value(risk.uniques as f64));
        self.add("sample_unique_fraction", Found::maybe(risk.unique_fraction, none));
        if let Some(power) = separation::measure(&frequencies.classes) {
            self.add("distinction", Found::value(power.distinction));
            self.add("separation", Found::value(power.separation));
        }
    }

    /// Which columns tell participants apart, alone and together.
    fn subsets(&mut self, frequencies: &Frequencies) {
        let (input, columns) = (self.input, &self.input.quasi_identifiers);
        let mut sets = subsets::within(input.table(), &frequencies.classes, columns, SUBSET_SIZE);
        sets.sort_by(|a, b| {
            let single = |s: &subsets::SubsetPower| s.columns.len() > 1;
            single(a).cmp(&single(b)).then(b.unique_fraction.total_cmp(&a.unique_fraction))
        });
        sets.truncate(SUBSETS_SHOWN.max(input.quasi_identifiers.len()));
        for set in sets {
            let names: Vec<&str> =
                set.columns.iter().map(|c| input.table().column(*c).name.as_str()).collect();
            let scope = names.join("+");
            self.add("unique_by_columns", Found::value(set.unique_fraction).about(&scope));
            self.add("distinction", Found::value(set.separation.distinction).about(&scope));
            self.add("separation", Found::value(set.separation.separation).about(&scope));
        }
    }

    /// Risks from sample weights and households.
    fn weighted(&mut self, counted: &mut Counted) {
        let input = self.input;
        if input.weights.is_none() && input.household.is_none() {
            return;
        }
        let risk = individual::assess(&counted.frequencies, Method::Exact);
        if risk.weighted {
            self.add("individual_expected", Found::value(risk.expected));
            self.add("individual_global", Found::maybe(risk.global, "no participant counts"));
            if let Some(persons) = counted.frequencies.population_of_class.clone() {
                let found = journalist::assess(&counted.frequencies, &persons, "sample weights");
                self.journalist(counted, "sample weights", &persons, found);
            }
        }
        if let Some(column) = input.household {
            let found = household::assess(&risk.of_record, input.table().column(column));
            let model = if risk.weighted { "risks by sample weights" } else { "risks 1/f" };
            let found_as = |value| Found { model: model.to_owned(), ..Found::maybe(value, "") };
            self.add("household_expected", found_as(Some(found.expected)));
            self.add("household_global", found_as(found.global));
            counted.household = Some(found.of_record);
        }
        counted.individual = risk.weighted.then_some(risk.of_record);
    }

    /// Risks from tables of the population.
    fn register(&mut self, counted: &mut Counted, register: &Register) {
        let lacks = &register.population.not_counted;
        if !lacks.is_empty() {
            // Fewer facts fit more persons: the risk would come out too low.
            let why = format!("the population table does not count {}", lacks.join(", "));
            self.missed(UNKNOWN_WHO, why);
            return;
        }
        let of_class = |row: &u32| register.matched.persons[*row as usize].unwrap_or(f64::NAN);
        let persons: Vec<f64> = counted.frequencies.classes.first.iter().map(of_class).collect();
        if let Some(presence) = delta_presence::measure(&counted.frequencies, &persons, false) {
            let range = Some([presence.least, presence.greatest]);
            self.add("delta_presence", Found { range, ..Found::default() });
        }
        let source = format!("population table. {}", register.population.assumption.sentence());
        let found = journalist::assess(&counted.frequencies, &persons, &source);
        if let Some(doubt) = register.doubt() {
            self.missed("population table, for everybody", doubt);
        }
        self.journalist(counted, "population table", &persons, found);
    }

    fn journalist(
        &mut self,
        counted: &mut Counted,
        label: &str,
        persons: &[f64],
        found: Option<JournalistRisk>,
    ) {
        for (group, persons) in counted.groups.iter_mut().zip(persons) {
            group.population = (group.frequency.is_some() && *persons > 0.0).then_some(*persons);
        }
        let Some(risk) = found else {
            self.missed(
                UNKNOWN_WHO,
                "a group has fewer persons in the population than in the table: the table of the \
                 population does not describe these participants",
            );
            return;
        };
        let from = |value| Found { note: risk.population_source.clone(), ..Found::value(value) };
        self.add("journalist_highest", from(risk.highest));
        self.add("k_map", from(risk.k_map));
        self.add("journalist_success", from(risk.success_rate));
        self.add("marketer", from(risk.marketer));
        counted.population_risks.push((risk.highest, label.to_owned()));
    }
}

/// One for all groups that as many participants match: where no group is told apart from others,
/// millions of them would only take memory.
fn kinds_of_groups(frequencies: &Frequencies) -> Vec<Group> {
    let mut participants: FxHashMap<u64, u32> = FxHashMap::default();
    for (matches, size) in frequencies.of_class.iter().zip(&frequencies.classes.sizes) {
        *participants.entry(matches.to_bits()).or_default() += size;
    }
    let kind = |(matches, participants)| {
        let matches = f64::from_bits(matches);
        let frequency = (matches > 0.0).then_some(matches);
        Group { participants, frequency, ..Group::default() }
    };
    let mut kinds: Vec<Group> = participants.into_iter().map(kind).collect();
    kinds.sort_by(|a, b| a.frequency.partial_cmp(&b.frequency).unwrap_or(Ordering::Equal));
    kinds
}

fn groups(input: &Input, frequencies: &Frequencies) -> Vec<Group> {
    let classes = &frequencies.classes;
    let columns: Vec<&[u32]> = input.codes();
    (0..classes.count())
        .map(|class| {
            let row = classes.first[class] as usize;
            let gap = |n: &usize| columns[*n][row] == MISSING;
            let matches = frequencies.of_class[class];
            Group {
                participants: classes.sizes[class],
                frequency: (matches > 0.0).then_some(matches),
                population: None,
                missing: (0..columns.len().min(64)).filter(gap).fold(0, |set, n| set | 1 << n),
                copula: None,
                independent: None,
            }
        })
        .collect()
}
