//! How to generalise the table, and what that costs.

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
        let best = recommended(&points);
        let note = |(n, point): (usize, &Point)| self.note(point, Some(n) == best);
        let notes: Vec<PlanNote> = points.iter().enumerate().map(note).collect();
        let Some(best) = best else {
            let why = "no generalisation of these columns leaves groups of two or more";
            self.missed("plan", why);
            return Ok(Planned { notes, ..Planned::default() });
        };
        let chosen = &notes[best];
        let share = chosen.suppressed as f64 / input.table().rows().max(1) as f64;
        self.add("plan_k", Found::value(f64::from(chosen.smallest_group)));
        self.add("plan_suppressed", Found::value(share));
        self.add("plan_loss", Found::value(chosen.loss));
        let plan = Plan::of(&hierarchies, &points[best].solution);
        let steps = plan.words(&input.source.file, super::write::PLAN, "ANOTHER_FOLDER");
        Ok(Planned { notes, steps, plan: Some(plan) })
    }

    fn note(&self, point: &Point, recommended: bool) -> PlanNote {
        let solution = &point.solution;
        let smallest = 1.0 / point.risk.highest;
        PlanNote {
            for_k: solution.goal.smallest_class,
            smallest_group: if smallest.is_finite() { smallest.round() as u32 } else { 0 },
            suppressed: solution.suppressed.len(),
            loss: solution.loss,
            optimal: solution.found.optimal,
            levels: self.input.names().into_iter().zip(point.level_names.clone()).collect(),
            recommended,
        }
    }
}

/// The most demanding plan that keeps half of the information, else the least demanding one.
fn recommended(points: &[Point]) -> Option<usize> {
    let asks = |n: &usize| points[*n].solution.goal.smallest_class > 1;
    let affordable = |n: &usize| points[*n].solution.loss <= MOST_LOSS;
    let all = || (0..points.len()).filter(asks);
    all().rfind(affordable).or_else(|| all().next())
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
