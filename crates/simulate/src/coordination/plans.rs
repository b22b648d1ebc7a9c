//! Every parameter and seed of the coordination worlds, as tables. They were fixed before the engine that they measure existed; change
//! them only together with every figure that was measured on them.

/// Public scanners: name and length of their list.
pub const TOOLS: &[(&str, usize)] = &[("sonde", 900), ("furet", 700), ("taupe", 400)];

/// How many of each role the background has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Background {
    /// Days.
    pub days: i64,
    /// Ordinary visitors.
    pub visitors: u32,
    /// Persistent port scanners.
    pub scanners: u32,
    /// Independent users of a public scanner.
    pub commodity: u32,
    /// Users of a fresh vulnerability.
    pub wave: u32,
    /// Bots on a schedule.
    pub scheduled: u32,
    /// Readers of a newsletter that is sent twice.
    pub readers: u32,
}

impl Background {
    /// All actors.
    pub const fn actors(&self) -> u32 {
        self.visitors + self.scanners + self.commodity + self.wave + self.scheduled + self.readers
    }
}

/// The background of the published figures: about 2,480 actors in a fortnight.
pub const BACKGROUND: Background =
    Background { days: 14, visitors: 1_030, scanners: 900, commodity: 300, wave: 150, scheduled: 100, readers: 0 };

/// The same with a newsletter that goes out twice to 200 readers.
pub const WITH_NEWSLETTER: Background = Background { readers: 200, ..BACKGROUND };

/// One kind of planted group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its name in tables.
    pub name: &'static str,
    /// Sources.
    pub sources: u32,
    /// Sessions, spread over five days.
    pub sessions: u32,
    /// Standard deviation of a member's start around the session's, seconds.
    pub jitter_seconds: u32,
    /// Per mille of each member's work that is drawn freely from the session's, instead of being its own part.
    pub overlap_per_mille: u32,
    /// Whether it works through a public list with the public tool, or through its own.
    pub public: bool,
    /// Handed-over finds per member and session, per mille.
    pub hand_off_per_mille: u32,
}

/// The base from which the table below differs in one or two things.
const BASE: Group = Group {
    name: "k10 S8",
    sources: 10,
    sessions: 8,
    jitter_seconds: 60,
    overlap_per_mille: 0,
    public: true,
    hand_off_per_mille: 0,
};

/// The groups of the published figures.
pub const GROUPS: &[Group] = &[
    BASE,
    Group { name: "k10 S2", sessions: 2, ..BASE },
    Group { name: "k10 S3", sessions: 3, ..BASE },
    Group { name: "k10 S5", sessions: 5, ..BASE },
    Group { name: "k10 S20", sessions: 20, ..BASE },
    Group { name: "k10 S3 overlap", sessions: 3, overlap_per_mille: 1_000, ..BASE },
    Group { name: "k10 S3 private", sessions: 3, public: false, ..BASE },
    Group { name: "k10 S3 hand-off", sessions: 3, hand_off_per_mille: 500, ..BASE },
    Group { name: "k10 S3 5min", sessions: 3, jitter_seconds: 300, ..BASE },
    Group { name: "k10 S3 10min", sessions: 3, jitter_seconds: 600, ..BASE },
    Group { name: "k20 S3 10min", sources: 20, sessions: 3, jitter_seconds: 600, ..BASE },
    Group { name: "k20 S8 15min", sources: 20, jitter_seconds: 900, ..BASE },
    Group { name: "k20 S8 30min", sources: 20, jitter_seconds: 1_800, ..BASE },
    Group { name: "k7 S2", sources: 7, sessions: 2, ..BASE },
    Group { name: "k5 S3", sources: 5, sessions: 3, ..BASE },
    Group { name: "k5 S2", sources: 5, sessions: 2, ..BASE },
    Group { name: "k4 S3", sources: 4, sessions: 3, ..BASE },
    Group { name: "k3 S8", sources: 3, ..BASE },
    Group { name: "k2 S20", sources: 2, sessions: 20, ..BASE },
    Group { name: "k20 S1", sources: 20, sessions: 1, ..BASE },
];

/// Groups planted in one background.
pub const GROUPS_PER_WORLD: u16 = 6;

/// First seed of worlds that may be looked at while parameters of the engine are chosen.
pub const SEED_TUNING: u64 = 1_000;

/// First seed of the worlds whose figures are published.
pub const SEED_PUBLISHED: u64 = 91_001;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_have_names_of_their_own() {
        let names: std::collections::BTreeSet<&str> = GROUPS.iter().map(|plan| plan.name).collect();
        assert_eq!(names.len(), GROUPS.len());
        assert!(GROUPS.iter().all(|plan| plan.sources >= 2 && plan.sessions >= 1));
    }
}
