//! The tables of a case as columns: one `impl` a table, cells in the order of its columns. A test writes rows and reads them
//! back equal, so a cell forgotten on one side cannot stay.

use std::net::IpAddr;

use vigie_facts::case::{
    Account, AccountId, Asset, AssetId, Attempt, AttemptId, CoverageHour, Detection, Incident, Input, Line, LineId,
    Mark, MarkRow, Place, ReasonsId, RecordCounts, RuleId, RuleRow, SourceId, SourceRow, System, SystemId, TextId,
    Trace, TrafficHour, Window, WindowId,
};
use vigie_facts::origin::{InputId, Origin};
use vigie_facts::source::Source;
use vigie_facts::time::Timestamp;

use super::CaseError;
use super::cells::{CellReader, CellWriter, Column, Kind, Row, column};

use Kind::{Int, Json, Text, Time};

fn put_time(cells: &mut CellWriter, time: Option<Timestamp>) {
    cells.int(time.map(|time| time.0));
}

fn take_time(cells: &mut CellReader<'_>) -> Result<Timestamp, CaseError> {
    cells.int().map(Timestamp)
}

fn put_range(cells: &mut CellWriter, range: Option<(Timestamp, Timestamp)>) {
    put_time(cells, range.map(|range| range.0));
    put_time(cells, range.map(|range| range.1));
}

fn take_range(cells: &mut CellReader<'_>) -> Option<(Timestamp, Timestamp)> {
    let (start, end) = (cells.opt_int(), cells.opt_int());
    Some((Timestamp(start?), Timestamp(end?)))
}

/// The columns of an origin, to be put first or together.
macro_rules! origin_columns {
    ($($rest:expr),* $(,)?) => {
        &[column("origin_input", Int), column("origin_line", Int), column("origin_byte_start", Int), column("origin_byte_len", Int), $($rest),*]
    };
}

fn put_origin(cells: &mut CellWriter, origin: Origin) {
    cells.int(Some(i64::from(origin.input.0)));
    cells.int(Some(origin.line as i64));
    cells.int(Some(origin.byte_start as i64));
    cells.int(Some(i64::from(origin.byte_len)));
}

fn take_origin(cells: &mut CellReader<'_>) -> Result<Origin, CaseError> {
    Ok(Origin {
        input: InputId(cells.small()?),
        line: cells.small()?,
        byte_start: cells.small()?,
        byte_len: cells.small()?,
    })
}

fn put_id(cells: &mut CellWriter, id: Option<u32>) {
    cells.int(id.map(i64::from));
}

/// An IPv4 address, or the first address of an IPv6 /64.
fn put_source(cells: &mut CellWriter, source: Source) {
    cells.text(Some(&source.first_address().to_string()));
}

fn take_source(cells: &mut CellReader<'_>) -> Result<Source, CaseError> {
    let text = cells.text()?;
    text.parse::<IpAddr>().map(Source::of).map_err(|_| cells.bad())
}

impl Row for Input {
    const TABLE: &'static str = "inputs";
    const COLUMNS: &'static [Column] = &[
        column("path", Text),
        column("compression", Text),
        column("bytes_stored", Int),
        column("bytes_read", Int),
        column("digest", Text),
        column("envelope", Text),
        column("service", Text),
        column("confidence_percent", Int),
        column("records", Int),
        column("understood", Int),
        column("ignored", Int),
        column("catch_all", Int),
        column("not_understood", Int),
        column("anomalies", Json),
        column("samples", Json),
        column("time_start", Time),
        column("time_end", Time),
        column("time_basis", Text),
        column("duplicate_of", Int),
        column("overlap_bytes", Int),
        column("trouble", Json),
    ];

    fn put(&self, cells: &mut CellWriter) {
        cells.text(Some(&self.path));
        cells.text(Some(&self.compression));
        cells.int(Some(self.bytes_stored as i64));
        cells.int(Some(self.bytes_read as i64));
        cells.text(Some(&self.digest));
        cells.text(Some(&self.envelope));
        cells.word(self.service.as_ref());
        cells.int(Some(i64::from(self.confidence_percent)));
        for count in [
            self.counts.records,
            self.counts.understood,
            self.counts.ignored,
            self.counts.catch_all,
            self.counts.not_understood,
        ] {
            cells.int(Some(count as i64));
        }
        cells.word(Some(&self.anomalies));
        cells.word(Some(&self.samples));
        put_range(cells, self.time_range);
        cells.word(Some(&self.time_basis));
        put_id(cells, self.duplicate_of.map(|id| id.0));
        cells.int(Some(self.overlap_bytes as i64));
        cells.word(self.trouble.as_ref());
    }

    fn take(cells: &mut CellReader<'_>) -> Result<Input, CaseError> {
        Ok(Input {
            path: cells.text()?,
            compression: cells.text()?,
            bytes_stored: cells.small()?,
            bytes_read: cells.small()?,
            digest: cells.text()?,
            envelope: cells.text()?,
            service: cells.opt_word()?,
            confidence_percent: cells.small()?,
            counts: RecordCounts {
                records: cells.small()?,
                understood: cells.small()?,
                ignored: cells.small()?,
                catch_all: cells.small()?,
                not_understood: cells.small()?,
            },
            anomalies: cells.word()?,
            samples: cells.word()?,
            time_range: take_range(cells),
            time_basis: cells.word()?,
            duplicate_of: cells.opt_small()?.map(InputId),
            overlap_bytes: cells.small()?,
            trouble: cells.opt_word()?,
        })
    }
}

