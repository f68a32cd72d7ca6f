//! What every image shows of the face: participants × images.

use super::super::super::page::{Grid, Level, Tone};
use super::super::scan_row::ScanRow;
use super::told::Told;
use crate::face::status::Status;
use std::collections::{BTreeMap, BTreeSet};

/// Rows and columns that can still be read; of more participants the worst are shown, and of more
/// images those of all sessions together.
const ROWS: usize = 30;
const COLUMNS: usize = 16;

/// Statuses from what shows most to what shows least, with sign and tone.
const LEVELS: [(Status, &str, Tone); 9] = [
    (Status::Intact, "F", Tone::Beyond),
    (Status::Partial, "P", Tone::Attention),
    (Status::Blurred, "B", Tone::Attention),
    (Status::Failed, "!", Tone::NotAssessed),
    (Status::Untested, "?", Tone::NotAssessed),
    (Status::Replaced, "R", Tone::Within),
    (Status::Removed, "–", Tone::Within),
    (Status::SkullStripped, "S", Tone::Plain),
    (Status::NotAHead, "×", Tone::Plain),
];

type Cells<'a> = BTreeMap<&'a str, BTreeMap<Vec<&'a str>, usize>>;

/// The grid; nothing without images.
pub(super) fn grid(told: &Told<'_>) -> Option<Grid> {
    let mut cells = cells(told, true);
    let mut columns = columns(&cells);
    if columns.len() > COLUMNS {
        cells = self::cells(told, false);
        columns = self::columns(&cells);
    }
    let participants = cells.len();
    let mut rows: Vec<(&str, BTreeMap<Vec<&str>, usize>)> = cells.into_iter().collect();
    if rows.len() > ROWS {
        // The sort is stable: of equals the first by name are shown.
        rows.sort_by_key(|(_, cells)| cells.values().copied().min());
        rows.truncate(ROWS);
    }
    let shown = rows.len();
    let [shown_text, total] = [shown, participants].map(|n| n.to_string());
    let key = if shown < participants { "page.grid_worst" } else { "page.grid_caption" };
    let caption = told.fill(key, &[("count", &shown_text), ("total", &total)]);
    let used: BTreeSet<usize> = rows.iter().flat_map(|(_, c)| c.values().copied()).collect();
    let level = |n: &usize| {
        let (status, sign, tone) = LEVELS[*n];
        let name = told.say(&format!("page.status_{}", status.as_str()));
        Level { name, sign: sign.to_owned(), tone }
    };
    let place = |n: &usize| used.iter().position(|level| level == n);
    let row = |(name, cells): (&str, BTreeMap<Vec<&str>, usize>)| {
        let of = |column: &Vec<&str>| cells.get(column).and_then(place);
        (name.to_owned(), columns.iter().map(of).collect())
    };
    (shown > 0).then(|| Grid {
        caption,
        of: told.say("page.participant"),
        levels: used.iter().map(level).collect(),
        columns: columns.iter().map(|parts| parts.join(" ").trim().to_owned()).collect(),
        rows: rows.into_iter().map(row).collect(),
    })
}

/// The worst level of every participant and image; images of one kind by session or all together.
fn cells<'a>(told: &Told<'a>, by_session: bool) -> Cells<'a> {
    let mut cells = Cells::new();
    for scan in &told.all.scans {
        let Some(participant) = scan.participant.as_deref() else { continue };
        let Some(level) = LEVELS.iter().position(|(status, ..)| *status == scan.status) else {
            continue;
        };
        let row = cells.entry(participant).or_default();
        let cell = row.entry(image(scan, by_session)).or_insert(level);
        *cell = level.min(*cell);
    }
    cells
}

/// What tells the images of a participant apart: derivative (empty, and so first, for the dataset's
/// own), session, suffix.
fn image(scan: &ScanRow, by_session: bool) -> Vec<&str> {
    let derivative = scan.derivative.rsplit('/').next();
    let session = scan.session.as_deref().filter(|_| by_session);
    derivative.into_iter().chain(session).chain(scan.suffix.as_deref()).collect()
}

fn columns<'a>(cells: &Cells<'a>) -> Vec<Vec<&'a str>> {
    let all: BTreeSet<Vec<&str>> = cells.values().flat_map(BTreeMap::keys).cloned().collect();
    all.into_iter().collect()
}
