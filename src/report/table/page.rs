//! The page of a table's report.

use super::super::page::{
    Answer, Block, Cell, Column, Count, Page, Section, Table, Tone, Words, english,
};
use super::super::plot::grouped;
use super::figures;
use super::figures::{estimated, percents};
use super::metric::{Metric, catalogue};
use super::summary;
use super::threshold::{Threshold, Verdict, rules_without_number};
use super::{TableReport, figures::percent};

/// Rows shown of the participants at most: the whole list is in `participants_risk.csv`.
const SHOWN: usize = 50;

/// The whole page.
pub fn page(report: &TableReport, thresholds: &[Threshold]) -> Page {
    let sections = vec![
        first_steps(report),
        section("figures", "Figures", vec![Block::Figures(figures::all(report, thresholds))]),
        population(report),
        participants(report),
        metrics(report),
        columns(report),
        not_assessed(report),
    ];
    Page {
        words: Words::of(&english()),
        title: format!("Disclosure risk of {}", report.source.file),
        subtitle: "Whom do the facts in this table point to?".to_owned(),
        facts: facts(report),
        answer: answer(report),
        sections: sections.into_iter().filter(|s| !s.blocks.is_empty()).collect(),
        footnotes: footnotes(report, thresholds),
    }
}

fn section(id: &str, title: &str, blocks: Vec<Block>) -> Section {
    Section { id: id.to_owned(), title: title.to_owned(), blocks }
}

fn facts(report: &TableReport) -> Vec<(String, String)> {
    let fact = |name: &str, value: String| (name.to_owned(), value);
    vec![
        fact("Participants", grouped(report.participants as f64, 0)),
        fact("Rows in the file", grouped(report.source.rows as f64, 0)),
        fact("Facts an outsider may know", figures::list(&report.quasi_identifiers)),
        fact("Missing values", report.missing_values.clone()),
        fact("SHA-256 of the file", report.source.sha256.chars().take(16).chain(['…']).collect()),
        fact("Countenance", report.source.version.to_owned()),
    ]
}

fn tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Within => Tone::Within,
        Verdict::Beyond => Tone::Beyond,
        Verdict::Undecided => Tone::Attention,
        Verdict::Reported => Tone::Plain,
        Verdict::NotAssessed => Tone::NotAssessed,
    }
}

/// Whether a figure is a model's and no count.
fn is_estimate(metric: &Metric) -> bool {
    metric.metric.contains("population")
}

/// The worst verdict of the figures that are judged.
fn worst(report: &TableReport) -> Tone {
    let has = |verdict| report.metrics.iter().any(|m| m.verdict == verdict);
    // What was not looked at is never within.
    let mut gate = report.metrics.iter().filter(|m| m.metric == "highest_population_risk");
    let looked = gate.next().is_some_and(|m| m.verdict != Verdict::NotAssessed);
    if has(Verdict::Beyond) {
        Tone::Beyond
    } else if !looked {
        Tone::NotAssessed
    } else if has(Verdict::Undecided) {
        Tone::Attention
    } else {
        Tone::Within
    }
}

fn answer(report: &TableReport) -> Answer {
    let mut counts = Vec::new();
    let mut count = |name: &str, title: &str, write: &dyn Fn(&Metric) -> Option<String>| {
        let Some(metric) = report.metrics.iter().find(|m| m.metric == name) else { return };
        let value = write(metric).unwrap_or_else(|| "not assessed".to_owned());
        counts.push(Count { value, name: title.to_owned(), tone: tone(metric.verdict) });
    };
    let number = |m: &Metric| m.value.map(|v| grouped(v, 0));
    let share = |m: &Metric| {
        let range = m.low.zip(m.high).or(m.value.map(|v| (v, v)));
        let estimate = is_estimate(m);
        range.map(|(low, high)| if estimate { estimated(low, high) } else { percents(low, high) })
    };
    count("k", "participants in the smallest group (k)", &number);
    count("sample_unique_fraction", "alone in the table (reported only)", &share);
    count("population_uniqueness", "of the population alone with such facts", &share);
    count(
        "highest_population_risk",
        "highest chance of a right match, attacker does not know who takes part",
        &share,
    );
    let missing = report.not_assessed.len();
    if missing > 0 {
        let (value, name) = (missing.to_string(), "not assessed: see below".to_owned());
        counts.push(Count { value, name, tone: Tone::NotAssessed });
    }
    Answer {
        headline: summary::in_table(report),
        tone: worst(report),
        sentences: [
            summary::greatest_risk(report),
            summary::in_population(report),
            summary::REMAINS.to_owned(),
        ]
        .into_iter()
        .filter(|sentence| !sentence.is_empty())
        .collect(),
        counts,
    }
}