impl Row for System {
    const TABLE: &'static str = "systems";
    const COLUMNS: &'static [Column] = &[column("service", Text), column("name", Text)];

    fn put(&self, cells: &mut CellWriter) {
        cells.word(Some(&self.service));
        cells.text(Some(&self.name));
    }

    fn take(cells: &mut CellReader<'_>) -> Result<System, CaseError> {
        Ok(System { service: cells.word()?, name: cells.text()? })
    }
}

impl Row for Asset {
    const TABLE: &'static str = "assets";
    const COLUMNS: &'static [Column] = System::COLUMNS;

    fn put(&self, cells: &mut CellWriter) {
        cells.word(Some(&self.service));
        cells.text(Some(&self.name));
    }

    fn take(cells: &mut CellReader<'_>) -> Result<Asset, CaseError> {
        Ok(Asset { service: cells.word()?, name: cells.text()? })
    }
}

impl Row for CoverageHour {
    const TABLE: &'static str = "coverage";
    const COLUMNS: &'static [Column] =
        &[column("system", Int), column("hour", Int), column("records", Int), column("understood", Int)];

    fn put(&self, cells: &mut CellWriter) {
        put_id(cells, Some(self.system.0));
        cells.int(Some(self.hour));
        cells.int(Some(self.records as i64));
        cells.int(Some(self.understood as i64));
    }

    fn take(cells: &mut CellReader<'_>) -> Result<CoverageHour, CaseError> {
        Ok(CoverageHour {
            system: SystemId(cells.small()?),
            hour: cells.int()?,
            records: cells.small()?,
            understood: cells.small()?,
        })
    }
}

impl Row for TrafficHour {
    const TABLE: &'static str = "traffic";
    const COLUMNS: &'static [Column] = &[
        column("asset", Int),
        column("hour", Int),
        column("events", Int),
        column("bytes", Int),
        column("server_errors", Int),
        column("sign_ins", Int),
        column("hostile_events", Int),
        column("hostile_bytes", Int),
        column("error_minutes", Int),
    ];

    fn put(&self, cells: &mut CellWriter) {
        put_id(cells, Some(self.asset.0));
        cells.int(Some(self.hour));
        for count in
            [self.events, self.bytes, self.server_errors, self.sign_ins, self.hostile_events, self.hostile_bytes]
        {
            cells.int(Some(count as i64));
        }
        cells.int(Some(i64::from(self.error_minutes)));
    }

    fn take(cells: &mut CellReader<'_>) -> Result<TrafficHour, CaseError> {
        let mut row = TrafficHour {
            asset: AssetId(cells.small()?),
            hour: cells.int()?,
            events: cells.small()?,
            bytes: cells.small()?,
            server_errors: cells.small()?,
            sign_ins: cells.small()?,
            hostile_events: cells.small()?,
            hostile_bytes: cells.small()?,
            error_minutes: 0,
        };
        // Cases written before minutes were counted hold whole hours.
        let whole_hour = if row.server_errors > 0 { 60 } else { 0 };
        row.error_minutes = cells
            .opt_int()
            .map_or(Some(whole_hour), |minutes| u8::try_from(minutes).ok())
            .ok_or_else(|| cells.bad())?;
        Ok(row)
    }
}

