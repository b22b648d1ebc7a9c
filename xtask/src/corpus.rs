//! `cargo xtask corpus`: writes the seeded worlds of `vigie-simulate` into a folder, with `truth.json` beside them. Streams: a
//! gigabyte of log needs no gigabyte of memory.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::json;
use vigie_simulate::mail::{MailWorld, write_mail};
use vigie_simulate::sign_in::{SignInWorld, write_sign_in};
use vigie_simulate::web::{WebWorld, write_web};

/// Sources of 1,000 lines unless `--sources` says otherwise: a real month had 724,000 in 4.2 million.
const SOURCES_PER_MILLE: u64 = 172;

/// Lines of an access log for each source of noise a day in `auth.log`: 10,000 a day beside 4.2 million lines, which is 180 MB of sign-ins.
const LINES_A_NOISE_SOURCE: u64 = 420;

/// What to write and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Corpus {
    pub(crate) seed: u64,
    pub(crate) lines: u64,
    pub(crate) sources: u64,
    pub(crate) out: PathBuf,
}

/// Runs `corpus`.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let corpus = read_arguments(arguments)?;
    write(&corpus)?;
    for name in ["access.log", "auth.log", "mail.log", "truth.json"] {
        let path = corpus.out.join(name);
        println!("{}: {} bytes", path.display(), std::fs::metadata(&path)?.len());
    }
    Ok(())
}

fn read_arguments(arguments: &[String]) -> Result<Corpus> {
    let (mut seed, mut lines, mut sources, mut out) = (7, 100_000, None, None);
    for pair in arguments.chunks(2) {
        let [flag, value] = pair else { bail!("{}: a value is missing", pair[0]) };
        let number = || value.parse::<u64>().with_context(|| format!("{flag} {value}: not a number"));
        match flag.as_str() {
            "--seed" => seed = number()?,
            "--lines" => lines = number()?,
            "--sources" => sources = Some(number()?),
            "-o" => out = Some(PathBuf::from(value)),
            _ => bail!("usage: cargo xtask corpus [--seed 7] [--lines 100000] [--sources N] -o DIR"),
        }
    }
    let out = out.context("-o DIR is missing")?;
    Ok(Corpus { seed, lines, sources: sources.unwrap_or((lines * SOURCES_PER_MILLE / 1_000).max(1)), out })
}

/// Writes every world of a corpus.
pub(crate) fn write(corpus: &Corpus) -> Result<()> {
    std::fs::create_dir_all(&corpus.out).with_context(|| corpus.out.display().to_string())?;
    let web = WebWorld { lines: corpus.lines, sources: corpus.sources, ..WebWorld::new(corpus.seed) };
    let web_truth = in_file(&corpus.out, "access.log", |out| Ok(write_web(&web, out)?))?;
    let usual = SignInWorld::new(corpus.seed);
    let noise_sources_a_day = usual.noise_sources_a_day.max(corpus.lines / LINES_A_NOISE_SOURCE);
    let sign_in = SignInWorld { noise_sources_a_day, ..usual };
    let sign_in_truth = in_file(&corpus.out, "auth.log", |out| Ok(write_sign_in(&sign_in, out)?))?;
    let mail = MailWorld::new(corpus.seed);
    let mail_truth = in_file(&corpus.out, "mail.log", |out| Ok(write_mail(&mail, out)?))?;
    let truth = json!({
        "zone": "Europe/Paris",
        "access.log": { "world": web, "truth": web_truth },
        "auth.log": { "world": sign_in, "year": 2017, "truth": sign_in_truth },
        "mail.log": { "world": mail, "year": 2017, "truth": mail_truth },
    });
    in_file(&corpus.out, "truth.json", |out| Ok(serde_json::to_writer(out, &truth)?))
}

fn in_file<T>(dir: &Path, name: &str, write: impl FnOnce(&mut BufWriter<File>) -> Result<T>) -> Result<T> {
    let path = dir.join(name);
    let context = || path.display().to_string();
    let mut out = BufWriter::with_capacity(1 << 20, File::create(&path).with_context(context)?);
    let truth = write(&mut out).with_context(context)?;
    std::io::Write::flush(&mut out).with_context(context)?;
    Ok(truth)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_decide_and_sources_follow_the_lines() {
        let arguments = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let corpus = read_arguments(&arguments("--seed 9 --lines 4200000 -o /tmp/x")).unwrap();
        assert_eq!(corpus, Corpus { seed: 9, lines: 4_200_000, sources: 722_400, out: "/tmp/x".into() });
        for bad in ["--lines ten -o x", "--lines", "--lines 10", "--line 10 -o x"] {
            assert!(read_arguments(&arguments(bad)).is_err(), "{bad}");
        }
    }
}
