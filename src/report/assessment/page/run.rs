//! With what, on what and when; who signs.

use super::super::super::page::{Block, Section};
use super::told::Told;

pub(super) fn section(told: &Told<'_>) -> Section {
    let (run, dataset) = (&told.all.run, &told.all.dataset);
    let mut facts = vec![
        ("page.fact_version", run.version.to_owned()),
        ("page.fact_date", run.date.to_string()),
        ("page.run_seed", run.seed.to_string()),
        ("page.run_digest", dataset.digest.clone()),
        ("page.run_schema", told.all.schema_version.to_string()),
    ];
    if let Some(table) = &told.all.table {
        facts.push(("page.run_table", table.report.source.sha256.clone()));
    }
    let facts = facts.into_iter().map(|(key, value)| (told.say(key), value)).collect();
    let mut blocks = vec![Block::Facts(facts)];
    let settings = settings(&run.settings);
    if !settings.is_empty() {
        blocks.push(Block::Fold(told.say("page.run_settings"), vec![Block::Facts(settings)]));
    }
    blocks.push(told.heading("page.sign"));
    blocks.push(told.text("page.sign_intro"));
    let roles = ["page.sign_researcher", "page.sign_steward", "page.sign_privacy", "page.sign_dpo"];
    let fields = ["page.sign_name", "page.sign_date", "page.sign_signature"];
    blocks.push(Block::Signatures(
        roles.map(|key| told.say(key)).to_vec(),
        fields.map(|key| told.say(key)).to_vec(),
    ));
    told.section("run", blocks)
}

/// Settings by name; what is nested is written as JSON.
fn settings(settings: &serde_json::Value) -> Vec<(String, String)> {
    let written =
        |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let all = settings.as_object();
    all.into_iter().flatten().map(|(name, value)| (name.clone(), written(value))).collect()
}
