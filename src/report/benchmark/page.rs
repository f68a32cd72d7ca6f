//! The page of a benchmark.

use super::super::page::{
    Answer, Block, Cell, Column, Count, Page, Section, Table, Tone, Words, english,
};
use super::figures;
use super::{BenchmarkReport, MethodResult, Role};
use crate::base::stats::interval::Interval;
use crate::face::status::Status;
use crate::linkage::benchmark::rates::Rates;
use crate::linkage::benchmark::rule::BenchmarkRule;
use crate::linkage::benchmark::verdict::Verdict;
use crate::linkage::evaluation::estimate::Estimate;
use crate::linkage::evaluation::identification::RankRate;
use crate::linkage::leakage::Leakage;

/// The whole page.
pub fn page(report: &BenchmarkReport) -> Page {
    let sections = vec![
        section(
            "methods",
            "Methods",
            [matching(report), verification(report), remains(report)]
                .map(Block::Table)
                .into_iter()
                .chain(rescan(report))
                .collect(),
        ),
        section("figures", "Figures", vec![Block::Figures(figures::all(report))]),
        section("pairs", "Method against method", vec![Block::Table(paired(report))]),
        section("not-assessed", "Not assessed", missed(report)),
    ];
    Page {
        words: Words::of(&english()),
        title: format!("Defacing methods on {}", report.dataset),
        subtitle: "Whom does an attacker find who holds another scan of the same people?"
            .to_owned(),
        facts: vec![
            ("People in the gallery".to_owned(), report.people.to_string()),
            ("Gallery and probes".to_owned(), report.leakage.as_str().to_owned()),
            ("Countenance".to_owned(), env!("CARGO_PKG_VERSION").to_owned()),
        ],
        answer: answer(report),
        sections: sections.into_iter().filter(|s| !s.blocks.is_empty()).collect(),
        footnotes: footnotes(),
    }
}

fn section(id: &str, title: &str, blocks: Vec<Block>) -> Section {
    Section { id: id.to_owned(), title: title.to_owned(), blocks }
}

fn percent(value: f64) -> String {
    format!("{:.1} %", value * 100.0)
}

fn with_interval(value: f64, interval: Interval) -> Cell {
    let ends = format!("{:.1}–{:.1}", interval.low * 100.0, interval.high * 100.0);
    Cell::number(format!("{} ({ends})", percent(value)), value)
}

fn unknown() -> Cell {
    Cell::text("n/a").toned(Tone::NotAssessed)
}

fn rank(rate: Option<&RankRate>) -> Cell {
    rate.map_or_else(unknown, |rate| with_interval(rate.rate, rate.wilson))
}

fn share(value: Option<f64>) -> Cell {
    value.map_or_else(unknown, |value| Cell::number(percent(value), value))
}

fn verdict(method: &MethodResult) -> Cell {
    let (words, tone) = match (method.role, method.verdict) {
        (Role::Method, Verdict::Untested) => ("untested", Tone::NotAssessed),
        (Role::Method, Verdict::Matched) => ("people are found", Tone::Beyond),
        (Role::Method, Verdict::MatchedByWhatIsLeft) => ("found by what is left", Tone::Beyond),
        // Neither is safe: others may find more, and what was not compared was not tried.
        (Role::Method, Verdict::NotAboveChance) => ("not above chance", Tone::Plain),
        (Role::Method, Verdict::NothingToCompare) => ("no face left to compare", Tone::NotAssessed),
        (Role::Undefaced, _) => ("control: power of the attack", Tone::Plain),
        (Role::MeanFace, _) => ("control: a perfect replacement", Tone::Plain),
    };
    Cell::text(words).toned(tone)
}

