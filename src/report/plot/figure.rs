//! A drawn figure, for a page or as a file of its own.

use super::svg::escaped;

/// How figures look; a page that shows any needs it once.
pub const STYLE: &str = include_str!("figure.css");

/// A drawing with what it shows in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Name among the figures of a page and of its file: letters, digits, `-` and `_`.
    pub id: String,
    /// What is shown, in a few words.
    pub title: String,
    /// What is to be seen, in words and numbers: read aloud in place of the drawing.
    pub description: String,
    width: u32,
    height: u32,
    body: String,
}

impl Figure {
    pub(super) fn new(
        id: &str,
        title: &str,
        description: &str,
        size: [f64; 2],
        body: String,
    ) -> Self {
        let id =
            id.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
        Self {
            id,
            title: title.to_owned(),
            description: description.to_owned(),
            width: size[0].ceil() as u32,
            height: size[1].ceil() as u32,
            body,
        }
    }

    /// The figure as a part of a page that holds [`STYLE`].
    pub fn inline(&self) -> String {
        self.svg("", "")
    }

    /// The figure as a file of its own.
    pub fn file(&self) -> String {
        // `>` in a selector is the only character of the style that XML would mind.
        let style = format!("<style>{}</style>\n", escaped(STYLE));
        let size = format!(r#" width="{}" height="{}""#, self.width, self.height);
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}\n", self.svg(&style, &size))
    }

    fn svg(&self, style: &str, size: &str) -> String {
        let (id, width, height) = (&self.id, self.width, self.height);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plot\" role=\"img\"{size} \
             viewBox=\"0 0 {width} {height}\" aria-labelledby=\"{id}-title {id}-desc\">\n\
             <title id=\"{id}-title\">{title}</title>\n<desc id=\"{id}-desc\">{description}</desc>\n\
             {style}<rect class=\"paper\" x=\"0\" y=\"0\" width=\"{width}\" height=\"{height}\"/>\n\
             {body}</svg>",
            title = escaped(&self.title),
            description = escaped(&self.description),
            body = self.body,
        )
    }
}
