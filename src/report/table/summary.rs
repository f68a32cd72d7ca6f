//! The short answer: the headline of the page and the box on the terminal.

use super::super::framed::{framed, wrapped};
use super::super::plot::grouped;
use super::TableReport;
use super::figures::{estimated, list, percent};
use super::metric::Metric;
use super::threshold::Verdict;

/// What every report says, whatever was found.
pub const REMAINS: &str = "The data remain pseudonymised personal data unless your data protection \
                           officer decides otherwise.";

/// How the participants stand in the table, in one sentence.
pub fn in_table(report: &TableReport) -> String {
    let facts = list(&report.quasi_identifiers);
    if report.quasi_identifiers.is_empty() {
        return "No column of the table was taken for one that somebody could know of a person; \
                name them with --qi."
            .to_owned();
    }
    let alone = report.metric("sample_uniques").and_then(|m| m.value);
    let counted = report.metric("records").and_then(|m| m.value);
    match (alone, counted) {
        (Some(alone), Some(1.0)) if alone > 0.0 => {
            format!("The table holds a single participant, told by {facts}.")
        }
        (Some(alone), Some(all)) if all > 0.0 => format!(
            "{} of {} participants {} nobody else in this table on {facts}.",
            grouped(alone, 0),
            grouped(all, 0),
            if (alone - 1.0).abs() < 0.5 { "matches" } else { "match" },
        ),
        _ => "No participant could be counted.".to_owned(),
    }
}

/// How they stand in the population: always a range, with what it rests on.
pub fn in_population(report: &TableReport) -> String {
    let Some(population) = &report.population else {
        return "Not assessed: how many of them are alone in the population. Name it with \
                --population."
            .to_owned();
    };
    let persons = grouped(population.sampling.population as f64, 0);
    let name = report.population_name.as_deref().unwrap_or("the population");
    let apply = population.models.iter().filter(|m| m.does_not_apply.is_none()).count();
    let all = population.models.len();
    match population.range {
        Some([low, high]) => {
            let end = if population.upper_end.is_some() {
                ", up to the share that is alone in the table, because so few records do not show \
                 what is rare"
            } else {
                ""
            };
            format!(
                "In {name} ({persons} persons), {} of all persons are estimated to be alone with \
                 such facts: the range of the models that apply ({apply} of {all}){end}.",
                estimated(low, high),
            )
        }
        None => format!(
            "Not assessed: how many are alone in {name} ({persons} persons). None of {all} \
             models applies to this table; an external population table would answer it."
        ),
    }
}

/// What the greatest risk means for one person.
pub fn greatest_risk(report: &TableReport) -> String {
    if report.quasi_identifiers.is_empty() {
        return String::new();
    }
    let facts = list(&report.quasi_identifiers);
    let risk =
        report.metric("highest_population_risk").filter(|m| m.verdict != Verdict::NotAssessed);
    let known = report.metric("highest_risk").and_then(|m| m.value);
    let known = known.map(|risk| {
        format!(
            "If someone knows {facts} of a participant, and that the person takes part, the \
             chance of picking the right row is at most {}.",
            one_in(risk)
        )
    });
    let unknown = risk.and_then(|m| {
        let high = one_in(m.high.or(m.value)?);
        let models = &m.model;
        Some(format!(
            "Without knowing who takes part, it is at most {high} (the highest of: {models})."
        ))
    });
    known.into_iter().chain(unknown).collect::<Vec<_>>().join(" ")
}

/// A chance as `1 in n`.
fn one_in(risk: f64) -> String {
    let others = 1.0 / risk;
    if !others.is_finite() {
        "0".to_owned()
    } else if others < 9.95 && (others - others.round()).abs() > 0.05 {
        format!("1 in {others:.1}")
    } else {
        format!("1 in {}", grouped(others, 0))
    }
}

/// The box for the terminal.
pub fn text(report: &TableReport, files: &str) -> String {
    let mut lines = wrapped(&format!(
        "{} · {} {} · {} columns · missing values: {}",
        report.source.file,
        grouped(report.participants as f64, 0),
        if report.participants == 1 { "participant" } else { "participants" },
        report.columns.len(),
        report.missing_values
    ));
    lines.push(String::new());
    for sentence in [in_table(report), greatest_risk(report), in_population(report)] {
        lines.extend(wrapped(&sentence));
    }
    lines.push(String::new());
    for verdicts in judged(report).collect::<Vec<_>>().chunk_by(|a, b| a.metric == b.metric) {
        lines.extend(wrapped(&verdict(verdicts)));
    }
    if let Some(plan) = report.plans.iter().find(|p| p.recommended) {
        let changed = plan.levels.iter().map(|(c, l)| format!("{c}: {l}")).collect::<Vec<_>>();
        lines.extend(wrapped(&format!(
            "Plan for groups of at least {}: {}; {} participants' values removed.",
            plan.smallest_group,
            changed.join("; "),
            plan.suppressed
        )));
    }
    for missing in &report.not_assessed {
        lines.extend(wrapped(&format!("Not assessed: {}: {}", missing.what, missing.why)));
    }
    lines.push(String::new());
    lines.extend(wrapped(REMAINS));
    lines.push(files.to_owned());
    framed(&lines)
}

/// Figures compared with a threshold.
fn judged(report: &TableReport) -> impl Iterator<Item = &Metric> {
    let judged = [Verdict::Within, Verdict::Beyond, Verdict::Undecided];
    report.metrics.iter().filter(move |m| judged.contains(&m.verdict))
}

/// One figure with its thresholds in words.
fn verdict(metrics: &[&Metric]) -> String {
    let Some(metric) = metrics.first() else { return String::new() };
    let title = super::metric::catalogue().get(&metric.metric).map_or("", |m| m.title.as_str());
    let range = metric.low.zip(metric.high).or(metric.value.map(|v| (v, v)));
    let figure = range.map_or("n/a".to_owned(), |(low, high)| estimated(low, high));
    let told: Vec<String> = metrics.iter().map(|m| compared(m)).collect();
    format!("{title}: {figure}; {}", told.join(", "))
}

fn compared(metric: &Metric) -> String {
    let limit = percent(metric.threshold.unwrap_or(f64::NAN));
    let how = match metric.verdict {
        Verdict::Within => "within",
        Verdict::Beyond => "beyond",
        Verdict::Undecided => "undecided at",
        Verdict::Reported | Verdict::NotAssessed => metric.verdict.as_str(),
    };
    let who = metric.source.split([',', ';', ':']).next().unwrap_or_default();
    format!("{how} {limit} % ({who})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_are_said_as_one_in() {
        assert_eq!(
            [1.0, 0.5, 1.0 / 11.0, 0.4].map(one_in),
            ["1 in 1", "1 in 2", "1 in 11", "1 in 2.5"]
        );
        assert_eq!(one_in(1e-5), "1 in 100\u{202f}000");
        assert_eq!(one_in(0.0), "0");
    }
}