fn answer(report: &BenchmarkReport) -> Answer {
    let methods = || report.methods.iter().filter(|m| m.role == Role::Method);
    let of = |verdict| methods().filter(move |m| m.verdict == verdict).count();
    let matched = of(Verdict::Matched) + of(Verdict::MatchedByWhatIsLeft);
    let untested = of(Verdict::Untested);
    let all = methods().count();
    let (headline, tone) = if untested == all {
        let why = "the attack finds too few un-defaced people, or there are too few probes";
        (format!("Nothing can be said of the methods: {why}."), Tone::NotAssessed)
    } else if matched > 0 {
        (format!("Under {matched} of {all} methods people are still found."), Tone::Beyond)
    } else {
        let text = "Under no method were more people found than by chance; others may find more.";
        (text.to_owned(), Tone::Attention)
    };
    let mut counts = Vec::new();
    if let Some(power) = report.power() {
        counts.push(Count {
            value: percent(power.rank_one.rate),
            name: "of un-defaced faces found first (power of the attack)".to_owned(),
            tone: Tone::Plain,
        });
        counts.push(Count {
            value: percent(power.chance.expected),
            name: "found by guessing".to_owned(),
            tone: Tone::Plain,
        });
    }
    let faceless = of(Verdict::NothingToCompare);
    if faceless > 0 {
        let name = format!("of {all} methods: no face left to compare");
        counts.push(Count { value: faceless.to_string(), name, tone: Tone::NotAssessed });
    }
    if untested > 0 {
        let name = "methods untested".to_owned();
        counts.push(Count { value: untested.to_string(), name, tone: Tone::NotAssessed });
    }
    let mut sentences = vec![
        "This attack compares the shape of faces, scan against scan, without training: a lower \
         bound of what an attacker can do. A method under which it finds nobody is not thereby safe."
            .to_owned(),
    ];
    if report.leakage == Leakage::SameScan {
        sentences.push(
            "Probes are defaced copies of the gallery's own scans: they share voxels and noise, so \
             every rate is an upper bound."
                .to_owned(),
        );
    }
    Answer { headline, tone, sentences, counts }
}

fn matching(report: &BenchmarkReport) -> Table {
    let columns = vec![
        Column::words("method"),
        Column::words("finding"),
        Column::numbers("rank 1, face"),
        Column::numbers("rank 5, face"),
        Column::numbers("no face (FTE)"),
        Column::numbers("rank 1, whatever is left"),
        Column::numbers("rank 1, ears"),
        Column::numbers("rank 1, vault"),
        Column::numbers("chance (97.5 %)"),
        Column::numbers("cannot exclude"),
        Column::numbers("same scan (upper bound)"),
        Column::numbers("probes"),
    ];
    let row = |method: &MethodResult| {
        let rates = method.rates.as_ref();
        vec![
            Cell::text(&method.name),
            verdict(method),
            rank(rates.map(|r| &r.rank_one)),
            rank(rates.map(|r| &r.rank_five)),
            share(rates.map(Rates::failure_rate)),
            rank(method.left.as_ref().map(|left| &left.rank_one)),
            share(method.ears.as_ref().map(|r| r.rate)),
            share(method.vault.as_ref().map(|r| r.rate)),
            share(rates.map(|r| r.chance.high)),
            share(rates.map(|r| r.rank_one.clopper_pearson.high)),
            share(method.same_scan.as_ref().map(|r| r.rate)),
            rates.map_or_else(unknown, |r| {
                Cell::number(r.rank_one.probes.to_string(), r.rank_one.probes as f64)
            }),
        ]
    };
    Table {
        caption: format!(
            "Found first among {} people ({}), one probe a participant; 95 % intervals",
            report.people,
            report.leakage.as_str()
        ),
        columns,
        rows: report.methods.iter().map(row).collect(),
    }
}

fn verification(report: &BenchmarkReport) -> Table {
    let estimate = |found: Option<Estimate>| {
        found.map_or_else(unknown, |e| with_interval(e.value, e.interval))
    };
    let row = |method: &MethodResult| {
        let rates = method.rates.as_ref();
        let d_prime = rates.and_then(|r| r.d_prime);
        vec![
            Cell::text(&method.name),
            share(rates.map(Rates::failure_rate)),
            estimate(rates.and_then(|r| r.equal_error_rate)),
            estimate(rates.and_then(|r| r.area)),
            d_prime.map_or_else(unknown, |d| Cell::number(format!("{d:.2}"), d)),
        ]
    };
    Table {
        caption: "Comparisons by the face, of the probes that have one; 95 % intervals".to_owned(),
        columns: vec![
            Column::words("method"),
            Column::numbers("no face (FTE), left out"),
            Column::numbers("equal error rate"),
            Column::numbers("area under the ROC curve"),
            Column::numbers("d′"),
        ],
        rows: report.methods.iter().map(row).collect(),
    }
}

