//! The served pages in Chromium, as a person meets them: at the width of a phone and of a desk, in both languages, light and dark, with and
//! without scripts, with the keyboard alone; and the API beaten with what schemathesis makes of its description. The program is run as
//! users run it, over loopback; screenshots are left in `target/dashboard/`.
#![allow(clippy::disallowed_types, reason = "cargo, python and the program are started, nothing else")]

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use serde_json::{Value, json};
use vigie::respond::ledger::{Entry, Ledger};
use vigie::respond::plan::Target;
use vigie_facts::form::Form;
use vigie_facts::time::Timestamp;

use crate::driver::{Driver, ENTER, TAB};

const CHECKS: &str = include_str!("../../tests/browser/checks.js");
pub(crate) const PASSWORD: &str = "a password of several words";

/// Every page, and a name for its pictures.
const PAGES: [(&str, &str); 11] = [
    ("/", "now"),
    ("/incidents", "incidents"),
    ("/clusters", "clusters"),
    ("/sources", "sources"),
    ("/sources/203.0.113.77", "source"),
    ("/accounts", "accounts"),
    ("/coverage", "coverage"),
    ("/measures", "measures"),
    ("/claims", "claims"),
    ("/search?q=script", "search"),
    ("/units", "units"),
];

/// Widths and colour schemes: a phone, a desk.
const LAYOUTS: [(u32, &str); 3] = [(390, "light"), (390, "dark"), (1280, "light")];

/// An attacker who tries to be more than text, in every place that a log has.
const HOSTILE: &str = "203.0.113.77 - \"><script>document.title='owned'</script> [DAY:05:00:NN +0000] \"GET /?q=<script>document.title='owned'</script>&id=1%27%20UNION%20SELECT%20password%20FROM%20users-- HTTP/1.1\" 404 512 \"javascript:alert(1)\" \"<img src=x onerror=document.title='owned'>\"\n";

/// A served case, stopped when dropped.
struct Served {
    child: Child,
    address: String,
    program: PathBuf,
    case: PathBuf,
    folder: PathBuf,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Served {
    fn start(program: Option<PathBuf>) -> anyhow::Result<Served> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("");
        let target = crate::target_folder();
        let program = if let Some(program) = program {
            program
        } else {
            let mut build = Command::new(env!("CARGO"));
            build.args(["build", "--locked", "-p", "vigie", "--features", "serve"]).current_dir(&root);
            started(&mut build, "cargo build")?;
            target.join("debug/vigie")
        };
        let folder = target.join("dashboard");
        let case = folder.join("case");
        let _ = fs::remove_dir_all(&case);
        fs::create_dir_all(folder.join("logs"))?;
        let lines = (0..60).map(|at| HOSTILE.replace("NN", &format!("{at:02}")).replace("DAY", "14/Feb/2017"));
        fs::write(folder.join("logs/www.example.org.log"), lines.collect::<String>())?;
        let mut report = Command::new(&program);
        report.arg("report").arg(root.join("examples/campaign")).arg(folder.join("logs")).arg("--case").arg(&case);
        report.args(["--time-zone", "Europe/Paris", "--quiet"]).stdout(Stdio::null());
        started(&mut report, "vigie report")?;
        let entries = (1..=6).map(entry).collect();
        Ledger { entries }.write(&case)?;
        let mut served = Served {
            child: account(&program, &case, "rita", "reader")?,
            address: String::new(),
            program,
            case,
            folder,
        };
        served.child.wait()?;
        account(&served.program, &served.case, "dora", "decider")?.wait()?;
        let mut serve = Command::new(&served.program);
        serve.args(["serve", "--listen", "127.0.0.1:0", "--case"]).arg(&served.case).env("LC_ALL", "C");
        served.child = serve.stdout(Stdio::piped()).spawn().context("cannot start vigie serve")?;
        let mut line = String::new();
        let out = served.child.stdout.take().context("no output of vigie serve")?;
        BufReader::new(out).read_line(&mut line)?;
        let address = line.trim().trim_end_matches('/').rsplit(' ').next().unwrap_or_default();
        ensure!(address.starts_with("http://127.0.0.1:"), "vigie serve said {line:?}");
        address.clone_into(&mut served.address);
        Ok(served)
    }
}

