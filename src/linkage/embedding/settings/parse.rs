//! From the text of a settings file.

use super::{Channels, InputSettings, Layout};
use crate::face::face_points::FacePoints;
use crate::imaging::render::{VIEWS, View};
use serde::Deserialize;
use serde_json::Value;

/// Why settings cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// No JSON, a field that is missing or unknown, a value of another kind.
    #[error("{0}")]
    Syntax(String),
    /// A value that cannot be.
    #[error("{field}: {value}: {problem}")]
    Value {
        /// Name in the file.
        field: &'static str,
        /// What the file says.
        value: String,
        /// What is wrong with it.
        problem: &'static str,
    },
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    size: Value,
    mean: Value,
    scale: Value,
    channels: Channels,
    #[serde(default)]
    layout: Layout,
    points: Option<Value>,
    #[serde(default = "frontal")]
    views: Vec<String>,
    input: Option<String>,
    output: Option<String>,
}

fn frontal() -> Vec<String> {
    vec![VIEWS[0].name.to_owned()]
}

/// Pixels a side: less shows no face, more is no input of a model.
const SIZES: std::ops::RangeInclusive<f64> = 8.0..=2048.0;
/// Turned further, one of the eyes is out of sight.
const MOST_YAW_DEG: f64 = 30.0;

impl InputSettings {
    /// Reads the text of a settings file.
    ///
    /// # Errors
    /// [`SettingsError`] names the field and its value.
    pub fn parse(text: &str) -> Result<Self, SettingsError> {
        let typed: Typed =
            serde_json::from_str(text).map_err(|error| SettingsError::Syntax(error.to_string()))?;
        let size = numbers("size", &typed.size, 2)?;
        if !size.iter().all(|n| SIZES.contains(n) && n.fract() == 0.0) {
            return Err(wrong("size", &typed.size, "rows and columns are whole, 8 to 2048"));
        }
        let size = [size[0] as usize, size[1] as usize];
        let channels = if typed.channels == Channels::Gray { 1 } else { 3 };
        let mean = numbers("mean", &typed.mean, channels)?;
        let scale = numbers("scale", &typed.scale, channels)?;
        if scale.contains(&0.0) {
            return Err(wrong("scale", &typed.scale, "nothing of the picture would be left"));
        }
        let narrow = |(m, s): (f64, f64)| (m as f32, s as f32);
        Ok(Self {
            size,
            channels: typed.channels,
            layout: typed.layout,
            points: points(typed.points.as_ref(), size)?,
            views: views(&typed.views)?,
            input: typed.input,
            output: typed.output,
            mean_and_scale: mean.into_iter().zip(scale).map(narrow).collect(),
        })
    }
}

fn wrong(field: &'static str, value: &Value, problem: &'static str) -> SettingsError {
    SettingsError::Value { field, value: value.to_string(), problem }
}

/// One number for all, or one for each.
fn numbers(field: &'static str, typed: &Value, count: usize) -> Result<Vec<f64>, SettingsError> {
    let all = match typed {
        Value::Array(each) if each.len() == count => each.iter().map(Value::as_f64).collect(),
        Value::Number(one) => one.as_f64().map(|one| vec![one; count]),
        _ => None,
    };
    all.ok_or_else(|| wrong(field, typed, "one number, or a list of one for each"))
}

fn points(typed: Option<&Value>, size: [usize; 2]) -> Result<FacePoints, SettingsError> {
    let named = match typed {
        None => "arcface",
        Some(Value::String(name)) => name,
        Some(Value::Object(_)) => "",
        Some(other) => return Err(wrong("points", other, "`arcface` or five points")),
    };
    let shown = typed.cloned().unwrap_or_else(|| named.into());
    match named {
        "arcface" if size[0] == size[1] => Ok(FacePoints::arcface(size[0])),
        "arcface" => Err(wrong("points", &shown, "for square pictures; name the five points")),
        "" => own_points(&shown, size),
        _ => Err(wrong("points", &shown, "`arcface` or five points")),
    }
}

