//! Writes the pages of fictional answers, with the answers as JSON beside them, into a folder, to look at and for
//! `cargo xtask browser`: `cargo run --example page -- FOLDER`.
#![expect(clippy::disallowed_methods, reason = "an example is at the edge: it writes files")]

use std::path::Path;
use std::{env, fs};

use jiff::tz::TimeZone;
use vigie::report::html::{HtmlOptions, render};
use vigie::report::words::Language;
use vigie_figures::names::Names;
use vigie_figures::questions::{Options, answer};
use vigie_simulate::{cases, group_case};

fn main() -> anyhow::Result<()> {
    let folder = env::args().nth(1).unwrap_or_else(|| "target/browser".into());
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    let zone = TimeZone::get("Europe/Paris")?;
    let cases = [
        ("month", cases::month()),
        ("ordinary", cases::ordinary_week()),
        ("hostile", cases::hostile_month()),
        ("group", group_case::group_among_strangers()),
    ];
    for (name, case) in cases {
        let answer = answer(&case, &Options { zone: zone.clone(), names: Names::Clear });
        fs::write(folder.join(format!("{name}.json")), serde_json::to_vec(&answer)?)?;
        for (tag, language) in [("en", Language::English), ("fr", Language::French)] {
            let page = render(&answer, language, &HtmlOptions::default());
            fs::write(folder.join(format!("{name}.{tag}.html")), page)?;
        }
    }
    Ok(())
}