/// Decisions as a guard would have noted them: some hold, some ended, one was taken back.
fn entry(at: u8) -> Entry {
    let now = Timestamp::from_seconds(jiff::Timestamp::now().as_second());
    let hours = |hours: i64| now.plus_seconds(hours * 3_600);
    let target = format!("203.0.113.{}", 76 + at);
    let expires = if at.is_multiple_of(3) { hours(-i64::from(at)) } else { hours(i64::from(at)) };
    Entry {
        target: Target::Source(target.parse().unwrap_or_else(|_| unreachable!("an address"))),
        applied: hours(-i64::from(at) - 5),
        expires,
        undone: (at == 6).then(|| hours(-7)),
        forms: vec![(Form::SqlInjection, 40 + u64::from(at)), (Form::CrossSiteScripting, 7)],
        detections: 47,
        ordinary_events: u64::from(at) - 1,
        in_filter: true,
    }
}

/// Adds an account with [`PASSWORD`].
pub(crate) fn account(program: &Path, case: &Path, name: &str, role: &str) -> anyhow::Result<Child> {
    let mut add = Command::new(program);
    add.args(["serve", "account", "add", name, "--role", role, "--case"]).arg(case);
    let mut child = add.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().context("cannot add an account")?;
    child.stdin.take().context("no input")?.write_all(format!("{PASSWORD}\n").as_bytes())?;
    Ok(child)
}

/// Runs something to its end.
pub(crate) fn started(command: &mut Command, what: &str) -> anyhow::Result<()> {
    let status = command.status().with_context(|| format!("cannot start {what}"))?;
    ensure!(status.success(), "{what} failed: {status}");
    Ok(())
}

/// The value behind an option.
fn option(arguments: &[String], name: &str) -> Option<String> {
    arguments.iter().position(|argument| argument == name).and_then(|at| arguments.get(at + 1)).cloned()
}

/// `cargo xtask dashboard`.
pub(crate) fn walk(arguments: &[String]) -> anyhow::Result<()> {
    let Some(mut driver) = Driver::start(arguments.iter().any(|argument| argument == "--install"))? else {
        println!("skipped: no chromedriver here (Debian: apt-get install chromium-driver; or pass --install)");
        return Ok(());
    };
    let served = Served::start(option(arguments, "--vigie").map(PathBuf::from))?;
    let mut problems = Vec::new();
    for scripts in [true, false] {
        driver.devtools("Emulation.setScriptExecutionDisabled", &json!({ "value": !scripts }))?;
        for language in ["en", "fr"] {
            let visit = Visit { served: &served, driver: &mut driver, language, scripts };
            let found = visit.run()?;
            let how = if scripts { "with scripts" } else { "without scripts" };
            problems.extend(found.into_iter().map(|problem| format!("{language}, {how}: {problem}")));
        }
    }
    driver.devtools("Emulation.setScriptExecutionDisabled", &json!({ "value": false }))?;
    problems.extend(live(&served, &driver)?);
    let complaints = driver.complaints(&served.address)?;
    // A page of somebody who may not, and nothing else, is answered with an error on purpose.
    problems.extend(complaints.into_iter().filter(|complaint| !complaint.contains("403 (Forbidden)")));
    for problem in &problems {
        println!("{problem}");
    }
    ensure!(problems.is_empty(), "{} problems", problems.len());
    println!("no problem; look at the screenshots in {}", served.folder.display());
    Ok(())
}

/// One walk through every page.
struct Visit<'a> {
    served: &'a Served,
    driver: &'a mut Driver,
    language: &'a str,
    scripts: bool,
}

