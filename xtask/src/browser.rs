//! `cargo xtask browser [--install]`: opens the pages of fictional answers (`examples/page.rs`) in Chromium, at the width of
//! a phone and of a desk, light and dark, in both languages, and on paper, and runs `tests/browser/checks.js` in each.
//! Screenshots and PDFs are left in `target/browser/`. The browser is driven by chromedriver over loopback (W3C WebDriver);
//! nothing else is contacted, and a page that tries to is an error.
//!
//! Without chromedriver the run is skipped, and says so. `--install` first asks apt-get for it, as CI does.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
#[expect(clippy::disallowed_types, reason = "a maintenance command that starts cargo and poppler")]
use std::process::Command;

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};

use crate::driver::{Driver, TAB, decode_base64};

const FOLDER: &str = "target/browser";
const CHECKS: &str = include_str!("../../tests/browser/checks.js");
const PAGES: [&str; 4] = ["month", "ordinary", "hostile", "group"];
/// A4 between the margins of the style sheet, in CSS pixels.
const PAPER_WIDTH: u32 = 673;
/// Widths and colour schemes: the smallest phone in use, a usual phone, a desk, a wide desk.
const LAYOUTS: [(u32, &str); 5] = [(320, "light"), (390, "light"), (390, "dark"), (1280, "light"), (1920, "dark")];

pub(crate) fn run(arguments: &[String]) -> anyhow::Result<()> {
    let install = arguments.iter().any(|argument| argument == "--install");
    let Some(mut driver) = Driver::start(install)? else {
        println!("skipped: no chromedriver here (Debian: apt-get install chromium-driver; or pass --install)");
        return Ok(());
    };
    write_pages()?;
    let folder = fs::canonicalize(FOLDER)?;
    let mut problems = 0;
    for page in PAGES {
        let figures = figures(&folder.join(format!("{page}.json")))?;
        for language in ["en", "fr"] {
            let visit = Visit { folder: &folder, page, language, figures: &figures };
            for problem in visit.run(&mut driver)? {
                println!("{page}.{language}: {problem}");
                problems += 1;
            }
        }
    }
    ensure!(problems == 0, "{problems} problems");
    println!("no problem; look at the screenshots and PDFs in {FOLDER}");
    Ok(())
}

#[expect(clippy::disallowed_types, reason = "starts cargo to render the pages")]
fn write_pages() -> anyhow::Result<()> {
    let status = Command::new("cargo").args(["run", "--quiet", "--example", "page", "--", FOLDER]).status()?;
    ensure!(status.success(), "the pages could not be rendered");
    Ok(())
}

/// Every figure and share of an answer: key and value, as the page has to show them.
fn figures(file: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let answer: Value = serde_json::from_slice(&fs::read(file)?)?;
    let mut figures = BTreeMap::new();
    collect(&answer, &mut figures);
    ensure!(figures.len() > 20, "{} has only {} figures", file.display(), figures.len());
    Ok(figures)
}

fn collect(value: &Value, figures: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(members) => {
            if let (Some(Value::String(key)), Some(number)) = (members.get("key"), members.get("value")) {
                figures.insert(key.clone(), number.to_string());
            }
            if let (Some(Value::String(key)), Some(part)) = (members.get("key"), members.get("numerator")) {
                figures.insert(key.clone(), part.to_string());
                if let Some(percent) = members.get("percent").and_then(Value::as_f64) {
                    figures.insert(format!("{key}/percent"), percent.to_string());
                }
            }
            members.values().for_each(|member| collect(member, figures));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, figures)),
        _ => {}
    }
}

/// One page in one language.
struct Visit<'a> {
    folder: &'a Path,
    page: &'a str,
    language: &'a str,
    figures: &'a BTreeMap<String, String>,
}