fn first_steps(report: &TableReport) -> Section {
    let mut blocks = Vec::new();
    if let Some(plan) = report.plans.iter().find(|p| p.recommended) {
        let cost = percent(plan.loss);
        blocks.push(Block::Text(format!(
            "Generalised like this, every participant who is kept shares all facts with at least {} others, at \
             the cost of {cost} % of the information in these columns{}.",
            plan.smallest_group.saturating_sub(1),
            if plan.optimal { "; no plan of this kind costs less" } else { "" }
        )));
        blocks.push(Block::Steps(report.steps.clone()));
        blocks.push(Block::Table(plans(report)));
    }
    section("plan", "What to do", blocks)
}

fn plans(report: &TableReport) -> Table {
    let rows = report.plans.iter().map(|plan| {
        let levels: Vec<String> = plan.levels.iter().map(|(c, l)| format!("{c}: {l}")).collect();
        let name = if plan.recommended { "recommended" } else { "" };
        vec![
            Cell::number(plan.for_k.to_string(), f64::from(plan.for_k)),
            Cell::number(plan.smallest_group.to_string(), f64::from(plan.smallest_group)),
            Cell::number(format!("{} %", percent(plan.loss)), plan.loss),
            Cell::number(plan.suppressed.to_string(), plan.suppressed as f64),
            Cell::text(levels.join("; ")),
            Cell::text(name),
        ]
    });
    Table {
        caption: "Plans, from the least to the most demanding".to_owned(),
        columns: vec![
            Column::numbers("k asked"),
            Column::numbers("k reached"),
            Column::numbers("lost"),
            Column::numbers("removed"),
            Column::words("Columns become"),
            Column::words("Advice"),
        ],
        rows: rows.collect(),
    }
}

fn population(report: &TableReport) -> Section {
    let Some(population) = &report.population else {
        return section("population", "In the population", Vec::new());
    };
    let rows = population.models.iter().map(|m| {
        let share = m.unique_fraction;
        let shown = share.map_or("no solution".to_owned(), |s| estimated(s, s));
        let (word, tone) = match &m.does_not_apply {
            None => ("applies".to_owned(), Tone::Within),
            Some(why) => (format!("does not apply: {why}"), Tone::Plain),
        };
        vec![
            Cell::text(m.model),
            Cell::number(shown, share.unwrap_or(f64::NAN)),
            if tone == Tone::Plain { Cell::text(word) } else { Cell::text(word).toned(tone) },
            Cell::text(m.source),
        ]
    });
    let table = Table {
        caption: "Share of the population alone with such facts, model by model".to_owned(),
        columns: vec![
            Column::words("Model"),
            Column::numbers("Alone"),
            Column::words("Does it apply?"),
            Column::words("Reference"),
        ],
        rows: rows.collect(),
    };
    let blocks = vec![Block::Text(summary::in_population(report)), Block::Table(table)];
    section("population", "In the population", blocks)
}

fn participants(report: &TableReport) -> Section {
    if report.quasi_identifiers.is_empty() || report.people.class.is_empty() {
        return section("participants", "Participants", Vec::new());
    }
    let rows = most_at_risk(report).into_iter().map(|n| {
        let group = report.group_of(n);
        let number = |v: Option<f64>, decimals: usize| match v {
            Some(v) if v > 0.0 && v < 0.5 * 0.1f64.powi(decimals as i32) => {
                Cell::number(format!("<{:.decimals$}", 0.1f64.powi(decimals as i32)), v)
            }
            Some(v) => Cell::number(format!("{v:.decimals$}"), v),
            None => Cell::text("n/a"),
        };
        let sets = report.people.suda.as_ref().map(|s| s.of(n));
        let smallest = sets.and_then(<[u64]>::first).map(|set| report.names(*set));
        let population = group.risk_population().or(group.copula.map(|c| c[2]));
        vec![
            Cell::text(report.people.id(n)),
            number(group.frequency, 0),
            number(group.risk_known(), 2),
            number(population, 4),
            Cell::text(smallest.unwrap_or_else(|| "–".to_owned()).replace('+', " + ")),
            number(report.people.suda.as_ref().map(|s| s.score[n]), 0),
        ]
    });
    let table = Table {
        caption: format!(
            "The {} participants who stand out most, of {}; all in participants_risk.csv",
            SHOWN.min(report.participants),
            report.participants
        ),
        columns: vec![
            Column::words("Participant"),
            Column::numbers("match"),
            Column::numbers("risk, known"),
            Column::numbers("risk, population"),
            Column::words("Fewest facts that single out"),
            Column::numbers("SUDA"),
        ],
        rows: rows.collect(),
    };
    let blocks = vec![
        Block::Note(
            "This list names participants by their identifiers in the table: pass it on only to \
             those who may see the table."
                .to_owned(),
        ),
        Block::Fold("Show the list".to_owned(), vec![Block::Table(table)]),
    ];
    section("participants", "Who stands out", blocks)
}

