//! Question 7: what did it cost us? Minutes of disturbance, and the events and bytes spent on attackers. Together in time is
//! not yet a cause, and is not called one.

use std::collections::BTreeMap;

use vigie_facts::case::{AssetId, TrafficHour};
use vigie_facts::time::Timestamp;

use super::Asked;
use crate::answer::{Cost, CostRow, ROWS_MAX};
use crate::figure::{Figure, Share, Unit};

/// A minute is disturbed when a server error was written in it and its hour is disturbed; an hour is when at least one in this many of an asset's events got a server error …
const DISTURBED_ONE_IN: u64 = 10;
/// … and at least this many did: below it, one broken page of a quiet site would be an outage.
const DISTURBED_ERRORS_MIN: u64 = 10;

#[derive(Default)]
struct Disturbance {
    minutes: u64,
    errors: u64,
    worst: Option<(u64, i64)>,
}

pub(super) fn cost(asked: &Asked<'_>) -> Cost {
    let case = asked.case;
    let (mut errors, mut attacked) = (0, 0);
    let (mut events, mut hostile, mut bytes, mut hostile_bytes) = (0, 0, 0, 0);
    let mut by_asset: BTreeMap<AssetId, Disturbance> = BTreeMap::new();
    for hour in &case.traffic {
        errors += hour.server_errors;
        events += hour.events;
        hostile += hour.hostile_events;
        bytes += hour.bytes;
        hostile_bytes += hour.hostile_bytes;
        if is_disturbed(hour) {
            let row = by_asset.entry(hour.asset).or_default();
            row.minutes += u64::from(hour.error_minutes);
            row.errors += hour.server_errors;
            if row.worst.is_none_or(|(most, _)| hour.server_errors > most) {
                row.worst = Some((hour.server_errors, hour.hour));
            }
            attacked += if hour.hostile_events > 0 { u64::from(hour.error_minutes) } else { 0 };
        }
    }
    let disturbed = by_asset.values().map(|row| row.minutes).sum();
    let mut rows: Vec<_> = by_asset.into_iter().collect();
    rows.sort_by_key(|(asset, row)| (std::cmp::Reverse((row.minutes, row.errors)), *asset));
    Cost {
        server_errors: Figure::new("cost.server-errors", errors, Unit::Events),
        disturbed_minutes: Figure::new("cost.disturbed-minutes", disturbed, Unit::Minutes),
        disturbed_while_attacked_minutes: Figure::new("cost.disturbed-while-attacked-minutes", attacked, Unit::Minutes),
        hostile_events: Share::census("cost.hostile-events", hostile, events, Unit::Events),
        hostile_bytes: Share::census("cost.hostile-bytes", hostile_bytes, bytes, Unit::Bytes),
        assets: rows.into_iter().take(ROWS_MAX).filter_map(|(asset, row)| cost_row(asked, asset, &row)).collect(),
    }
}

fn is_disturbed(hour: &TrafficHour) -> bool {
    hour.server_errors >= DISTURBED_ERRORS_MIN && hour.server_errors.saturating_mul(DISTURBED_ONE_IN) >= hour.events
}

fn cost_row(asked: &Asked<'_>, asset: AssetId, row: &Disturbance) -> Option<CostRow> {
    let asset = asked.case.assets.get(asset.index())?;
    let key = |name: &str| format!("cost.{}.{}.{name}", asset.service.id(), crate::cut(&asset.name));
    Some(CostRow {
        name: crate::cut(&asset.name),
        service: asset.service,
        disturbed_minutes: Figure::new(key("disturbed-minutes"), row.minutes, Unit::Minutes),
        server_errors: Figure::new(key("server-errors"), row.errors, Unit::Events),
        worst_hour: row
            .worst
            .map(|(_, hour)| asked.calendar.moment(Timestamp::from_seconds(hour.saturating_mul(3_600)))),
    })
}
