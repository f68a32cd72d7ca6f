//! Axes: where a value lies, and which values are written beside the axis.

/// How values are spread along an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Linear,
    /// Equal steps for equal ratios.
    Log,
}

/// How the numbers beside an axis are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// As they are.
    Number,
    /// Shares in 0..1, written as percent.
    Percent,
}

/// A value written beside an axis.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tick {
    /// Place along the axis, 0 at its low end, 1 at its high end.
    pub(super) place: f64,
    /// What is written.
    pub(super) label: String,
}

/// An axis with its label.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    label: String,
    low: f64,
    high: f64,
    kind: Kind,
    unit: Unit,
}

/// Ticks that fit an axis of a figure without their labels touching.
const TICKS: f64 = 5.0;
/// Decades beyond which the steps 2 and 5 between powers of ten get no label.
const FEW_DECADES: f64 = 1.5;

impl Axis {
    /// An axis with equal steps from `low` to `high`, widened to whole ticks.
    pub fn linear(label: &str, low: f64, high: f64, unit: Unit) -> Self {
        let (low, high) = ordered(low, high);
        // The step of a wider axis may be coarser: once more fits it.
        let mut ends = [low, high];
        for _ in 0..2 {
            let step = nice_step(ends[1] - ends[0]);
            ends = [(low / step + 1e-9).floor() * step, (high / step - 1e-9).ceil() * step];
        }
        Self { label: label.to_owned(), low: ends[0], high: ends[1], kind: Kind::Linear, unit }
    }

    /// A logarithmic axis over whole decades that hold `low` to `high`; what is not above 0 has no
    /// place on it.
    pub fn log(label: &str, low: f64, high: f64, unit: Unit) -> Self {
        let (low, high) = ordered(low.max(f64::MIN_POSITIVE), high.max(f64::MIN_POSITIVE));
        let decade = |v: f64| 10f64.powf(v);
        let (low, high) = ((low.log10() + 1e-9).floor(), (high.log10() - 1e-9).ceil());
        let high = high.max(low + 1.0);
        Self {
            label: label.to_owned(),
            low: decade(low),
            high: decade(high),
            kind: Kind::Log,
            unit,
        }
    }

    /// What the axis shows, with its unit.
    pub(super) fn label(&self) -> &str {
        &self.label
    }

    /// Where a value lies, 0 at the low end to 1 at the high end; outside values at the end next
    /// to them; nothing for what has no place.
    pub(super) fn place(&self, value: f64) -> Option<f64> {
        let share = match self.kind {
            Kind::Linear => (value - self.low) / (self.high - self.low),
            Kind::Log if value > 0.0 => (value / self.low).log10() / (self.high / self.low).log10(),
            Kind::Log => return None,
        };
        share.is_finite().then(|| share.clamp(0.0, 1.0))
    }

    /// Values written beside the axis, from low to high.
    pub(super) fn ticks(&self) -> Vec<Tick> {
        let values = match self.kind {
            Kind::Linear => self.linear_values(),
            Kind::Log => self.log_values(),
        };
        let decimals = self.decimals();
        let tick = |value: f64| {
            let place = self.place(value)?;
            Some(Tick { place, label: self.written(value, decimals) })
        };
        values.into_iter().filter_map(tick).collect()
    }

    fn linear_values(&self) -> Vec<f64> {
        let step = nice_step(self.high - self.low);
        let first = (self.low / step).round() as i64;
        let last = (self.high / step).round() as i64;
        (first..=last).map(|n| n as f64 * step).collect()
    }

    fn log_values(&self) -> Vec<f64> {
        let (low, high) = (self.low.log10().round() as i32, self.high.log10().round() as i32);
        let decades = f64::from(high - low);
        let every = (decades / (TICKS + 1.0)).ceil().max(1.0) as usize;
        let factors: &[f64] = if decades < FEW_DECADES { &[1.0, 2.0, 5.0] } else { &[1.0] };
        let powers = (low..=high).step_by(every);
        let values = powers.flat_map(|p| factors.iter().map(move |f| f * 10f64.powi(p)));
        values.filter(|v| *v <= self.high * (1.0 + 1e-9)).collect()
    }

    /// Decimals that tell the ticks of a linear axis apart; those of a log axis have their own.
    fn decimals(&self) -> Option<usize> {
        let shown = if self.unit == Unit::Percent { 100.0 } else { 1.0 };
        let step = nice_step(self.high - self.low) * shown;
        (self.kind == Kind::Linear).then(|| (-(step.log10() + 1e-9).floor()).max(0.0) as usize)
    }

