//! The day as of which something is answered.

use crate::risk::date::Date;
use anyhow::anyhow;

/// Seconds since 1970 that stand for today, as builds that can be repeated take it
/// (<https://reproducible-builds.org/specs/source-date-epoch/>).
const EPOCH: &str = "SOURCE_DATE_EPOCH";

/// As typed with `--date`, else by [`EPOCH`], else today.
pub(super) fn day(typed: Option<&str>) -> anyhow::Result<Date> {
    if let Some(typed) = typed {
        return Date::try_from(typed.to_owned()).map_err(|problem| anyhow!("--date {problem}"));
    }
    let Ok(seconds) = std::env::var(EPOCH) else { return Ok(Date::today()) };
    let seconds: Result<u64, _> = seconds.trim().parse();
    seconds.map(Date::of_epoch).map_err(|_| anyhow!("{EPOCH}: a number of seconds since 1970"))
}
