//! The figures of a benchmark: CMC, DET, rank-1 by size of gallery, each with what it may be.

use super::super::plot::{Axis, Figure, Lines, Marker, Series, Unit, grouped};
use super::{BenchmarkReport, MethodResult, Role};
use crate::linkage::benchmark::rates::Rates;
use crate::linkage::evaluation::estimate::Estimate;

/// Methods in one figure, beside the two controls: six lines are told apart.
const AT_ONCE: usize = 4;
/// Ranks shown.
const RANKS: u32 = 20;

/// Every figure that the result holds data for.
pub fn all(report: &BenchmarkReport) -> Vec<Figure> {
    let shown = |m: &&MethodResult| m.rates.is_some();
    let (methods, controls): (Vec<&MethodResult>, Vec<&MethodResult>) =
        report.methods.iter().filter(shown).partition(|m| m.role == Role::Method);
    let mut figures = Vec::new();
    for (part, some) in methods.chunks(AT_ONCE).enumerate() {
        let lines: Vec<&MethodResult> = controls.iter().chain(some).copied().collect();
        figures.push(cmc(report, &lines, part + 1));
        figures.push(det(&lines, part + 1));
        figures.push(sizes(report, &lines, part + 1));
    }
    figures
}

/// Points and band of a line.
type Drawn = (Vec<[f64; 2]>, Vec<[f64; 3]>);

fn series(methods: &[&MethodResult], of: impl Fn(&MethodResult, &Rates) -> Drawn) -> Vec<Series> {
    let one = |method: &&MethodResult| {
        let (points, band) = of(method, method.rates.as_ref()?);
        Some(Series { name: method.name.clone(), points, band })
    };
    methods.iter().filter_map(one).collect()
}

/// Every method with a number, for who does not see the drawing.
fn in_words(methods: &[&MethodResult], of: impl Fn(&MethodResult) -> Option<f64>) -> String {
    let one = |method: &&MethodResult| {
        let value = of(method)?;
        Some(format!("{} {:.1} %", method.name, value * 100.0))
    };
    methods.iter().filter_map(one).collect::<Vec<_>>().join(", ")
}

fn cmc(report: &BenchmarkReport, methods: &[&MethodResult], part: usize) -> Figure {
    let all = series(methods, |_, rates| {
        let first = rates.cmc.iter().filter(|rate| rate.rank <= RANKS);
        let x = |rank: u32| f64::from(rank);
        let points = first.clone().map(|rate| [x(rate.rank), rate.rate]).collect();
        (points, first.map(|r| [x(r.rank), r.wilson.low, r.wilson.high]).collect())
    });
    let first = in_words(methods, |m| Some(m.rates.as_ref()?.rank_one.rate));
    let description = format!(
        "Share of the probes whose own person is among the k most alike of {} people, by the face \
         alone ({}). At rank 1: {first}. Bands: Wilson 95 % intervals.",
        report.people,
        report.leakage.as_str(),
    );
    Lines {
        id: &format!("cmc_{part}"),
        title: "Who is found among the first k?",
        description: &description,
        x: Axis::linear("rank k", 1.0, f64::from(RANKS.min(report.people as u32)), Unit::Number),
        y: Axis::linear("probes found", 0.0, 1.0, Unit::Percent),
        series: &all,
        markers: &[],
    }
    .draw()
}

fn det(methods: &[&MethodResult], part: usize) -> Figure {
    // Nobody is matched falsely at the left edge, which lies below the least rate that can be seen.
    let seen = methods.iter().filter_map(|m| m.rates.as_ref()).flat_map(|rates| &rates.det);
    let least = seen.map(|p| p.false_match_rate).filter(|fmr| *fmr > 0.0).fold(1.0, f64::min);
    let edge = 10f64.powf((least.log10() - 1e-9).floor());
    let all = series(methods, |_, rates| {
        let points = rates.det.iter().rev();
        let points = points.map(|p| [p.false_match_rate.max(edge), p.false_non_match_rate]);
        let band = |(x, e): &(f64, Estimate)| [*x, e.interval.low, e.interval.high];
        (points.collect(), rates.det_band.iter().map(band).collect())
    });
    let errors = in_words(methods, |m| Some(m.rates.as_ref()?.equal_error_rate?.value));
    let description = format!(
        "False non-match rate over false match rate of the comparisons that have a score: the \
         higher, the less the attack tells people apart; at the left edge nobody is matched falsely. \
         Equal error rates: {errors}. Bands: 95 % intervals that know that comparisons share people."
    );
    Lines {
        id: &format!("det_{part}"),
        title: "How often does the attack err?",
        description: &description,
        x: Axis::log("false match rate", edge, 1.0, Unit::Percent),
        y: Axis::linear("false non-match rate", 0.0, 1.0, Unit::Percent),
        series: &all,
        markers: &[],
    }
    .draw()
}

fn sizes(report: &BenchmarkReport, methods: &[&MethodResult], part: usize) -> Figure {
    let all = series(methods, |method, _| {
        let x = |people: u64| people as f64;
        let points = method.sizes.iter().map(|s| [x(s.people), s.rank_one]).collect();
        let band = method.sizes.iter().map(|s| [x(s.people), s.interval.low, s.interval.high]);
        (points, band.collect())
    });
    let largest = methods.iter().filter_map(|m| Some(m.sizes.last()?.people));
    let most = largest.max().unwrap_or(1);
    let last = in_words(methods, |m| {
        m.sizes.last().filter(|size| size.people == most).map(|size| size.rank_one)
    });
    let people = report.people as f64;
    let description = format!(
        "Probability that the own person stands first, by people in the gallery: measured up to \
         {}, extrapolated beyond. At {} people: {last}.",
        report.people,
        grouped(most as f64, 0),
    );
    Lines {
        id: &format!("gallery_size_{part}"),
        title: "And among more people?",
        description: &description,
        x: Axis::log("people in the gallery", 1.0, most.max(10) as f64, Unit::Number),
        y: Axis::linear("own person first", 0.0, 1.0, Unit::Percent),
        series: &all,
        markers: &[Marker::X(people, "extrapolated from here".to_owned())],
    }
    .draw()
}
