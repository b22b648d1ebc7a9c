//! A number and what it counts; a share and how sure it is. Nothing here knows what is counted: the folds beside it do.

use serde::{Deserialize, Serialize};

use crate::clustered::{Clustered, Z_95};

/// What a number counts. The first five are the ladder of [`vigie_facts::unit::Unit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// One line as written.
    Records,
    /// Records understood.
    Events,
    /// Events a rule matched, one per event and form.
    Detections,
    /// Detections of one source, asset and form without a long gap: "attacks" in print.
    Attempts,
    /// Attempts that had, or may have had, an effect.
    Incidents,
    /// IPv4 addresses and IPv6 /64.
    Sources,
    /// Countries that addresses are located in.
    Countries,
    /// Account names.
    Accounts,
    /// Virtual hosts, and services on hosts.
    Assets,
    /// Files, archive members, streams.
    Inputs,
    /// One service on one machine.
    Systems,
    /// One system during one hour.
    SystemHours,
    /// Bytes.
    Bytes,
    /// Minutes.
    Minutes,
    /// Sign-ins that worked.
    SignIns,
}

impl Unit {
    /// Every unit.
    pub const ALL: &'static [Unit] = &[
        Unit::Records,
        Unit::Events,
        Unit::Detections,
        Unit::Attempts,
        Unit::Incidents,
        Unit::Sources,
        Unit::Countries,
        Unit::Accounts,
        Unit::Assets,
        Unit::Inputs,
        Unit::Systems,
        Unit::SystemHours,
        Unit::Bytes,
        Unit::Minutes,
        Unit::SignIns,
    ];

    /// The stable id, as in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Unit::Records => "records",
            Unit::Events => "events",
            Unit::Detections => "detections",
            Unit::Attempts => "attempts",
            Unit::Incidents => "incidents",
            Unit::Sources => "sources",
            Unit::Countries => "countries",
            Unit::Accounts => "accounts",
            Unit::Assets => "assets",
            Unit::Inputs => "inputs",
            Unit::Systems => "systems",
            Unit::SystemHours => "system-hours",
            Unit::Bytes => "bytes",
            Unit::Minutes => "minutes",
            Unit::SignIns => "sign-ins",
        }
    }
}

/// A number that may be printed: what it is, how much, of what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// Stable name, the path to the figure: `forms.sql-injection.attempts`.
    pub key: String,
    /// How many.
    pub value: u64,
    /// Of what.
    pub unit: Unit,
}

impl Figure {
    /// A figure.
    ///
    /// ```
    /// use vigie_figures::figure::{Figure, Unit};
    /// let figure = Figure::new("forms.sql-injection.attempts", 12, Unit::Attempts);
    /// assert_eq!((figure.value, figure.unit.id()), (12, "attempts"));
    /// ```
    pub fn new(key: impl Into<String>, value: u64, unit: Unit) -> Figure {
        Figure { key: key.into(), value, unit }
    }
}

/// How the interval of a share was obtained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Wilson's score interval at 95 % on the number of sources that count in effect, see [`Share::of_clustered`].
    WilsonEffectiveSources,
    /// A count of everything there is: no interval is meant.
    Census,
}

/// A part of a whole, with everything needed to judge it. `None` stands where a division by zero would.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// Stable name of the share.
    pub key: String,
    /// The part.
    pub numerator: u64,
    /// The whole.
    pub denominator: u64,
    /// What both count.
    pub unit: Unit,
    /// 100 × numerator ÷ denominator, rounded to a tenth.
    pub percent: Option<f64>,
    /// Lower end of the 95 % interval, in percent.
    pub low: Option<f64>,
    /// Upper end of it, in percent.
    pub high: Option<f64>,
    /// How the interval was obtained.
    pub method: Method,
    /// Sources that count in effect, rounded to a tenth: the sample size behind the interval.
    pub effective_sources: Option<f64>,
}

impl Share {
    /// A share of everything there is, without an interval.
    pub fn census(key: impl Into<String>, numerator: u64, denominator: u64, unit: Unit) -> Share {
        Share {
            key: key.into(),
            numerator,
            denominator,
            unit,
            percent: percent(numerator, denominator),
            low: None,
            high: None,
            method: Method::Census,
            effective_sources: None,
        }
    }

