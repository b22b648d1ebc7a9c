//! A web server and sshd as Debian ships them, attacked from other network namespaces while others go on using them: who is held back,
//! who is not, and that the packet filter is afterwards what it was. Without the rights or programs for that, a test says so.
#![expect(clippy::disallowed_types, reason = "the program under test, servers and clients are started")]
#![expect(clippy::disallowed_methods, reason = "tests write and read files of their own")]
#![expect(clippy::unwrap_used, reason = "a test may stop")]
#![expect(clippy::print_stderr, reason = "a test that cannot do all of its work says so")]

#[path = "../xtask/src/beside/machine.rs"]
mod machine;
mod trial;
#[path = "trial/wire.rs"]
mod wire;

use std::fs;
use std::process::Output;

use machine::{Answer, MEMBER, Machine, PASSWORD, ask, sign_in, until};
use serde_json::Value;
use trial::{Folder, show};
use wire::{THEIRS, done, ruleset_of};

const VIGIE: &str = env!("CARGO_BIN_EXE_vigie");

/// Whom nobody may hold back: a visitor, a second one beside an attacker, one of IPv6.
const VISITORS: [&str; 3] = ["198.51.100.20", "203.0.113.10", "2001:db8:8:8::1"];
const WEB_ATTACKER: &str = "198.51.100.66";
const SSH_ATTACKER: &str = "203.0.113.9";
/// The /64 of somebody who takes another address for each try.
const MANY: &str = "2001:db8:9:9:";

/// A machine under guard.
struct Guarded {
    folder: Folder,
    machine: Machine,
}

impl Guarded {
    fn new() -> Option<Guarded> {
        if let Some(reason) = machine::missing() {
            eprintln!("skipped: {reason}");
            return None;
        }
        let folder = Folder::new("attacked");
        let mut machine = Machine::new(&folder.0, "attacked").unwrap();
        machine.serve().unwrap();
        Some(Guarded { folder, machine })
    }

    fn guard(&mut self) {
        let case = self.folder.0.join("case");
        let mut command = self.machine.on_guarded(VIGIE);
        command.arg("guard").args(["access.log", "error.log", "auth.log"].map(|name| self.machine.log(name)));
        command.arg("--case").arg(&case).args(["--apply", "--own", "192.0.2.0/28"]);
        command.arg("--block-state").arg(self.folder.0.join("state"));
        self.machine.start(command, "vigie").unwrap();
        until("the guard", || case.join("memory.zst").exists()).unwrap();
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Output {
        self.machine.on_guarded(program).args(arguments).output().unwrap()
    }

    fn undo(&self, what: &str) {
        done(&self.run(VIGIE, &["protect", "undo", what, "--case", show(&self.folder.0.join("case"))]));
    }

    fn ruleset(&self) -> Value {
        ruleset_of(&self.machine.guarded)
    }

    fn page(&self, from: &str, target: &str) -> Answer {
        ask(self.machine.among_strangers("curl"), from, target, &[])
    }

    fn password(&self, from: &str, user: &str, password: &str) -> Answer {
        sign_in(self.machine.among_strangers("sshpass"), from, user, password)
    }

    /// Tries until nobody answers any more, and between the tries a visitor asks for a page.
    fn attack(&self, what: &str, mut attempt: impl FnMut(usize) -> Answer) {
        let mut tries = 0;
        while attempt(tries) != Answer::Nobody {
            tries += 1;
            assert!(tries < 60, "{what}: never held back: {}", self.said());
            assert_eq!(self.page(VISITORS[tries % 3], "/index.html"), Answer::Yes, "a visitor, meanwhile");
        }
        assert!(tries > 0, "{what}: held back before it began");
    }

    fn said(&self) -> String {
        fs::read_to_string(self.folder.0.join("said/vigie")).unwrap_or_default()
    }

    /// What is left of an hour is made so many seconds, in one transaction; the packet filter itself ends it.
    fn shorten(&self, set: &str, element: &str) {
        let named = format!("inet vigie {set} {{ {element}");
        done(&self.run("nft", &[&format!("delete element {named} }}; add element {named} timeout 2s }}")]));
    }
}

#[test]
fn attackers_of_real_servers_are_held_back_others_go_on_and_nothing_stays_behind() {
    let Some(mut trial) = Guarded::new() else { return };
    let theirs = trial.folder.0.join("theirs.nft");
    fs::write(&theirs, THEIRS).unwrap();
    done(&trial.run("nft", &["-f", show(&theirs)]));
    let before = trial.ruleset();
    trial.guard();
    let empty = trial.ruleset();
    assert_eq!(VISITORS.map(|visitor| trial.page(visitor, "/index.html")), [Answer::Yes; 3]);
    assert_eq!(trial.password(VISITORS[0], MEMBER, PASSWORD), Answer::Yes, "a member signs in");

    std::thread::scope(|scope| {
        scope.spawn(|| {
            trial.attack("the web server", |step| {
                let target = format!("/article?id={step}%27%20UNION%20SELECT%20password%20FROM%20users--%20-");
                trial.page(WEB_ATTACKER, &target)
            });
        });
        scope.spawn(|| {
            trial.attack("sshd", |step| trial.password(SSH_ATTACKER, ["root", "admin", "test"][step % 3], "123456"));
        });
        scope.spawn(|| {
            trial.attack("IPv6", |step| trial.password(&format!("{MANY}:{:x}", step + 1), "root", "123456"));
        });
    });

    let attackers = [WEB_ATTACKER, SSH_ATTACKER, "2001:db8:9:9::abcd"];
    assert_eq!(attackers.map(|attacker| trial.page(attacker, "/")), [Answer::Nobody; 3], "on every port");
    assert_eq!(VISITORS.map(|visitor| trial.page(visitor, "/")), [Answer::Yes; 3]);
    assert_eq!(trial.password(VISITORS[0], MEMBER, PASSWORD), Answer::Yes, "a member signs in");

    trial.undo(WEB_ATTACKER);
    assert_eq!(attackers.map(|attacker| trial.page(attacker, "/")), [Answer::Yes, Answer::Nobody, Answer::Nobody]);
    trial.shorten("sources4", SSH_ATTACKER);
    trial.shorten("sources6", &format!("{MANY}:/64"));
    until("the end", || attackers.iter().all(|attacker| trial.page(attacker, "/") == Answer::Yes)).unwrap();
    assert_eq!(trial.ruleset(), empty, "what ended by itself left nothing");
    trial.undo("--all");
    assert_eq!(trial.ruleset(), before, "undo leaves no trace");
}
