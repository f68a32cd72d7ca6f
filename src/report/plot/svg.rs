//! A small writer of SVG: shapes with classes, escaped text, fixed decimals.

use std::fmt::Write as _;

/// Where a text lies about its point.
#[derive(Clone, Copy, Debug)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Anchor {
    fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// Shapes drawn so far.
#[derive(Debug, Default)]
pub(super) struct Svg(String);

impl Svg {
    pub(super) fn into_body(self) -> String {
        self.0
    }

    pub(super) fn line(&mut self, class: &str, from: [f64; 2], to: [f64; 2]) {
        let [x1, y1, x2, y2] = [from[0], from[1], to[0], to[1]].map(coordinate);
        self.put(format_args!(
            r#"<line class="{class}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>"#
        ));
    }

    /// A rectangle; `tip` is shown when the pointer rests on it.
    pub(super) fn rect(&mut self, class: &str, corner: [f64; 2], size: [f64; 2], tip: &str) {
        let [x, y, w, h] = [corner[0], corner[1], size[0], size[1]].map(coordinate);
        let tip = self::tip(tip);
        self.put(format_args!(
            r#"<rect class="{class}" x="{x}" y="{y}" width="{w}" height="{h}">{tip}</rect>"#
        ));
    }

    pub(super) fn text(&mut self, class: &str, at: [f64; 2], anchor: Anchor, content: &str) {
        let [x, y] = at.map(coordinate);
        let (anchor, content) = (anchor.name(), escaped(content));
        self.put(format_args!(
            r#"<text class="{class}" x="{x}" y="{y}" text-anchor="{anchor}">{content}</text>"#
        ));
    }

    /// A text that runs upwards, centred at its point.
    pub(super) fn upright_text(&mut self, class: &str, at: [f64; 2], content: &str) {
        let [x, y] = at.map(coordinate);
        let content = escaped(content);
        self.put(format_args!(
            r#"<text class="{class}" transform="translate({x} {y}) rotate(-90)" text-anchor="middle">{content}</text>"#
        ));
    }

    /// A line through points, closed or open; nothing without two of them.
    pub(super) fn path(&mut self, class: &str, points: &[[f64; 2]], closed: bool) {
        if points.len() < 2 {
            return;
        }
        let mut d = String::new();
        for (n, point) in points.iter().enumerate() {
            let [x, y] = point.map(coordinate);
            let _ = write!(d, "{}{x} {y}", if n == 0 { "M" } else { "L" });
        }
        let end = if closed { "Z" } else { "" };
        self.put(format_args!(r#"<path class="{class}" d="{d}{end}"/>"#));
    }

    /// A mark whose shape tells series apart without colour.
    pub(super) fn mark(&mut self, class: &str, shape: usize, at: [f64; 2], radius: f64, tip: &str) {
        let [x, y] = at;
        let tip = self::tip(tip);
        let corners = |corners: &[[f64; 2]]| {
            let corner = |c: &[f64; 2]| {
                format!("{} {}", coordinate(x + c[0] * radius), coordinate(y + c[1] * radius))
            };
            corners.iter().map(corner).collect::<Vec<_>>().join("L")
        };
        let d = match shape % 4 {
            0 => {
                let [x, y, r] = [x, y, radius].map(coordinate);
                self.put(format_args!(
                    r#"<circle class="{class}" cx="{x}" cy="{y}" r="{r}">{tip}</circle>"#
                ));
                return;
            }
            1 => corners(&[[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]]),
            2 => corners(&[[0.0, -1.2], [1.1, 0.8], [-1.1, 0.8]]),
            _ => corners(&[[0.0, -1.3], [1.3, 0.0], [0.0, 1.3], [-1.3, 0.0]]),
        };
        self.put(format_args!(r#"<path class="{class}" d="M{d}Z">{tip}</path>"#));
    }

    fn put(&mut self, shape: std::fmt::Arguments<'_>) {
        // Writing to a string never fails.
        let _ = writeln!(self.0, "{shape}");
    }
}

fn tip(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("<title>{}</title>", escaped(text)) }
}

/// A coordinate in hundredths of a pixel, without a sign of zero.
fn coordinate(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Text as content or attribute of XML and HTML; characters that XML forbids become U+FFFD.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// Width of a text in pixels for a font of that size: the widest of the fonts asked for takes 0.6 of
/// the size a character on average; exact widths are known to the viewer alone.
pub(super) fn width_of(text: &str, size: f64) -> f64 {
    0.6 * size * text.chars().count() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_a_table_becomes_markup() {
        assert_eq!(escaped("<b a='1'>&\0"), "&lt;b a=&#39;1&#39;&gt;&amp;\u{fffd}");
        let mut svg = Svg::default();
        svg.text("label", [1.0, -0.001], Anchor::End, "</text><script>");
        assert_eq!(
            svg.into_body(),
            "<text class=\"label\" x=\"1\" y=\"0\" text-anchor=\"end\">&lt;/text&gt;&lt;script&gt;</text>\n"
        );
    }
}