/// The participants shown: highest risk first, then highest score, then by their order.
fn most_at_risk(report: &TableReport) -> Vec<usize> {
    let of_group: Vec<f64> =
        report.groups.iter().map(|group| group.risk_known().unwrap_or(0.0)).collect();
    let risk = |n: usize| of_group[report.people.class[n] as usize];
    let score = |n: usize| report.people.suda.as_ref().map_or(0.0, |s| s.score[n]);
    let before = |a: usize, b: usize| {
        risk(a).total_cmp(&risk(b)).then(score(a).total_cmp(&score(b))).is_gt()
    };
    let mut shown: Vec<usize> = Vec::new();
    for n in 0..report.participants {
        // Of millions nearly all end here.
        if shown.len() == SHOWN && !before(n, shown[SHOWN - 1]) {
            continue;
        }
        shown.insert(shown.partition_point(|other| !before(n, *other)), n);
        shown.truncate(SHOWN);
    }
    shown
}

fn metrics(report: &TableReport) -> Section {
    let rows = report.metrics.iter().map(|m| {
        let title = catalogue().get(&m.metric).map_or(m.metric.as_str(), |c| c.title.as_str());
        let name =
            if m.scope.is_empty() { title.to_owned() } else { format!("{title} · {}", m.scope) };
        let compared = match m.threshold {
            Some(t) => format!("{t} · {}", m.source),
            None => String::new(),
        };
        vec![
            Cell::text(name),
            figure(m),
            Cell::text(m.verdict.as_str()).toned(tone(m.verdict)),
            Cell::text(compared),
            Cell::text(m.model.clone()),
            Cell::text(m.reference.clone()),
        ]
    });
    let table = Table {
        caption: "Every figure with its formula; f counts participants of the table, F persons of the population".to_owned(),
        columns: vec![
            Column::words("Figure"),
            Column::numbers("Value"),
            Column::words("Verdict"),
            Column::words("Compared with"),
            Column::words("Formula"),
            Column::words("Reference"),
        ],
        rows: rows.collect(),
    };
    section(
        "metrics",
        "Every figure",
        vec![Block::Fold("Show the table".to_owned(), vec![Block::Table(table)])],
    )
}

/// A figure as its units ask for it.
fn figure(m: &Metric) -> Cell {
    let written = |v: f64| match m.units.as_str() {
        "persons" | "" if (v - v.round()).abs() < 1e-9 => grouped(v, 0),
        "1" if v != 0.0 && v.abs() < 0.0005 => format!("{v:.1e}"),
        "1" => format!("{v:.3}"),
        _ => format!("{v:.2}"),
    };
    match (m.value, m.low.zip(m.high)) {
        (Some(v), _) => Cell::number(written(v), v),
        (None, Some((low, high))) => {
            Cell::number(format!("{}–{}", written(low), written(high)), high)
        }
        (None, None) => Cell::text("n/a"),
    }
}

fn columns(report: &TableReport) -> Section {
    let rows = report.columns.iter().map(|c| {
        vec![
            Cell::text(c.name.clone()),
            Cell::text(c.role.clone()),
            Cell::number(c.values.to_string(), c.values as f64),
            Cell::number(c.missing.to_string(), c.missing as f64),
            Cell::text(c.why.clone()),
        ]
    });
    let table = Table {
        caption: "What each column was taken for; correct it with --qi, --sensitive or --roles"
            .to_owned(),
        columns: vec![
            Column::words("Column"),
            Column::words("Role"),
            Column::numbers("Values"),
            Column::numbers("Missing"),
            Column::words("Why"),
        ],
        rows: rows.collect(),
    };
    let mut blocks = vec![Block::Table(table)];
    if !report.remarks.is_empty() {
        let remarks = report.remarks.iter().cloned().map(Block::Text).collect();
        blocks.push(Block::Fold("Noticed while reading".to_owned(), remarks));
    }
    section("columns", "Columns", blocks)
}

fn not_assessed(report: &TableReport) -> Section {
    let rows: Vec<Vec<Cell>> = report
        .not_assessed
        .iter()
        .map(|n| vec![Cell::text(n.what.clone()), Cell::text(n.why.clone())])
        .collect();
    if rows.is_empty() {
        return section("not-assessed", "Not assessed", Vec::new());
    }
    let columns = vec![Column::words("What"), Column::words("Why")];
    let caption = "What could not be looked at is not fine".to_owned();
    section("not-assessed", "Not assessed", vec![Block::Table(Table { caption, columns, rows })])
}

fn footnotes(report: &TableReport, thresholds: &[Threshold]) -> Vec<String> {
    let mut notes = vec![format!(
        "Missing values were taken as: {}. A participant's match count includes the participant.",
        report.missing_values
    )];
    notes.extend(thresholds.iter().map(|t| format!("{}: {} — {}", t.value, t.meaning, t.source)));
    notes.extend(
        rules_without_number()
            .into_iter()
            .map(|r| format!("{}: {} — {}", r.rule, r.meaning, r.source)),
    );
    notes
}
