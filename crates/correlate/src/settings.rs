//! The parameters, each with its unit and the reason for its value. Nothing is read from outside: two presets, and fields one may change.

use std::num::NonZeroUsize;

use crate::timeline::{HOUR, SECOND};

/// What an analysis assumes and how strict it is.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Settings {
    /// A longer silence of an actor ends its session (milliseconds). 30 minutes, as for attempts.
    pub session_gap_ms: i64,
    /// Share of false discoveries tolerated among pairs, members and groups.
    pub q: f64,
    /// Half-widths at which starts count as together (milliseconds): one should not have to choose a single Δt.
    pub widths_ms: Vec<i64>,
    /// Half-width of the neighbourhood inside which, under the null, a session may as well have begun at another moment (milliseconds).
    pub neighbourhood_ms: i64,
    /// Actors with more sessions than this are present all the time; their presence says nothing.
    pub sessions_max: usize,
    /// Mean number of sessions in a window above which windows of that width are not examined: everybody is together with somebody.
    pub crowd_max: f64,
    /// Least density of proven pairs in a group of the session graph.
    pub gamma_sessions: f64,
    /// Whether starts of sessions are compared. Of posts, pairs that are found so must also leave the same traces.
    pub by_session: bool,
    /// Whether uses of one trace are compared pair by pair (posts).
    pub by_trace: bool,
    /// Half-widths for uses of one trace (milliseconds).
    pub trace_widths_ms: Vec<i64>,
    /// Traces of more actors than this are common knowledge: they make no candidates.
    pub popularity_max: usize,
    /// Shared traces that a pair needs.
    pub shared_min: usize,
    /// Pseudo-observations with which a trace's rate is drawn to that of traces of its kind and popularity.
    pub shrinkage: f64,
    /// Rounds in which proven pairs are taken out of their own null.
    pub masking_rounds: usize,
    /// Least density of proven pairs in a group of the trace graph.
    pub gamma_traces: f64,
    /// Whether users of one tool are gathered (logs).
    pub by_tool: bool,
    /// Whether users of one tool are asked if they take turns (logs).
    pub by_turns: bool,
    /// Surrogate worlds from which the groups' false-discovery rate is read.
    pub decoys: u32,
    /// Draws of a permutation test.
    pub draws: u32,
    /// Where every random stream begins.
    pub seed: u64,
    /// Rows above which fewer surrogate worlds are made: as many as fit into this many rows, at least one.
    pub decoy_rows_max: usize,
    /// Grain of the instants (milliseconds) when it is known to be coarser than it looks, as when seconds only follow the order of a file;
    /// 0 reads it from the instants. Nothing finer is tested.
    pub grain_ms: i64,
    /// Pairs examined at most; above it the answer says what was left out.
    pub pairs_max: usize,
    /// Pairs that are held at once while those to be examined are chosen; above it they are found twice. The answer is the same, so it is no
    /// part of it.
    #[serde(skip)]
    pub near_pairs_max: usize,
    /// Threads that share the work. The answer is the same for any number, so it is no part of it.
    #[serde(skip)]
    pub threads: NonZeroUsize,
}

impl Settings {
    /// For logs: actors are sources or accounts, traces are used again and again, sessions exist.
    pub fn logs() -> Settings {
        Settings {
            session_gap_ms: 1_800 * SECOND,
            q: 0.05,
            widths_ms: [30, 120, 480, 1_800, 5_400].map(|s| s * SECOND).to_vec(),
            neighbourhood_ms: 24 * HOUR,
            sessions_max: 300,
            crowd_max: 200.0,
            gamma_sessions: 0.25,
            by_session: true,
            by_trace: false,
            trace_widths_ms: [10, 60, 600, 3_600].map(|s| s * SECOND).to_vec(),
            popularity_max: 5_000,
            shared_min: 2,
            shrinkage: 30.0,
            masking_rounds: 8,
            gamma_traces: 0.25,
            by_tool: true,
            by_turns: true,
            decoys: 20,
            draws: 499,
            seed: 7,
            decoy_rows_max: 3_000_000,
            grain_ms: 0,
            pairs_max: 20_000_000,
            near_pairs_max: 16_000_000,
            threads: NonZeroUsize::MIN,
        }
    }

    /// For posts: actors are accounts, each trace (link, text, image) is used once or a few times.
    pub fn posts() -> Settings {
        Settings {
            by_trace: true,
            by_tool: false,
            by_turns: false,
            trace_widths_ms: [60, 600, 3_600, 36_000].map(|s| s * SECOND).to_vec(),
            shrinkage: 10.0,
            gamma_traces: 0.1,
            ..Settings::logs()
        }
    }
}