impl Visit<'_> {
    fn run(mut self) -> anyhow::Result<Vec<String>> {
        let mut problems = Vec::new();
        self.go("/sign-in?lang=en")?;
        self.driver.forget_cookies()?;
        self.go(&format!("/sign-in?lang={}", self.language))?;
        problems.extend(self.look("sign-in", &json!("open"))?);
        problems.extend(self.sign_in("dora")?);
        for (page, name) in PAGES {
            self.go(page)?;
            problems.extend(self.look(name, &json!(true))?);
        }
        problems.extend(self.focus_is_seen()?);
        problems.extend(self.take_back()?);
        problems.extend(self.check_a_sentence()?);
        Ok(problems)
    }

    fn go(&self, path: &str) -> anyhow::Result<()> {
        self.driver.open(&format!("{}{path}", self.served.address))
    }

    fn ask(&self, script: &str) -> anyhow::Result<Value> {
        self.driver.execute(script, &json!([]))
    }

    /// The checks of the page in every layout, with pictures.
    fn look(&mut self, name: &str, served: &Value) -> anyhow::Result<Vec<String>> {
        let mut problems = Vec::new();
        for (width, scheme) in LAYOUTS {
            self.driver.lay_out(width, 900, "screen", scheme)?;
            let result = self.driver.execute(CHECKS, &json!([{}, self.language, false, served]))?;
            let found = result["problems"].as_array().context("the checks did not answer")?;
            problems.extend(
                found
                    .iter()
                    .take(10)
                    .map(|problem| format!("{name}, {width} px, {scheme}: {}", problem.as_str().unwrap_or_default())),
            );
            if self.scripts == (self.language == "fr") || name == "now" {
                let scripts = if self.scripts { "on" } else { "off" };
                let file = format!("{name}.{}.{width}.{scheme}.{scripts}.png", self.language);
                self.driver.screenshot(&self.served.folder.join(file), width)?;
            }
        }
        if self.ask("return document.title")? == "owned" {
            problems.push(format!("{name}: a line of a log ran as a script"));
        }
        Ok(problems)
    }

    /// With the keyboard alone: name, password, Enter.
    fn sign_in(&self, name: &str) -> anyhow::Result<Vec<String>> {
        if !self.tab_to("document.activeElement.id === 'name'")? {
            return Ok(vec!["the keyboard does not reach the name".to_owned()]);
        }
        self.driver.press(name)?;
        self.driver.press(TAB)?;
        self.driver.press(PASSWORD)?;
        self.driver.press(ENTER)?;
        self.until("document.querySelector('.who button') !== null", "signing in with the keyboard")
    }

    /// Presses Tab until something holds. `false` when the whole page was walked through without it.
    fn tab_to(&self, holds: &str) -> anyhow::Result<bool> {
        for _ in 0..400 {
            if self.ask(&format!("return {holds}"))? == true {
                return Ok(true);
            }
            self.driver.press(TAB)?;
        }
        Ok(false)
    }

    fn until(&self, holds: &str, what: &str) -> anyhow::Result<Vec<String>> {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(20) {
            if self.ask(&format!("return {holds}"))? == true {
                return Ok(Vec::new());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok(vec![format!("{what} came to nothing")])
    }

    /// Tab goes through the whole first page and comes out of it, and wherever it stands one sees it.
    fn focus_is_seen(&self) -> anyhow::Result<Vec<String>> {
        const FOCUSED: &str = "const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
            return [e.tagName, (e.textContent || e.id).slice(0, 40), parseFloat(s.outlineWidth) * (s.outlineStyle === 'none' ? 0 : 1), b.width * b.height];";
        let mut problems = Vec::new();
        self.go("/")?;
        self.driver.lay_out(1280, 900, "screen", "light")?;
        let usable = self.ask("return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), summary')].filter(e => e.checkVisibility()).length")?;
        let usable = usable.as_u64().unwrap_or(0);
        let mut met = 0;
        for press in 0..usable + 5 {
            self.driver.press(TAB)?;
            let focused = self.ask(FOCUSED)?;
            if focused[0] == "BODY" || focused[0] == "HTML" {
                break;
            }
            met += 1;
            if press == 0 && self.ask("return document.activeElement.className")? != "skip" {
                problems.push(format!("the first Tab does not offer to skip: {focused}"));
            }
            if focused[2].as_f64().unwrap_or(0.0) < 2.0 {
                problems.push(format!("focus is not seen: {focused}"));
            }
        }
        if met + 1 < usable {
            problems.push(format!("Tab reaches {met} of {usable}"));
        }
        Ok(problems)
    }

    /// Takes the first decision back, with the keyboard alone.
    fn take_back(&self) -> anyhow::Result<Vec<String>> {
        self.go("/measures")?;
        let before = self.ask("return document.querySelectorAll('#held details').length")?.as_u64().unwrap_or(0);
        if before == 0 {
            return Ok(vec!["nothing is held back to be taken back".to_owned()]);
        }
        if !self.tab_to("document.activeElement.matches('#held summary')")? {
            return Ok(vec!["the keyboard does not reach what takes a decision back".to_owned()]);
        }
        self.driver.press(ENTER)?;
        self.driver.press(TAB)?;
        self.driver.press(ENTER)?;
        let fewer = format!(
            "document.querySelector('[role=status]') !== null && document.querySelectorAll('#held details').length === {}",
            before - 1
        );
        self.until(&fewer, "taking back with the keyboard")
    }

    fn check_a_sentence(&mut self) -> anyhow::Result<Vec<String>> {
        self.go("/claims")?;
        if !self.tab_to("document.activeElement.id === 'text'")? {
            return Ok(vec!["the keyboard does not reach the text".to_owned()]);
        }
        let text = if self.language == "fr" {
            "Nous avons subi des milliers d’attaques par jour."
        } else {
            "We saw thousands of attacks a day."
        };
        self.driver.press(text)?;
        self.driver.press(TAB)?;
        self.driver.press(ENTER)?;
        let mut problems =
            self.until("document.querySelector('#verdicts article .tag') !== null", "checking a sentence")?;
        problems.extend(self.look("verdict", &json!(true))?);
        Ok(problems)
    }
}

/// An open page shows by itself what has changed, and says so.
fn live(served: &Served, driver: &Driver) -> anyhow::Result<Vec<String>> {
    driver.open(&format!("{}/measures", served.address))?;
    let held = || -> anyhow::Result<Value> {
        driver.execute("return document.querySelectorAll('#held details').length", &json!([]))
    };
    let before = held()?;
    std::thread::sleep(Duration::from_secs(2));
    let (lock, mut ledger) = Ledger::locked(&served.case)?;
    let target = Target::Source("198.51.100.9".parse().unwrap_or_else(|_| unreachable!("an address")));
    ledger.entries.push(Entry { target, ..entry(1) });
    ledger.write(&served.case)?;
    drop(lock);
    let start = Instant::now();
    while held()? == before {
        if start.elapsed() > Duration::from_secs(15) {
            return Ok(vec!["an open page does not show what has changed".to_owned()]);
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    println!("an open page showed a change after {:.1} s", start.elapsed().as_secs_f64());
    Ok(Vec::new())
}

/// What is installed, from PyPI.
const SCHEMATHESIS: &str = "schemathesis>=4,<5";

/// `cargo xtask hammer`.
pub(crate) fn hammer(arguments: &[String]) -> anyhow::Result<()> {
    let served = Served::start(option(arguments, "--vigie").map(PathBuf::from))?;
    let examples = option(arguments, "--examples").unwrap_or_else(|| "200".to_owned());
    let environment = served.folder.join("python");
    let tool = environment.join("bin/schemathesis");
    if !tool.is_file() {
        started(Command::new("python3").args(["-m", "venv"]).arg(&environment), "python3 -m venv")?;
        let mut pip = Command::new(environment.join("bin/pip"));
        started(pip.args(["install", "--quiet", SCHEMATHESIS]), "pip install")?;
    }
    let made = Command::new(&served.program)
        .args(["serve", "token", "make", "schemathesis", "--role", "decider", "--quiet", "--case"])
        .arg(&served.case)
        .output()?;
    let token = String::from_utf8(made.stdout)?.trim().to_owned();
    ensure!(made.status.success() && !token.is_empty(), "no token");
    let mut run = Command::new(&tool);
    run.arg("run").arg(format!("{}/api/v1/openapi.json", served.address));
    run.args(["--header", &format!("Authorization: Bearer {token}"), "--checks", "all", "--mode", "all"]);
    run.args(["--max-examples", &examples, "--seed", "7", "--no-color", "--continue-on-failure"]);
    let status = run.current_dir(&served.folder).status().context("cannot start schemathesis")?;
    if !status.success() {
        bail!("schemathesis found something: {status}");
    }
    Ok(())
}
