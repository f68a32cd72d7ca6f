//! How to generalise the table, and what that costs.

use crate::disclosure::cells::CellError;
use crate::disclosure::frontier::{self, Point, SMALLEST_CLASSES};
use crate::disclosure::hierarchy::{Hierarchy, guess, user};
use crate::disclosure::plan::Plan;
use crate::disclosure::table::Column;
use crate::report::table::PlanNote;
use crate::report::table::metric::Found;

use super::config::TableConfig;
use super::{TableError, Work};
use std::fs;

/// Values of fewer participants are put together: a small cell (CMS).
const FEWEST: u32 = 11;
/// A plan that loses more than half of the information is not recommended where another is there:
/// a choice, not a measurement.
const MOST_LOSS: f64 = 0.5;

/// Plans, and the recommended one.
#[derive(Default)]
pub(super) struct Planned {
    pub(super) notes: Vec<PlanNote>,
    pub(super) steps: Vec<String>,
    pub(super) plan: Option<Plan>,
}

impl Work<'_> {
    /// Searches the plans and adds what the recommended one reaches.
    pub(super) fn plan(&mut self) -> Result<Planned, TableError> {
        let input = self.input;
        if input.quasi_identifiers.is_empty() {
            self.missed("plan", "no column was taken for one that others know");
            return Ok(Planned::default());
        }
        if !self.config.bins.is_empty() {
            self.missed("plan", "a plan starts from the values as they are: leave out --bin");
            return Ok(Planned::default());
        }
        let columns = input.quasi_identifiers.iter().map(|c| input.table().column(*c));
        let hierarchies: Vec<Hierarchy> =
            columns.map(|c| hierarchy(c, self.config)).collect::<Result<_, _>>()?;
        let points = frontier::frontier(
            input.table(),
            &input.quasi_identifiers,
            &hierarchies,
            &SMALLEST_CLASSES,
            self.config.suppression,
        );
        let mut options: Vec<(PlanNote, Plan)> = points
            .iter()
            .map(|point| (self.note(point), Plan::of(&hierarchies, &point.solution)))
            .collect();
        let Some(best) = recommended(&options) else {
            let why = "no generalisation of these columns leaves groups of two or more";
            self.missed("plan", why);
            let notes = options.into_iter().map(|option| option.0).collect();
            return Ok(Planned { notes, ..Planned::default() });
        };
        options[best].0.recommended = true;
        let (chosen, mut plan) = options[best].clone();
        if self.config.suppress_cells {
            plan = self.with_cells(plan);
        }
        let share = chosen.suppressed as f64 / input.table().rows().max(1) as f64;
        self.add("plan_k", Found::value(f64::from(chosen.smallest_group)));
        self.add("plan_suppressed", Found::value(share));
        self.add("plan_loss", Found::value(chosen.loss));
        let steps = plan.words(&input.source.file, super::write::PLAN, "ANOTHER_FOLDER");
        let notes = options.into_iter().map(|option| option.0).collect();
        Ok(Planned { notes, steps, plan: Some(plan) })
    }

    /// The plan with single cells emptied, and how many; as it was where that cannot be done.
    fn with_cells(&mut self, plan: Plan) -> Plan {
        let input = self.input;
        let what = "plan that empties single cells";
        let persons = &input.participants.persons;
        if persons.rows > persons.records {
            self.missed(what, CellError::SeveralRows.to_string());
            return plan;
        }
        let cells = plan.clone().with_cells();
        match cells.apply(input.table(), &[]) {
            Ok(applied) => {
                let all = input.table().rows() * input.quasi_identifiers.len();
                let share = applied.cells as f64 / all.max(1) as f64;
                let note = "gaps count as values: whoever shows something is like k others in values \
                            and gaps. Counting gaps as matching everything (sdcMicro) would empty \
                            fewer cells, but then a few emptied records stand for everybody";
                self.add("plan_cells", Found { note: note.to_owned(), ..Found::value(share) });
                cells
            }
            Err(why) => {
                self.missed(what, why.to_string());
                plan
            }
        }
    }

    fn note(&self, point: &Point) -> PlanNote {
        let solution = &point.solution;
        let smallest = 1.0 / point.risk.highest;
        PlanNote {
            for_k: solution.goal.smallest_class,
            smallest_group: if smallest.is_finite() { smallest.round() as u32 } else { 0 },
            suppressed: solution.suppressed.len(),
            loss: solution.loss,
            optimal: solution.found.optimal,
            levels: self.input.names().into_iter().zip(point.level_names.clone()).collect(),
            recommended: false,
        }
    }
}

/// The most demanding plan that keeps half of the information, else the one that loses least; of
/// plans for the same k the one that loses less stands first.
fn recommended(options: &[(PlanNote, Plan)]) -> Option<usize> {
    let loss = |n: &usize| options[*n].0.loss;
    let asks = |n: &usize| options[*n].0.for_k > 1;
    let all = || (0..options.len()).filter(asks);
    let most = all().filter(|n| loss(n) <= MOST_LOSS).map(|n| options[n].0.for_k).max();
    let demanding = |n: &usize| Some(options[*n].0.for_k) == most;
    let best = |a: &usize, b: &usize| loss(a).total_cmp(&loss(b));
    all().filter(demanding).min_by(best).or_else(|| all().min_by(best))
}

/// The user's hierarchy of a column, or the one that its values suggest.
fn hierarchy(column: &Column, config: &TableConfig) -> Result<Hierarchy, TableError> {
    let usual = || Ok(guess(column).hierarchy(column, FEWEST)?);
    let Some(folder) = &config.hierarchies else { return usual() };
    // A column's name is no path.
    let name: String =
        column.name.chars().map(|c| if "/\\\0".contains(c) { '_' } else { c }).collect();
    let path = folder.join(format!("{name}.csv"));
    if !path.is_file() {
        return usual();
    }
    let text = fs::read_to_string(&path)
        .map_err(|error| TableError::File { path: path.clone(), error })?;
    let rules = user::rules(&text).map_err(|error| TableError::UserHierarchy { path, error })?;
    Ok(Hierarchy::new(column, rules)?)
}
