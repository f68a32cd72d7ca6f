//! The figures: faces, groups of equal facts, risk by kind of scan, how well scans find each other.

use super::super::super::page::{Block, Section};
use super::super::super::plot::{Axis, Figure, Lines, Range, Ranges, Series, Unit};
use super::super::super::table::figures::class_sizes;
use super::super::linkage_part::{LinkagePart, LinkedPart};
use super::faces;
use super::odds::rank;
use super::told::Told;
use crate::risk::chance::Chance;
use std::collections::BTreeMap;

pub(super) fn section(told: &Told<'_>) -> Section {
    let mut blocks = vec![told.heading("page.grid")];
    match faces::grid(told) {
        Some(grid) => {
            blocks.push(Block::Grid(grid));
            blocks.extend(detected(told));
        }
        None => blocks.push(Block::Note(told.say("page.grid_none"))),
    }
    let mut figures = Vec::new();
    if let Some(table) = &told.all.table {
        figures.push(class_sizes(&table.report, told.language));
    }
    figures.extend(scan_types(told));
    if let Some(linkage) = &told.all.linkage {
        figures.extend(cmc(told, linkage));
    }
    if !figures.is_empty() {
        blocks.push(told.heading("page.plots"));
        blocks.push(Block::Figures(figures));
    }
    told.section("figures", blocks)
}

/// How often a face that is left was found: what "none detected" stands on.
fn detected(told: &Told<'_>) -> Option<Block> {
    let limit = told.all.limits.iter().find(|limit| limit.limit == "face_left")?;
    let (low, high) = limit.low.zip(limit.high)?;
    let [value, low, high] = [limit.value?, low, high].map(|share| format!("{:.1}", 100.0 * share));
    let cases = limit.cases?.to_string();
    let values = [("value", value.as_str()), ("low", &low), ("high", &high), ("cases", &cases)];
    Some(Block::Text(told.fill("page.detected", &values)))
}

/// Recognisability by kind of image and status: the range over scans, the worst and the middle one.
fn scan_types(told: &Told<'_>) -> Option<Figure> {
    let mut kinds: BTreeMap<String, Vec<Chance>> = BTreeMap::new();
    for scan in &told.all.scans {
        let Some(chance) = scan.recognisability else { continue };
        let suffix = scan.suffix.as_deref().unwrap_or("–");
        let status = told.say(&format!("page.status_{}", scan.status.as_str()));
        kinds.entry(format!("{suffix}: {status}")).or_default().push(chance);
    }
    let rows: Vec<Range> = kinds.into_iter().filter_map(|kind| scan_type(told, kind)).collect();
    if rows.is_empty() {
        return None;
    }
    let said: Vec<String> =
        rows.iter().map(|row| format!("{}: {}", row.name, row.written)).collect();
    let description = told.fill("page.scan_types_seen", &[("kinds", &said.join("; "))]);
    let [worst, median] = ["page.scan_worst", "page.scan_median"].map(|key| told.say(key));
    let ranges = Ranges {
        id: "scan_types",
        title: &told.say("page.scan_types"),
        description: &description,
        x: Axis::linear(&told.say("page.recognisability_axis"), 0.0, 1.0, Unit::Percent),
        marks: &[worst.as_str(), median.as_str()],
        rows: &rows,
    };
    Some(ranges.draw())
}

fn scan_type(told: &Told<'_>, (name, mut chances): (String, Vec<Chance>)) -> Option<Range> {
    chances.sort_by(|a, b| rank(a).total_cmp(&rank(b)));
    let (worst, median) = (rank(chances.last()?), rank(&chances[chances.len() / 2]));
    let low = chances.iter().map(|c| c.low).fold(1.0, f64::min);
    let high = chances.iter().map(|c| c.high).fold(0.0, f64::max);
    let count = chances.len().to_string();
    let (middle, most) = (told.odds(median), told.odds(worst));
    let values = [("count", count.as_str()), ("worst", &most)];
    Some(Range {
        name,
        ends: [low, high],
        marks: vec![(worst, most.clone()), (median, middle)],
        written: told.fill("page.scan_type", &values),
    })
}

/// Ranks that are drawn at least, so that ticks are whole.
const RANKS: usize = 6;

/// One figure for each kind of independence.
fn cmc(told: &Told<'_>, linkage: &LinkagePart) -> Vec<Figure> {
    let mut kinds: Vec<&str> = linkage.parts.iter().map(|part| part.independence).collect();
    kinds.dedup();
    let of = |kind: &str| {
        let parts: Vec<&LinkedPart> =
            linkage.parts.iter().filter(|p| p.independence == kind && !p.cmc.is_empty()).collect();
        (!parts.is_empty()).then(|| characteristic(told, linkage, kind, &parts))
    };
    kinds.into_iter().filter_map(of).collect()
}

fn characteristic(
    told: &Told<'_>,
    linkage: &LinkagePart,
    kind: &str,
    parts: &[&LinkedPart],
) -> Figure {
    let last = parts.iter().flat_map(|p| &p.cmc).map(|point| point.rank).max().unwrap_or(1);
    let last = last.max(RANKS) as f64;
    let mut series: Vec<Series> = parts.iter().map(|part| curve(told, part, last)).collect();
    let people = linkage.people.max(1) as f64;
    let ranks = [1.0, people.clamp(1.0, last), last];
    let chance = ranks.map(|rank| [rank, (rank / people).min(1.0)]).to_vec();
    series.push(Series { name: told.say("page.by_chance"), points: chance, band: Vec::new() });
    let said = parts.iter().filter_map(|part| {
        let first = part.cmc.first().filter(|point| point.rank == 1)?;
        let percent = |v: f64| format!("{:.0}", 100.0 * v);
        let [low, high] = first.interval.map(percent);
        Some(told.fill(
            "page.cmc_first",
            &[
                ("part", &told.say(&format!("page.part_{}", part.part))),
                ("share", &percent(first.share)),
                ("low", &low),
                ("high", &high),
                ("probes", &part.probes.to_string()),
            ],
        ))
    });
    let said = said.collect::<Vec<_>>().join("; ");
    let kind_said = told.independence(kind);
    let values = [("kind", kind_said.as_str()), ("first", &said)];
    Lines {
        id: &format!("cmc-{kind}"),
        title: &told.fill("page.cmc", &values),
        description: &told.fill("page.cmc_seen", &values),
        x: Axis::linear(&told.say("page.cmc_rank"), 1.0, last, Unit::Number),
        y: Axis::linear(&told.say("page.cmc_share"), 0.0, 1.0, Unit::Percent),
        series: &series,
        markers: &[],
    }
    .draw()
}

/// The curve with its interval, drawn on as it stands to the last rank of the figure.
fn curve(told: &Told<'_>, part: &LinkedPart, last: f64) -> Series {
    let mut points: Vec<[f64; 2]> = part.cmc.iter().map(|p| [p.rank as f64, p.share]).collect();
    let band = part.cmc.iter().map(|p| [p.rank as f64, p.interval[0], p.interval[1]]);
    let mut band: Vec<[f64; 3]> = band.collect();
    points.extend(points.last().filter(|p| p[0] < last).map(|p| [last, p[1]]));
    band.extend(band.last().filter(|p| p[0] < last).map(|p| [last, p[1], p[2]]));
    Series { name: told.say(&format!("page.part_{}", part.part)), points, band }
}
