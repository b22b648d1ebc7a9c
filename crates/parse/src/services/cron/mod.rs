//! Jobs that run by the clock: Vixie cron, cronie, anacron, at, systemd's timers excepted.

use std::sync::LazyLock;

use vigie_facts::event::AccountChangeKind::Modified;
use vigie_facts::event::Outcome::{Failure, Success};
use vigie_facts::event::{Action, Protocol};
use vigie_facts::service::Service;

use crate::services::Templated;
use crate::templates::Meaning;
use crate::templates::{Table, Template, job, other, reloaded, resource, started, stopped, t};

pub(crate) static CRON: Templated = Templated {
    id: "cron",
    service: Service::Cron,
    protocol: Protocol::Local,
    processes: &["cron", "crond", "/usr/sbin/cron", "anacron", "crontab", "atd", "fcron", "run-parts", "cronie"],
    beginnings: &[],
    table: &TABLE,
};

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::compile(TEMPLATES));

const TEMPLATES: &[Template] = &[
    t(
        "({*system*<_:text>|<user:id>}) {CMD|CMDOUT|CMDEND} (<_:rest>",
        job,
        &[
            ("(root) CMD (   cd / && run-parts --report /etc/cron.hourly)", "scheduled-job"),
            ("(*system*) CMD (/usr/bin/x)", "scheduled-job"),
        ],
    ),
    t(
        "(<_:text>) {REPLACE|BEGIN EDIT|END EDIT|DELETE|EDIT} (<user:text>)",
        |c| Meaning::Is(Action::AccountChange(c.account(Modified, Success))),
        &[
            ("(alice) REPLACE (alice)", "account-modified event.outcome=success user.name=alice"),
            ("(root) BEGIN EDIT (bob)", "account-modified event.outcome=success user.name=bob"),
        ],
    ),
    t("(<user:text>) LIST (<_:text>)", other, &[("(alice) LIST (alice)", "housekeeping")]),
    t(
        "(<user:text>) AUTH (crontab command not allowed)",
        |c| Meaning::Is(Action::AccountChange(c.account(Modified, Failure))),
        &[("(bob) AUTH (crontab command not allowed)", "account-modified event.outcome=failure user.name=bob")],
    ),
    t(
        "(<user:text>) {RELOAD|INFO|STARTUP|MAIL|ORPHAN|ERROR|Error|FAILED|NOT A REGULAR FILE|WRONG FILE OWNER|WRONG INODE INFO|INSECURE MODE|SYMLINK|CAN'T OPEN|CAN'T FORK|can't lock|PERMISSION DENIED|PAM ERROR|ORPHANED|bad minute|bad command|UNSAFE|WARNING|DEATH|SKIPPED|CROND|BAD FILE MODE|getpwnam() failed|NULL security context|Unauthorized SELinux context|Mail<_:text>|*<_:text>|grandchild #<_:int> failed with exit status <_:int>} (<_:rest>",
        other,
        &[
            ("(CRON) INFO (pidfile fd = 3)", "housekeeping"),
            ("(*system*) RELOAD (/etc/crontab)", "housekeeping"),
            ("(root) MAIL (mailed 52 bytes of output but got status 0x0001)", "housekeeping"),
        ],
    ),
    t(
        "(<user:text>) {RELOAD|FAILED|UNSAFE|grandchild|ERROR|Error|PAM}<_:rest>",
        other,
        &[("(root) FAILED to open PAM security session (Success)", "housekeeping")],
    ),
    t(
        "{Job `<_:text>' started|Job `<_:text>' terminated|Will run job `<_:text>' in <_:rest>|Job `<_:text>' terminated (<_:rest>|Jobs will be executed sequentially|Normal exit (<_:int> job{s|} run)|Anacron <_> started on <_>|Updated timestamp for job `<_:text>' to <_>|Job `<_:text>' locked by another anacron - skipping|Received SIGUSR1}",
        job,
        &[
            ("Job `cron.daily' started", "scheduled-job"),
            ("Normal exit (1 job run)", "scheduled-job"),
            ("Anacron 2.3 started on 2024-05-01", "scheduled-job"),
        ],
    ),
    t("{starting|finished} <_:rest>", job, &[("starting 0anacron", "scheduled-job")]),
    t("(<_:text>) {starting|finished} <_:rest>", job, &[("(/etc/cron.hourly) starting 0anacron", "scheduled-job")]),
    t(
        "{<_:text>daemon started<_:rest>|startup succeeded|crond startup succeeded|anacron startup succeeded|atd startup succeeded|cron startup succeeded}",
        started,
        &[("crond startup succeeded", "service-started")],
    ),
    t(
        "{<_:id> shutdown succeeded|shutdown succeeded|Shutting down}",
        stopped,
        &[("crond shutdown succeeded", "service-stopped")],
    ),
    t("{/etc/crontab|reloading|RELOAD}<_:rest>", reloaded, &[("reloading crontab", "service-reloaded")]),
    t(
        "{Authentication service cannot|Module is unknown|Authentication token|Error|error|failed|Failed|cannot|Can't|can't|CRON|setrlimit|Could not|No such|sendmail|orphan|System account|Permission denied|User account has expired|nss_|libuser|Exec failed|File /var}<_:rest>",
        resource,
        &[("Authentication token is no longer valid; new one required", "resource")],
    ),
    t(
        "{Starting|Exiting|Terminating|Running|Job}<_:rest>",
        job,
        &[("Starting job 12 (a000c01) for user 'alice' (1000)", "scheduled-job")],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_keeps_its_contract() {
        crate::templates::tests::check(&TABLE, Protocol::Local);
    }
}