    fn written(&self, value: f64, decimals: Option<usize>) -> String {
        let (value, sign) = match self.unit {
            Unit::Percent => (value * 100.0, "\u{a0}%"),
            Unit::Number => (value, ""),
        };
        let number = match decimals {
            Some(decimals) => grouped(value, decimals),
            None => power(value),
        };
        format!("{number}{sign}")
    }
}

/// Two finite ends, the lower first, never equal.
fn ordered(a: f64, b: f64) -> (f64, f64) {
    let finite = |v: f64| if v.is_finite() { v } else { 0.0 };
    let (low, high) = (finite(a).min(finite(b)), finite(a).max(finite(b)));
    if high > low { (low, high) } else { (low, low + low.abs().max(1.0)) }
}

/// 1, 2 or 5 times a power of ten, such that about [`TICKS`] steps cover the span.
fn nice_step(span: f64) -> f64 {
    let raw = span / TICKS;
    let decade = 10f64.powf(raw.log10().floor());
    let factor = [1.0, 2.0, 5.0].into_iter().find(|f| raw <= f * decade * (1.0 + 1e-9));
    factor.unwrap_or(10.0) * decade
}

/// A number with its thousands set apart by a narrow space.
pub(crate) fn grouped(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("−", rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let mut out = String::new();
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    let sign = if digits.chars().any(|c| c.is_ascii_digit() && c != '0') { sign } else { "" };
    if part.is_empty() { format!("{sign}{out}") } else { format!("{sign}{out}.{part}") }
}

/// A tick of a log axis: plain where it is short, else as a power of ten.
fn power(value: f64) -> String {
    let exponent = (value.log10() + 1e-9).floor() as i32;
    if (-3..=5).contains(&exponent) {
        return grouped(value, (-exponent).max(0) as usize);
    }
    let raised = |c: char| match c {
        '-' => '⁻',
        c => c
            .to_digit(10)
            .map_or(c, |d| ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'][d as usize]),
    };
    let power: String = exponent.to_string().chars().map(raised).collect();
    let factor = value / 10f64.powi(exponent);
    if (factor - 1.0).abs() < 1e-6 {
        format!("10{power}")
    } else {
        format!("{factor:.0}·10{power}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn labels(axis: &Axis) -> Vec<String> {
        axis.ticks().into_iter().map(|t| t.label).collect()
    }

    #[test]
    fn ticks_are_ones_twos_and_fives() {
        assert_eq!(
            labels(&Axis::linear("", 0.0, 10.0, Unit::Number)),
            ["0", "2", "4", "6", "8", "10"]
        );
        let shares = Axis::linear("", 0.0, 0.93, Unit::Percent);
        assert_eq!(
            labels(&shares),
            ["0", "20", "40", "60", "80", "100"].map(|v| format!("{v}\u{a0}%"))
        );
        assert_eq!(
            labels(&Axis::linear("", 0.0, 0.37, Unit::Number)),
            ["0.0", "0.1", "0.2", "0.3", "0.4"]
        );
        let thousands = labels(&Axis::linear("", 0.0, 9000.0, Unit::Number));
        assert_eq!(thousands.last().unwrap(), "10\u{202f}000");
    }

    #[test]
    fn a_log_axis_spans_whole_decades() {
        let axis = Axis::log("", 3e-7, 0.4, Unit::Number);
        assert_eq!(labels(&axis), ["10⁻⁷", "10⁻⁵", "0.001", "0.1"]);
        assert_eq!(axis.place(0.0), None);
        assert_eq!(labels(&Axis::log("", 1.0, 9.0, Unit::Number)), ["1", "2", "5", "10"]);
    }

    proptest! {
        #[test]
        fn every_axis_has_a_few_ordered_ticks(low in -1e9..1e9f64, span in 0.0..1e9f64) {
            for axis in [
                Axis::linear("", low, low + span, Unit::Number),
                Axis::log("", low.abs(), low.abs() + span, Unit::Number),
            ] {
                let ticks = axis.ticks();
                prop_assert!((2..=9).contains(&ticks.len()), "{ticks:?}");
                prop_assert!(ticks.windows(2).all(|t| t[0].place < t[1].place), "{ticks:?}");
                prop_assert!(ticks.windows(2).all(|t| t[0].label != t[1].label), "{ticks:?}");
            }
        }

        #[test]
        fn values_lie_in_the_order_of_their_size(a in 1e-6..1e6f64, b in 1e-6..1e6f64) {
            for axis in [Axis::linear("", 1e-6, 1e6, Unit::Number), Axis::log("", 1e-6, 1e6, Unit::Number)] {
                prop_assert_eq!(axis.place(a) <= axis.place(b), a <= b);
            }
        }
    }
}
