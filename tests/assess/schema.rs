//! As much of JSON Schema (draft 2020-12) as `data/report.schema.json` uses.

use serde_json::Value;

/// Checks a value; the path of the first that does not fit.
pub(crate) fn check(root: &Value, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    if let Some(name) = schema["$ref"].as_str() {
        let target = name.strip_prefix('#').and_then(|pointer| root.pointer(pointer));
        return check(root, target.ok_or_else(|| format!("{name}: no such part"))?, value, at);
    }
    if let Some(options) = schema["anyOf"].as_array() {
        let fits = options.iter().any(|option| check(root, option, value, at).is_ok());
        return if fits { Ok(()) } else { Err(format!("{at}: fits none of its forms")) };
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one.as_str()],
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        _ => return Err(format!("{at}: the schema has no type")),
    };
    if !types.iter().any(|name| is_a(value, name)) {
        return Err(format!("{at}: {value} is no {types:?}"));
    }
    if let Some(accepted) = schema["enum"].as_array()
        && !accepted.contains(value)
    {
        return Err(format!("{at}: {value} is none of {accepted:?}"));
    }
    match value {
        Value::Object(fields) => {
            for name in schema["required"].as_array().into_iter().flatten() {
                let name = name.as_str().unwrap_or_default();
                fields.get(name).ok_or_else(|| format!("{at}: {name} is missing"))?;
            }
            for (name, own) in fields {
                match (schema["properties"].get(name), &schema["additionalProperties"]) {
                    (Some(part), _) => check(root, part, own, &format!("{at}.{name}"))?,
                    (None, Value::Bool(false)) => return Err(format!("{at}: {name} is unknown")),
                    (None, Value::Object(_)) => {
                        let part = &schema["additionalProperties"];
                        check(root, part, own, &format!("{at}.{name}"))?;
                    }
                    (None, _) => {}
                }
            }
            Ok(())
        }
        Value::Array(items) => items
            .iter()
            .enumerate()
            .try_for_each(|(n, item)| check(root, &schema["items"], item, &format!("{at}[{n}]"))),
        _ => Ok(()),
    }
}

fn is_a(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_u64() || value.is_i64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        _ => false,
    }
}