impl Visit<'_> {
    fn run(&self, driver: &mut Driver) -> anyhow::Result<Vec<String>> {
        let mut problems = Vec::new();
        let file = self.folder.join(format!("{}.{}.html", self.page, self.language));
        driver.open(&format!("file://{}", file.display()))?;
        for (width, scheme) in LAYOUTS {
            driver.lay_out(width, 900, "screen", scheme)?;
            let found = self.check(driver, false)?;
            problems.extend(found.iter().map(|problem| format!("{width} px, {scheme}: {problem}")));
            if self.page == "month" && width != 320 || self.language == "en" && width == 390 {
                driver.screenshot(&self.file(&format!("{width}.{scheme}.png")), width)?;
            }
        }
        driver.lay_out(1280, 900, "screen", "light")?;
        problems.extend(Self::keyboard(driver)?);
        driver.lay_out(PAPER_WIDTH, 900, "print", "dark")?;
        problems.extend(self.check(driver, true)?.iter().map(|problem| format!("paper: {problem}")));
        problems.extend(self.print(driver)?);
        problems.extend(driver.complaints("file:///")?);
        Ok(problems)
    }

    fn file(&self, ending: &str) -> PathBuf {
        self.folder.join(format!("{}.{}.{ending}", self.page, self.language))
    }

    fn check(&self, driver: &mut Driver, paper: bool) -> anyhow::Result<Vec<String>> {
        let result = driver.execute(CHECKS, &json!([self.figures, self.language, paper]))?;
        let problems = result["problems"].as_array().context("the checks did not answer")?;
        Ok(problems.iter().take(25).map(|problem| problem.as_str().unwrap_or_default().to_owned()).collect())
    }

    /// The first press of Tab shows the link that skips to the content; later ones show where the focus is.
    fn keyboard(driver: &mut Driver) -> anyhow::Result<Vec<String>> {
        const FOCUSED: &str =
            "const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
            return [e.className, b.top, parseFloat(s.outlineWidth) * (s.outlineStyle === 'none' ? 0 : 1)];";
        let mut problems = Vec::new();
        for press in 0..4 {
            driver.press(TAB)?;
            let focused = driver.execute(FOCUSED, &json!([]))?;
            if press == 0 && (focused[0] != "skip" || focused[1].as_f64().unwrap_or(-1.0) < 0.0) {
                problems.push(format!("the first Tab shows no link to the content: {focused}"));
            }
            if focused[2].as_f64().unwrap_or(0.0) < 2.0 {
                problems.push(format!("focus is not visible after {press} presses of Tab: {focused}"));
            }
        }
        Ok(problems)
    }

    /// Prints as a browser does when nobody changes a setting, without backgrounds.
    fn print(&self, driver: &mut Driver) -> anyhow::Result<Vec<String>> {
        let mut problems = Vec::new();
        let printed =
            driver.devtools("Page.printToPDF", &json!({ "preferCSSPageSize": true, "printBackground": false }))?;
        let pdf = decode_base64(printed["data"].as_str().context("no PDF")?)?;
        let file = self.file("pdf");
        fs::write(&file, &pdf)?;
        let Some(text) = pdf_text(&file)? else { return Ok(problems) };
        let pages = text.matches('\u{c}').count();
        // A page of every section and its lines takes a few dozen sheets at most; one sheet would mean that it was cut.
        let bounds = if self.page == "ordinary" { 1..=8 } else { 8..=60 };
        if !bounds.contains(&pages) {
            problems.push(format!("printed on {pages} pages"));
        }
        let letters: String = text.chars().filter(|letter| letter.is_alphanumeric()).collect();
        let headings = driver
            .execute("return [...document.querySelectorAll('h1, h2, h3, h4')].map(h => h.textContent)", &json!([]))?;
        for heading in headings.as_array().into_iter().flatten().filter_map(Value::as_str) {
            let wanted: String = heading.chars().filter(|letter| letter.is_alphanumeric()).collect();
            if self.page != "hostile" && !letters.contains(&wanted) {
                problems.push(format!("\u{201c}{heading}\u{201d} is not on paper"));
            }
        }
        Ok(problems)
    }
}

/// The text of a PDF with a form feed after each page; `None` when poppler is not here.
#[expect(clippy::disallowed_types, reason = "starts pdftotext")]
fn pdf_text(file: &Path) -> anyhow::Result<Option<String>> {
    let Ok(output) = Command::new("pdftotext").arg(file).arg("-").output() else {
        println!("skipped: no pdftotext here, so what is on paper was not read");
        return Ok(None);
    };
    ensure!(output.status.success(), "pdftotext failed on {}", file.display());
    Ok(Some(String::from_utf8_lossy(&output.stdout).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_and_shares_are_collected_from_anywhere() {
        let answer = json!({ "a": [{ "key": "x", "value": 3 }], "b": { "key": "y", "numerator": 1, "percent": 12.5 } });
        let mut figures = BTreeMap::new();
        collect(&answer, &mut figures);
        let expected = [("x", "3"), ("y", "1"), ("y/percent", "12.5")];
        assert_eq!(figures, expected.map(|(key, value)| (key.to_owned(), value.to_owned())).into());
    }
}