impl Row for SourceRow {
    const TABLE: &'static str = "sources";
    const COLUMNS: &'static [Column] = &[
        column("source", Text),
        column("country", Text),
        column("country_low_confidence", Int),
        column("asn", Int),
        column("network", Text),
        column("network_kind", Text),
        column("operator", Text),
        column("time_start", Time),
        column("time_end", Time),
        column("events", Int),
        column("bytes", Int),
        column("own", Int),
        column("allowed", Int),
    ];

    fn put(&self, cells: &mut CellWriter) {
        put_source(cells, self.source);
        let country = self.place.country.map(|code| code.map(char::from).iter().collect::<String>());
        cells.text(country.as_deref());
        cells.int(Some(i64::from(self.place.country_low_confidence)));
        put_id(cells, self.place.asn);
        cells.text(self.place.network.as_deref());
        cells.word(Some(&self.place.kind));
        cells.text(self.place.operator.as_deref());
        put_range(cells, self.time_range);
        cells.int(Some(self.events as i64));
        cells.int(Some(self.bytes as i64));
        cells.int(Some(i64::from(self.own)));
        cells.int(Some(i64::from(self.allowed)));
    }

    fn take(cells: &mut CellReader<'_>) -> Result<SourceRow, CaseError> {
        let source = take_source(cells)?;
        let country = match cells.opt_text()? {
            None => None,
            Some(code) => Some(<[u8; 2]>::try_from(code.as_bytes()).map_err(|_| cells.bad())?),
        };
        let place = Place {
            country,
            country_low_confidence: cells.int()? != 0,
            asn: cells.opt_small()?,
            network: cells.opt_text()?,
            kind: cells.word()?,
            operator: cells.opt_text()?,
        };
        Ok(SourceRow {
            source,
            place,
            time_range: take_range(cells),
            events: cells.small()?,
            bytes: cells.small()?,
            own: cells.int()? != 0,
            allowed: cells.int()? != 0,
        })
    }
}

impl Row for Account {
    const TABLE: &'static str = "accounts";
    const COLUMNS: &'static [Column] = &[column("name", Text), column("exists", Int)];

    fn put(&self, cells: &mut CellWriter) {
        cells.text(Some(&self.name));
        cells.int(self.exists.map(i64::from));
    }

    fn take(cells: &mut CellReader<'_>) -> Result<Account, CaseError> {
        Ok(Account { name: cells.text()?, exists: cells.opt_int().map(|exists| exists != 0) })
    }
}

/// A word of the attacker.
impl Row for Box<str> {
    const TABLE: &'static str = "texts";
    const COLUMNS: &'static [Column] = &[column("text", Text)];

    fn put(&self, cells: &mut CellWriter) {
        cells.text(Some(self));
    }

    fn take(cells: &mut CellReader<'_>) -> Result<Box<str>, CaseError> {
        cells.text()
    }
}

impl Row for RuleRow {
    const TABLE: &'static str = "rules";
    const COLUMNS: &'static [Column] =
        &[column("name", Text), column("title", Text), column("version", Text), column("form", Text)];

    fn put(&self, cells: &mut CellWriter) {
        cells.text(Some(&self.name));
        cells.text(Some(&self.title));
        cells.text(Some(&self.version));
        cells.word(Some(&self.form));
    }

    fn take(cells: &mut CellReader<'_>) -> Result<RuleRow, CaseError> {
        Ok(RuleRow { name: cells.text()?, title: cells.text()?, version: cells.text()?, form: cells.word()? })
    }
}

/// A set of rules.
impl Row for Vec<RuleId> {
    const TABLE: &'static str = "reasons";
    const COLUMNS: &'static [Column] = &[column("rules", Json)];

    fn put(&self, cells: &mut CellWriter) {
        cells.word(Some(self));
    }

    fn take(cells: &mut CellReader<'_>) -> Result<Vec<RuleId>, CaseError> {
        cells.word()
    }
}