fn own_points(typed: &Value, [rows, columns]: [usize; 2]) -> Result<FacePoints, SettingsError> {
    let points = serde_json::from_value::<FacePoints>(typed.clone())
        .map_err(|error| SettingsError::Syntax(format!("points: {error}")))?;
    let FacePoints { eye_right, eye_left, nose_tip, mouth_right, mouth_left } = points;
    let inside = |[col, row]: &[f64; 2]| {
        (0.0..columns as f64).contains(col) && (0.0..rows as f64).contains(row)
    };
    if ![eye_right, eye_left, nose_tip, mouth_right, mouth_left].iter().all(inside) {
        return Err(wrong("points", typed, "[col, row] inside the picture"));
    }
    if eye_right[0] >= eye_left[0] || mouth_right[0] >= mouth_left[0] {
        return Err(wrong("points", typed, "the person's right is on the picture's left"));
    }
    Ok(points)
}

fn views(typed: &[String]) -> Result<Vec<View>, SettingsError> {
    let usable = |view: &View| view.yaw_deg.abs() <= MOST_YAW_DEG;
    let known = |name: &String| VIEWS.into_iter().find(|view| view.name == name && usable(view));
    let views: Option<Vec<View>> = typed.iter().map(known).collect();
    let twice = |views: &[View]| (1..views.len()).any(|n| views[..n].contains(&views[n]));
    views
        .filter(|views| !views.is_empty() && !twice(views))
        .ok_or_else(|| wrong("views", &typed.into(), "some of frontal, right30, left30"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &str = r#"{"size": 112, "mean": 127.5, "scale": 0.0078125, "channels": "RGB"}"#;

    fn changed(change: impl Fn(&mut Value)) -> Result<InputSettings, SettingsError> {
        let mut json: Value = serde_json::from_str(LEAST).unwrap();
        change(&mut json);
        InputSettings::parse(&json.to_string())
    }

    #[test]
    fn four_fields_are_enough() {
        let settings = InputSettings::parse(LEAST).unwrap();
        assert_eq!(settings.shape(), [1, 3, 112, 112]);
        assert_eq!(settings.points, FacePoints::arcface(112));
        assert_eq!(settings.views, [VIEWS[0]]);
    }

    #[test]
    fn own_points_are_taken_and_size_is_rows_and_columns() {
        let own = serde_json::json!({
            "eye_right": [20, 30], "eye_left": [60, 30], "nose_tip": [40, 50],
            "mouth_right": [25, 70], "mouth_left": [55, 70],
        });
        let settings = changed(|json| {
            json["size"] = serde_json::json!([96, 80]);
            json["points"] = own.clone();
            json["views"] = serde_json::json!(["left30", "frontal"]);
        });
        let settings = settings.unwrap();
        assert_eq!((settings.size, settings.points.nose_tip), ([96, 80], [40.0, 50.0]));
        assert_eq!(settings.views.len(), 2);
    }

    #[test]
    fn what_cannot_be_is_named_with_its_value() {
        type Change = fn(&mut Value);
        let cases: [(Change, &str); 11] = [
            (|j| j["meen"] = 1.into(), "unknown field `meen`"),
            (|j| j["size"] = 112.5.into(), "size: 112.5: "),
            (|j| j["size"] = 4.into(), "size: 4: "),
            (|j| j["mean"] = serde_json::json!([1, 2]), "mean: [1,2]: "),
            (|j| j["scale"] = 0.into(), "scale: 0: "),
            (|j| j["scale"] = "1/128".into(), "scale: \"1/128\": "),
            (|j| j["channels"] = "rgb".into(), "unknown variant `rgb`"),
            (|j| j["views"] = serde_json::json!(["profile_left"]), "views: [\"profile_left\"]: "),
            (|j| j["points"] = "dlib".into(), "points: \"dlib\": "),
            (|j| j["size"] = serde_json::json!([112, 96]), "points: \"arcface\": "),
            (
                |j| {
                    j["points"] = serde_json::json!({
                        "eye_right": [60, 30], "eye_left": [20, 30], "nose_tip": [40, 50],
                        "mouth_right": [55, 70], "mouth_left": [25, 70],
                    });
                },
                "the person's right is on the picture's left",
            ),
        ];
        for (change, told) in cases {
            let error = changed(change).unwrap_err().to_string();
            assert!(error.contains(told), "{error} instead of {told}");
        }
        let missing = InputSettings::parse(r#"{"size": 112}"#).unwrap_err().to_string();
        assert!(missing.contains("missing field `mean`"), "{missing}");
    }
}