    /// A share whose units come by source and network, with a 95 % interval: how far the share might move had another draw of sources of the same kind come.
    ///
    /// Units of one source are not independent: they all lie in the same country, and so do most sources of a network. Wilson's score interval (E. B. Wilson, JASA 22, 1927), which unlike
    /// the textbook one holds for few sources and for shares near 0 and 1, is taken at the least of four numbers: Kish's effective number of sources, and the numbers of independent units
    /// that would vary as much as the share does by sources, by networks (/24, /48) and by ranges (/16, /32), see [`Clustered`]. Kish's alone promises too much where the few sources of a
    /// small country are the busiest; by sources alone, where they stand in few networks. Of nothing and of all no variation is seen: there it is Kish's number of networks.
    /// How often the interval covers the truth over seeded worlds: `cargo xtask coordination --only origins`.
    ///
    /// ```
    /// use vigie_facts::source::Source;
    /// use vigie_figures::clustered::Clustered;
    /// use vigie_figures::figure::{Share, Unit};
    /// let source = |n: u32, part: u64, whole: u64| (Some(Source::V4(n << 16)), part, whole);
    /// // 10 sources of one attempt in ranges of their own, 5 of them there: the classical Wilson interval.
    /// let sums = Clustered::of((0..10).map(|n| source(n, u64::from(n < 5), 1)).collect());
    /// let share = Share::of_clustered("x", (5, 10), Unit::Attempts, &sums);
    /// assert_eq!((share.low, share.high), (Some(23.7), Some(76.3)));
    /// // One source with 1000 attempts teaches as much as one source, and so do 1000 sources of one network.
    /// let one = Share::of_clustered("x", (1_000, 1_000), Unit::Attempts, &Clustered::of(vec![source(1, 1_000, 1_000)]));
    /// assert_eq!(one.effective_sources, Some(1.0));
    /// assert!(one.low.unwrap() < 25.0);
    /// // 100 sources of one attempt, and one of 20 that alone lies there: Kish's number is 28.8, but one source is all there is of it.
    /// let busy = (0..101).map(|n| if n == 0 { source(n, 20, 20) } else { source(n, 0, 1) });
    /// let share = Share::of_clustered("x", (20, 120), Unit::Attempts, &Clustered::of(busy.collect()));
    /// assert_eq!(share.effective_sources, Some(7.1));
    /// ```
    pub fn of_clustered(key: impl Into<String>, units: (u64, u64), unit: Unit, sums: &Clustered) -> Share {
        let mut share = Share::census(key, units.0, units.1, unit);
        share.method = Method::WilsonEffectiveSources;
        if units.1 > 0 && sums.sources.whole > 0.0 {
            let (part, total) = (units.0 as f64 / units.1 as f64, units.1 as f64);
            let mut effective = sums.sources.kish(total);
            if units.0 == 0 || units.0 == units.1 {
                effective = effective.min(sums.networks.kish(total));
            }
            for squares in [&sums.sources, &sums.networks, &sums.ranges] {
                // Not a number, or without end, where nothing varies.
                let linear = squares.linear(part, total, sums.sources.clusters);
                effective = if linear > 0.0 { effective.min(linear) } else { effective };
            }
            let (low, high) = wilson(part, effective);
            share.low = Some(tenth(100.0 * low));
            share.high = Some(tenth(100.0 * high));
            share.effective_sources = Some(tenth(effective));
        }
        share
    }
}

/// 100 × part ÷ whole, rounded to a tenth; `None` of nothing. Never rounds a part that is not the whole up to 100, nor a
/// part that is not nothing down to 0: "100 %" must mean all of it.
pub fn percent(part: u64, whole: u64) -> Option<f64> {
    if whole == 0 {
        return None;
    }
    let exact = tenth(100.0 * part as f64 / whole as f64);
    if part == 0 || part == whole {
        return Some(exact);
    }
    Some(exact.clamp(0.1, 99.9))
}

/// Wilson's score interval at 95 % for a proportion seen in `n` independent trials.
fn wilson(proportion: f64, n: f64) -> (f64, f64) {
    let z2 = Z_95 * Z_95;
    let centre = proportion + z2 / (2.0 * n);
    let spread = Z_95 * ((proportion * (1.0 - proportion) + z2 / (4.0 * n)) / n).max(0.0).sqrt();
    let scale = 1.0 + z2 / n;
    (((centre - spread) / scale).clamp(0.0, 1.0), ((centre + spread) / scale).clamp(0.0, 1.0))
}

fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use vigie_facts::source::Source;

    use super::*;

    #[test]
    fn wilson_agrees_with_published_values() {
        // Newcombe, Statistics in Medicine 17 (1998), table I, method 3: r/n and its interval.
        for (r, n, low, high) in
            [(81.0, 263.0, 0.2553, 0.3662), (15.0, 148.0, 0.0624, 0.1605), (0.0, 20.0, 0.0, 0.1611)]
        {
            let (l, h) = wilson(r / n, n);
            assert!((l - low).abs() < 5e-5 && (h - high).abs() < 5e-5, "{r}/{n}: {l} {h}");
        }
    }

    #[test]
    fn a_share_of_nothing_has_no_percentage() {
        let share = Share::of_clustered("x", (0, 0), Unit::Attempts, &Clustered::default());
        assert_eq!((share.percent, share.low, share.high), (None, None, None));
    }

    #[test]
    fn a_hundred_percent_means_all_of_it() {
        assert_eq!(percent(99_999, 100_000), Some(99.9));
        assert_eq!(percent(1, 100_000), Some(0.1));
        assert_eq!(percent(5, 5), Some(100.0));
        assert_eq!(percent(0, 5), Some(0.0));
    }

    /// Sources of one attempt each, `together` in each network, every other network in the part.
    fn in_networks(sources: u32, together: u32) -> Share {
        let source = |n: u32| {
            (Some(Source::V4(((n / together) << 16) + n % together)), u64::from((n / together).is_multiple_of(2)), 1)
        };
        let sums = Clustered::of((0..sources).map(source).collect());
        Share::of_clustered("x", (u64::from(sources / 2), u64::from(sources)), Unit::Attempts, &sums)
    }

    #[test]
    fn sources_of_few_networks_widen_the_interval() {
        assert_eq!(in_networks(400, 1).effective_sources, Some(400.0));
        // 20 networks, and Student's quantiles of 399 and of 19 degrees of freedom: 1.966 and 2.093.
        assert_eq!(in_networks(400, 20).effective_sources, Some(17.6));
    }

    #[test]
    fn a_hundred_sources_of_one_network_say_as_much_as_one() {
        let all = Clustered::of((0..100).map(|n| (Some(Source::V4(n)), 1, 1)).collect());
        assert_eq!(Share::of_clustered("x", (100, 100), Unit::Attempts, &all).effective_sources, Some(1.0));
    }
}