impl Row for Window {
    const TABLE: &'static str = "windows";
    const COLUMNS: &'static [Column] = &[
        column("rule", Int),
        column("key", Json),
        column("time_start", Time),
        column("time_end", Time),
        column("events", Int),
        column("sources", Int),
        column("accounts", Int),
    ];

    fn put(&self, cells: &mut CellWriter) {
        put_id(cells, Some(self.rule.0));
        cells.word(Some(&self.key));
        put_range(cells, Some(self.time_range));
        for count in [self.events, self.sources, self.accounts] {
            put_id(cells, Some(count));
        }
    }

    fn take(cells: &mut CellReader<'_>) -> Result<Window, CaseError> {
        Ok(Window {
            rule: RuleId(cells.small()?),
            key: cells.word()?,
            time_range: (take_time(cells)?, take_time(cells)?),
            events: cells.small()?,
            sources: cells.small()?,
            accounts: cells.small()?,
        })
    }
}

impl Row for Line {
    const TABLE: &'static str = "lines";
    const COLUMNS: &'static [Column] = origin_columns![column("text", Text), column("sha256", Text)];

    fn put(&self, cells: &mut CellWriter) {
        put_origin(cells, self.origin);
        cells.text(Some(&self.text));
        cells.text(Some(&self.sha256));
    }

    fn take(cells: &mut CellReader<'_>) -> Result<Line, CaseError> {
        Ok(Line { origin: take_origin(cells)?, text: cells.text()?, sha256: cells.text()? })
    }
}

impl Row for Detection {
    const TABLE: &'static str = "detections";
    const COLUMNS: &'static [Column] = origin_columns![
        column("time", Time),
        column("time_basis", Text),
        column("form", Text),
        column("service", Text),
        column("source", Int),
        column("asset", Int),
        column("account", Int),
        column("reasons", Int),
        column("window", Int),
        column("status", Int),
        column("bytes", Int),
        column("subject", Int),
        column("tool", Int),
        column("line", Int),
        column("attempt", Int),
    ];

    fn put(&self, cells: &mut CellWriter) {
        put_origin(cells, self.origin);
        put_time(cells, self.time);
        cells.word(Some(&self.time_basis));
        cells.word(Some(&self.form));
        cells.word(Some(&self.service));
        put_id(cells, self.source.map(|id| id.0));
        put_id(cells, Some(self.asset.0));
        put_id(cells, self.account.map(|id| id.0));
        put_id(cells, Some(self.reasons.0));
        put_id(cells, self.window.map(|id| id.0));
        put_id(cells, self.status.map(u32::from));
        cells.int(self.bytes.map(|bytes| bytes as i64));
        put_id(cells, self.subject.map(|id| id.0));
        put_id(cells, self.tool.map(|id| id.0));
        put_id(cells, self.line.map(|id| id.0));
        put_id(cells, self.attempt.map(|id| id.0));
    }

    fn take(cells: &mut CellReader<'_>) -> Result<Detection, CaseError> {
        Ok(Detection {
            origin: take_origin(cells)?,
            time: cells.opt_int().map(Timestamp),
            time_basis: cells.word()?,
            form: cells.word()?,
            service: cells.word()?,
            source: cells.opt_small()?.map(SourceId),
            asset: AssetId(cells.small()?),
            account: cells.opt_small()?.map(AccountId),
            reasons: ReasonsId(cells.small()?),
            window: cells.opt_small()?.map(WindowId),
            status: cells.opt_small()?,
            bytes: cells.opt_small()?,
            subject: cells.opt_small()?.map(TextId),
            tool: cells.opt_small()?.map(TextId),
            line: cells.opt_small()?.map(LineId),
            attempt: cells.opt_small()?.map(AttemptId),
        })
    }
}

impl Row for Attempt {
    const TABLE: &'static str = "attempts";
    const COLUMNS: &'static [Column] = &[
        column("source", Int),
        column("asset", Int),
        column("form", Text),
        column("time_start", Time),
        column("time_end", Time),
        column("detections", Int),
        column("accounts", Json),
        column("accounts_total", Int),
        column("rules", Json),
        column("aim", Text),
        column("aim_reasons", Json),
        column("cited", Json),
    ];

    fn put(&self, cells: &mut CellWriter) {
        put_id(cells, self.source.map(|id| id.0));
        put_id(cells, Some(self.asset.0));
        cells.word(Some(&self.form));
        put_range(cells, Some((self.start, self.end)));
        put_id(cells, Some(self.detections));
        cells.word(Some(&self.accounts));
        put_id(cells, Some(self.accounts_total));
        cells.word(Some(&self.rules));
        cells.word(Some(&self.aim));
        cells.word(Some(&self.aim_reasons));
        cells.word(Some(&self.cited));
    }

    fn take(cells: &mut CellReader<'_>) -> Result<Attempt, CaseError> {
        Ok(Attempt {
            source: cells.opt_small()?.map(SourceId),
            asset: AssetId(cells.small()?),
            form: cells.word()?,
            start: take_time(cells)?,
            end: take_time(cells)?,
            detections: cells.small()?,
            accounts: cells.word()?,
            accounts_total: cells.small()?,
            rules: cells.word()?,
            aim: cells.word()?,
            aim_reasons: cells.word()?,
            cited: cells.word()?,
        })
    }
}