fn remains(report: &BenchmarkReport) -> Table {
    let millimetres =
        |value: Option<f64>| value.map_or_else(unknown, |mm| Cell::number(format!("{mm:.2}"), mm));
    let row = |method: &MethodResult| {
        let face = method.face();
        vec![
            Cell::text(&method.name),
            Cell::text(statuses(method)),
            share(method.recognisability),
            Cell::text(regions(method)),
            millimetres(face.map(|r| r.residue_mm)),
            millimetres(face.map(|r| r.mean_face_mm)),
            share(face.map(|r| r.identity_share)),
            share(method.brain.map(|b| b.lost_share)),
            share(method.brain.map(|b| b.changed_share)),
        ]
    };
    Table {
        caption:
            "What is left of the faces (brow to chin, means over its regions), and what it cost"
                .to_owned(),
        columns: vec![
            Column::words("method"),
            Column::words("status of the probes"),
            Column::numbers("recognisability"),
            Column::words("regions that still match"),
            Column::numbers("copy to original, mm"),
            Column::numbers("average face to original, mm"),
            Column::numbers("of the person still shown"),
            Column::numbers("brain removed"),
            Column::numbers("brain changed"),
        ],
        rows: report.methods.iter().map(row).collect(),
    }
}

fn statuses(method: &MethodResult) -> String {
    let Some(counts) = method.statuses else { return "n/a".to_owned() };
    let some = Status::ALL.iter().zip(counts).filter(|(_, n)| *n > 0);
    some.map(|(status, n)| format!("{n} {}", status.as_str())).collect::<Vec<_>>().join(", ")
}

/// Names of the regions that match in as many probes as the rule asks for.
fn regions(method: &MethodResult) -> String {
    let least = BenchmarkRule::shipped().region_share;
    let left = method.matching.iter().filter(|(_, share)| *share >= least);
    let names: Vec<String> = left.map(|(name, _)| name.replace('_', " ")).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

fn paired(report: &BenchmarkReport) -> Table {
    let name = |n: usize| Cell::text(&report.methods[n].name);
    let p = |value: f64| {
        let text = if value < 0.001 { "< 0.001".to_owned() } else { format!("{value:.3}") };
        Cell::number(text, value)
    };
    let rows = report.paired.iter().map(|pair| {
        let area = pair.area_difference.map_or_else(unknown, |value| {
            let ends = pair.area_interval.map_or_else(
                || "no spread seen".to_owned(),
                |ends| format!("{:+.3} to {:+.3}", ends.low, ends.high),
            );
            Cell::number(format!("{value:+.3} ({ends})"), value)
        });
        vec![
            name(pair.methods[0]),
            name(pair.methods[1]),
            Cell::number(pair.people.to_string(), pair.people as f64),
            Cell::text(format!("{} / {}", pair.only[0], pair.only[1])),
            p(pair.rank_one_p),
            Cell::number(pair.enrolled.to_string(), pair.enrolled as f64),
            area,
            pair.area_p.map_or_else(unknown, p),
        ]
    });
    Table {
        caption: "The same people under two methods; p values adjusted over all pairs (Holm)"
            .to_owned(),
        columns: vec![
            Column::words("first"),
            Column::words("second"),
            Column::numbers("people"),
            Column::words("found under first / second alone"),
            Column::numbers("p, rank 1 (McNemar)"),
            Column::numbers("with a face under both"),
            Column::numbers("AUC of these, first less second"),
            Column::numbers("p, AUC"),
        ],
        rows: rows.collect(),
    }
}

/// What the loss of brain is to be held against.
fn rescan(report: &BenchmarkReport) -> Option<Block> {
    let found = report.rescan?;
    Some(Block::Text(format!(
        "Between two sessions of one person, with nothing defaced, the volume of the brain's mask \
         differs by {} (median of {} people): a loss of less than that does not show.",
        percent(found.share),
        found.people
    )))
}

fn missed(report: &BenchmarkReport) -> Vec<Block> {
    report.not_assessed.iter().cloned().map(Block::Text).collect()
}

fn footnotes() -> Vec<String> {
    [
        "Terms after ISO/IEC 19795-1. A comparison matches when its score is at least the threshold. \
         A probe without a face to compare is a failure to enrol (FTE) and a miss at every rank.",
        "Whatever is left: where a face failed to enrol, the few regions that its removal left (brows, \
         lids) are compared all the same.",
        "Rank-k: Wilson interval; “cannot exclude” is the upper end of the Clopper–Pearson interval. \
         Rates of comparisons: comparisons that share a person depend on each other (Aronow, Samii & \
         Assenova 2015). Differences between methods: people drawn anew, the same for both.",
        "Chance: names of the gallery shuffled; the rate that 97.5 % of the shuffles stay at or below.",
        "Beyond the people at hand rank-1 is extrapolated with the binomial model of Grother & Phillips \
         2004, scores taken relative to each probe's own strangers, and a generalised Pareto tail \
         (Hosking & Wallis 1987).",
        "Vault: the skull, which no method touches. Where it finds people, the face is not the only way.",
    ]
    .map(str::to_owned)
    .to_vec()
}
