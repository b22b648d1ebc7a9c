//! Drives Chromium by chromedriver over loopback (W3C WebDriver, Chrome DevTools Protocol). Knows no page.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
#[expect(clippy::disallowed_types, reason = "a maintenance command that starts apt-get and the browser")]
use std::process::Command;
use std::process::{Child, Stdio};
use std::time::Duration;

use anyhow::{Context as _, bail};
use serde_json::{Value, json};

/// Every answer of chromedriver comes within seconds; a hang must end the run.
const ANSWER_SECONDS_MAX: u64 = 60;

/// The key that goes on to what can be used next (WebDriver § 17.4.2).
pub(crate) const TAB: &str = "\u{e004}";

/// The key that uses it.
pub(crate) const ENTER: &str = "\u{e007}";

/// A running chromedriver with one session.
pub(crate) struct Driver {
    process: Child,
    port: u16,
    session: String,
}

impl Driver {
    /// `None` when there is no chromedriver and none may be installed.
    #[expect(clippy::disallowed_types, reason = "starts apt-get and chromedriver")]
    pub(crate) fn start(install: bool) -> anyhow::Result<Option<Driver>> {
        let start =
            || Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut started = start();
        if started.is_err() && install {
            let packages = ["install", "-y", "--no-install-recommends", "chromium", "chromium-driver", "poppler-utils"];
            let installed = Command::new("apt-get").args(packages).stdout(Stdio::null()).status();
            println!(
                "apt-get install chromium: {}",
                installed.map_or_else(|error| error.to_string(), |status| status.to_string())
            );
            started = start();
        }
        let Ok(mut process) = started else { return Ok(None) };
        let output = process.stdout.take().context("no output of chromedriver")?;
        let mut port = None;
        for line in BufReader::new(output).lines() {
            let line = line?;
            if let Some((_, rest)) = line.split_once("started successfully on port ") {
                port = rest.trim_end_matches('.').parse().ok();
                break;
            }
        }
        let port = port.context("chromedriver names no port")?;
        let mut driver = Driver { process, port, session: String::new() };
        driver.open_session()?;
        Ok(Some(driver))
    }

    fn open_session(&mut self) -> anyhow::Result<()> {
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-sync",
            "--disable-background-networking",
            "--disable-component-update",
            "--hide-scrollbars",
        ];
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": { "args": arguments },
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        } } });
        let answer = self.ask("POST", "/session", &wanted)?;
        answer["sessionId"].as_str().context("no session")?.clone_into(&mut self.session);
        Ok(())
    }

    fn command(&self, name: &str, body: &Value) -> anyhow::Result<Value> {
        self.ask("POST", &format!("/session/{}/{name}", self.session), body)
    }

    /// Goes to an address.
    pub(crate) fn open(&self, address: &str) -> anyhow::Result<()> {
        self.command("url", &json!({ "url": address }))?;
        Ok(())
    }

    /// Forgets every cookie of the page that is open.
    pub(crate) fn forget_cookies(&self) -> anyhow::Result<()> {
        self.ask("DELETE", &format!("/session/{}/cookie", self.session), &json!({}))?;
        Ok(())
    }

    /// A script's answer.
    pub(crate) fn execute(&self, script: &str, arguments: &Value) -> anyhow::Result<Value> {
        self.command("execute/sync", &json!({ "script": script, "args": arguments }))
    }

    /// A command of the Chrome DevTools Protocol.
    pub(crate) fn devtools(&self, name: &str, parameters: &Value) -> anyhow::Result<Value> {
        self.command("goog/cdp/execute", &json!({ "cmd": name, "params": parameters }))
    }

    /// Lays out as for a screen or paper of this size and scheme.
    pub(crate) fn lay_out(&self, width: u32, height: u32, medium: &str, scheme: &str) -> anyhow::Result<()> {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.devtools("Emulation.setDeviceMetricsOverride", &size)?;
        let features = json!([
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        self.devtools("Emulation.setEmulatedMedia", &json!({ "media": medium, "features": features }))?;
        Ok(())
    }

    /// Presses and releases one key after another.
    pub(crate) fn press(&self, keys: &str) -> anyhow::Result<()> {
        let strokes = keys.chars().flat_map(|key| {
            let key = key.to_string();
            [json!({ "type": "keyDown", "value": key }), json!({ "type": "keyUp", "value": key })]
        });
        let strokes: Vec<Value> = strokes.collect();
        self.command("actions", &json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": strokes }] }))?;
        Ok(())
    }

    /// The whole page, however long.
    pub(crate) fn screenshot(&self, file: &Path, width: u32) -> anyhow::Result<()> {
        let height = self.execute("return document.documentElement.scrollHeight", &json!([]))?;
        let clip = json!({ "x": 0, "y": 0, "width": width, "height": height, "scale": 1 });
        let shot = self.devtools("Page.captureScreenshot", &json!({ "captureBeyondViewport": true, "clip": clip }))?;
        fs::write(file, decode_base64(shot["data"].as_str().context("no picture")?)?)?;
        Ok(())
    }

    /// What the browser wrote to its console, and every address it asked for that does not begin like ours.
    pub(crate) fn complaints(&self, ours: &str) -> anyhow::Result<Vec<String>> {
        let mut complaints = Vec::new();
        let console = self.command("se/log", &json!({ "type": "browser" }))?;
        for entry in console.as_array().into_iter().flatten() {
            complaints.push(format!("console: {}", entry["message"]));
        }
        let events = self.command("se/log", &json!({ "type": "performance" }))?;
        for entry in events.as_array().into_iter().flatten() {
            let event: Value = serde_json::from_str(entry["message"].as_str().unwrap_or_default())?;
            let event = &event["message"];
            let address = event["params"]["request"]["url"].as_str().unwrap_or_default();
            if event["method"] == "Network.requestWillBeSent" && !address.starts_with(ours) && address != "data:," {
                complaints.push(format!("asked for {address}"));
            }
        }
        Ok(complaints)
    }

    /// One HTTP exchange over loopback; `value` of the answer.
    fn ask(&self, method: &str, path: &str, body: &Value) -> anyhow::Result<Value> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(ANSWER_SECONDS_MAX)))?;
        let body = body.to_string();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )?;
        let mut reader = BufReader::new(stream);
        let mut length = 0;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse()?;
            }
            if line.trim().is_empty() {
                break;
            }
        }
        let mut answer = vec![0; length];
        reader.read_exact(&mut answer)?;
        let mut answer: Value = serde_json::from_slice(&answer)?;
        let value = answer["value"].take();
        match value.get("error") {
            Some(error) => bail!("{path}: {error}: {}", value["message"]),
            None => Ok(value),
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // The session ends the browser; the process then has nothing left to do.
        let _ = self.ask("DELETE", &format!("/session/{}", self.session), &json!({}));
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// RFC 4648 § 4, without white space.
pub(crate) fn decode_base64(text: &str) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0_u32, 0);
    for letter in text.bytes().filter(|letter| *letter != b'=') {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            other => bail!("{other} is no letter of base64"),
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_agrees_with_rfc_4648() {
        for (text, bytes) in [("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9vYmFy", "foobar")] {
            assert_eq!(decode_base64(text).unwrap(), bytes.as_bytes());
        }
        assert!(decode_base64("Z?").is_err());
    }
}