impl Row for Incident {
    const TABLE: &'static str = "incidents";
    const COLUMNS: &'static [Column] = &[
        column("kind", Text),
        column("effect", Text),
        column("time", Time),
        column("asset", Int),
        column("source", Int),
        column("account", Int),
        column("attempts", Json),
        column("evidence", Json),
        column("weakened_by", Json),
        column("mark", Json),
    ];

    fn put(&self, cells: &mut CellWriter) {
        cells.word(Some(&self.kind));
        cells.word(Some(&self.effect));
        put_time(cells, Some(self.time));
        put_id(cells, Some(self.asset.0));
        put_id(cells, self.source.map(|id| id.0));
        put_id(cells, self.account.map(|id| id.0));
        cells.word(Some(&self.attempts));
        cells.word(Some(&self.evidence));
        cells.word(Some(&self.weakened_by));
        cells.word(self.mark.as_ref());
    }

    fn take(cells: &mut CellReader<'_>) -> Result<Incident, CaseError> {
        Ok(Incident {
            kind: cells.word()?,
            effect: cells.word()?,
            time: take_time(cells)?,
            asset: AssetId(cells.small()?),
            source: cells.opt_small()?.map(SourceId),
            account: cells.opt_small()?.map(AccountId),
            attempts: cells.word()?,
            evidence: cells.word()?,
            weakened_by: cells.word()?,
            mark: cells.opt_word()?,
        })
    }
}

impl Row for Trace {
    const TABLE: &'static str = "traces";
    const COLUMNS: &'static [Column] = origin_columns![
        column("time", Time),
        column("time_basis", Text),
        column("kind", Text),
        column("service", Text),
        column("source", Int),
        column("asset", Int),
        column("account", Int),
        column("subject", Int),
        column("status", Int),
        column("tries", Int),
    ];

    fn put(&self, cells: &mut CellWriter) {
        put_origin(cells, self.origin);
        put_time(cells, Some(self.time));
        cells.word(Some(&self.time_basis));
        cells.word(Some(&self.kind));
        cells.word(Some(&self.service));
        put_id(cells, self.source.map(|id| id.0));
        put_id(cells, Some(self.asset.0));
        put_id(cells, self.account.map(|id| id.0));
        put_id(cells, self.subject.map(|id| id.0));
        put_id(cells, self.status.map(u32::from));
        put_id(cells, Some(self.tries));
    }

    fn take(cells: &mut CellReader<'_>) -> Result<Trace, CaseError> {
        Ok(Trace {
            origin: take_origin(cells)?,
            time: take_time(cells)?,
            time_basis: cells.word()?,
            kind: cells.word()?,
            service: cells.word()?,
            source: cells.opt_small()?.map(SourceId),
            asset: AssetId(cells.small()?),
            account: cells.opt_small()?.map(AccountId),
            subject: cells.opt_small()?.map(TextId),
            status: cells.opt_small()?,
            tries: cells.small()?,
        })
    }
}

impl Row for MarkRow {
    const TABLE: &'static str = "marks";
    const COLUMNS: &'static [Column] = &[column("target", Json), column("hostile", Int), column("why", Text)];

    fn put(&self, cells: &mut CellWriter) {
        cells.word(Some(&self.target));
        cells.int(Some(i64::from(self.mark.hostile)));
        cells.text(Some(&self.mark.why));
    }

    fn take(cells: &mut CellReader<'_>) -> Result<MarkRow, CaseError> {
        Ok(MarkRow { target: cells.word()?, mark: Mark { hostile: cells.int()? != 0, why: cells.text()? } })
    }
}
