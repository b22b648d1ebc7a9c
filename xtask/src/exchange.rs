//! What Vigie hands on, held against the tools of others: the OASIS validator and library for STIX 2.1, PyMISP for MISP events.
//! They are installed into an environment of their own; where that cannot be done, it says so and fails.
#![allow(clippy::disallowed_types, reason = "python and the program are started, nothing else")]

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};

/// What is installed, from PyPI. The validator's last release that carries its schemas.
const PACKAGES: &[&str] = &["stix2==3.0.2", "stix2-validator==3.2.0", "pymisp"];

/// What is asked of the files: the folder is the first argument.
const CHECKS: &str = r#"
import sys, json, collections
folder = sys.argv[1]
text = open(folder + "/bundle.json").read()
import stix2
bundle = stix2.parse(text, allow_custom=False)
kinds = collections.Counter(o["type"] for o in bundle.objects)
assert not kinds.keys() & {"threat-actor", "intrusion-set", "campaign"}, kinds
for o in bundle.objects:
    if o["type"] == "ipv4-addr":
        assert stix2.v21.IPv4Address(value=o["value"]).id == o["id"], o
print("stix2: parsed,", dict(kinds))
from stix2validator import ValidationOptions, validate_string
result = validate_string(text, ValidationOptions(version="2.1", disabled=["103", "302"]))
errors = [str(e) for r in result.object_results for e in (r.errors or [])] if hasattr(result, "object_results") else []
assert result.is_valid, errors[:5] or result.as_dict()
print("stix2-validator: valid")
from pymisp import MISPEvent
event = MISPEvent()
event.load_file(folder + "/event.json")
assert len(event.attributes) == kinds["indicator"], (len(event.attributes), kinds)
open(folder + "/again.json", "w").write(json.dumps({"Event": json.loads(event.to_json())}))
print("PyMISP: loaded and written again,", len(event.attributes), "attributes")
"#;

/// `cargo xtask exchange [--case DIR] [--vigie PROGRAM]`.
pub(crate) fn run(arguments: &[String]) -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("");
    let target = crate::target_folder();
    let mut program = target.join("debug/vigie");
    let mut case = None;
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let value = rest.next().context("each option takes a value")?;
        match argument.as_str() {
            "--vigie" => program = value.into(),
            "--case" => case = Some(PathBuf::from(value)),
            other => bail!("what is {other}?"),
        }
    }
    let folder = target.join("exchange");
    std::fs::create_dir_all(&folder)?;
    if !program.is_file() {
        started(Command::new(env!("CARGO")).args(["build", "--locked"]).current_dir(&root), "cargo build")?;
    }
    let case = match case {
        Some(case) => case,
        None => example(&program, &root, &folder)?,
    };
    for (form, file) in [("--stix", "bundle.json"), ("--misp", "event.json")] {
        let out = folder.join(file);
        started(Command::new(&program).args(["export", "--case"]).arg(&case).arg(form).arg("-o").arg(out), form)?;
    }
    let python = environment(&folder)?;
    started(Command::new(&python).args(["-c", CHECKS]).arg(&folder), "the checks of others")?;
    let indicators = |file: &str| -> anyhow::Result<serde_json::Value> {
        let output = Command::new(&program).arg("import").arg(folder.join(file)).arg("--json").output()?;
        let read: serde_json::Value = serde_json::from_slice(&output.stdout).context("vigie import")?;
        Ok(read["indicators"].clone())
    };
    let bundle = indicators("bundle.json")?;
    if bundle.as_array().is_none_or(Vec::is_empty) || bundle != indicators("again.json")? {
        bail!("what PyMISP wrote again is not what the bundle holds");
    }
    println!("vigie import: bundle and PyMISP's own writing hold the same indicators");
    Ok(())
}

fn example(program: &Path, root: &Path, folder: &Path) -> anyhow::Result<PathBuf> {
    let case = folder.join("case");
    let _ = std::fs::remove_dir_all(&case);
    let mut report = Command::new(program);
    report.arg("report").arg(root.join("examples/campaign")).arg("--case").arg(&case);
    report.args(["--json", "-", "--quiet"]).stdout(std::process::Stdio::null());
    started(&mut report, "vigie report")?;
    Ok(case)
}

/// The python of an environment that has the packages.
fn environment(folder: &Path) -> anyhow::Result<PathBuf> {
    let environment = folder.join("python");
    let python = environment.join("bin/python");
    if !python.is_file() {
        started(Command::new("python3").args(["-m", "venv"]).arg(&environment), "python3 -m venv")
            .context("no python environment: install python3-venv")?;
    }
    started(Command::new(&python).args(["-m", "pip", "install", "--quiet"]).args(PACKAGES), "pip install")
        .context("pip cannot install the tools of others: is there a way to PyPI?")?;
    Ok(python)
}

fn started(command: &mut Command, what: &str) -> anyhow::Result<()> {
    let status = command.status().with_context(|| format!("cannot start {what}"))?;
    if !status.success() {
        bail!("{what} failed: {status}");
    }
    Ok(())
}
