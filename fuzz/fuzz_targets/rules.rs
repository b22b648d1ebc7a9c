//! A rule file by an attacker loads or is refused, in bounded time and memory.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vigie_detect::rules::RuleSet;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = RuleSet::load(&[("fuzz/rule.yml", text)]);
    }
});
