//! How much a share's units stand together: sums over sources, over their networks and over the ranges around these, from which [`crate::figure::Share`] takes its interval. Draws
//! nothing and knows no country.
//!
//! Sources of one network are no independent witnesses of where attacks come from: a /24 lies in one country and mostly in one hand, and twenty machines rented there count once. So the linearised
//! error of a ratio, s² = Σ(m − θw)² ÷ (Σw)² with m of w units of a cluster in the part (W. G. Cochran, *Sampling Techniques*, 1977, § 6), is taken over clusters of three sizes.

use vigie_facts::source::Source;

/// Sums over the clusters of one size.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Squares {
    /// How many clusters there are.
    pub clusters: u64,
    /// Σm²: of the units of each cluster that are in the part.
    pub part: f64,
    /// Σmw: of these times all of the cluster.
    pub both: f64,
    /// Σw²: of all units of each cluster.
    pub whole: f64,
}

impl Squares {
    /// A cluster with so many units in the part, of all.
    pub fn add(&mut self, part: u64, whole: u64) {
        let (m, w) = (part as f64, whole as f64);
        self.clusters += 1;
        (self.part, self.both, self.whole) = (self.part + m * m, self.both + m * w, self.whole + w * w);
    }

    /// How many equal clusters would say as much, whatever part they are in: (Σw)² ÷ Σw² (L. Kish, *Survey Sampling*, 1965, § 8.2).
    pub(crate) fn kish(&self, total: f64) -> f64 {
        total * total / self.whole
    }

    /// How many independent units would vary as much as a share θ of these clusters does: θ(1 − θ) ÷ s². Not a number, or without end, where nothing varies. An error that is known
    /// from few clusters of many `sources` is taken for larger, as Student's quantiles of the two are to one another (E. L. Korn & B. I. Graubard, *Survey Methodology* 24, 1998).
    pub(crate) fn linear(&self, theta: f64, total: f64, sources: u64) -> f64 {
        let squares = self.part - 2.0 * theta * self.both + theta * theta * self.whole;
        let student = |clusters: u64| student_95(clusters.saturating_sub(1).max(1) as f64);
        let few = student(sources) / student(self.clusters);
        theta * (1.0 - theta) * total * total / squares * few * few
    }
}

/// The quantile of the normal distribution that leaves 2.5 % on either side.
pub(crate) const Z_95: f64 = 1.959_963_984_540_054;

/// That of Student's distribution, by the first terms of its expansion in degrees of freedom (Abramowitz & Stegun 26.7.5): right to a hundredth from four of them on.
fn student_95(degrees: f64) -> f64 {
    let z = |power: i32| Z_95.powi(power);
    Z_95 + (z(3) + z(1)) / (4.0 * degrees)
        + (5.0 * z(5) + 16.0 * z(3) + 3.0 * z(1)) / (96.0 * degrees * degrees)
        + (3.0 * z(7) + 19.0 * z(5) + 17.0 * z(3) - 15.0 * z(1)) / (384.0 * degrees.powi(3))
}

/// The sums over sources, over their networks (/24, of IPv6 /48) and over the ranges around them (/16, /32).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Clustered {
    /// Every source by itself.
    pub sources: Squares,
    /// [`Source::network`].
    pub networks: Squares,
    /// [`Source::range`].
    pub ranges: Squares,
}

impl Clustered {
    /// Sums over sources with their units, (part, whole) each; sources that are not known stand by themselves.
    ///
    /// ```
    /// use vigie_facts::source::Source;
    /// use vigie_figures::clustered::Clustered;
    /// let source = |text: &str| Some(Source::of(text.parse().unwrap()));
    /// let sums = Clustered::of(vec![(source("192.0.2.1"), 1, 1), (source("192.0.2.9"), 1, 1), (None, 0, 2)]);
    /// assert_eq!((sums.sources.part, sums.networks.part, sums.networks.whole), (2.0, 4.0, 8.0));
    /// ```
    pub fn of(mut units: Vec<(Option<Source>, u64, u64)>) -> Clustered {
        units.sort_unstable();
        let mut sums = Clustered::default();
        for (_, part, whole) in &units {
            sums.sources.add(*part, *whole);
        }
        let over = |cluster: fn(Source) -> Source, squares: &mut Squares| {
            let same = |x: &(Option<Source>, u64, u64), y: &(Option<Source>, u64, u64)| {
                x.0.is_some() && x.0.map(cluster) == y.0.map(cluster)
            };
            for members in units.chunk_by(same) {
                let (part, whole) = members.iter().fold((0, 0), |sum, own| (sum.0 + own.1, sum.1 + own.2));
                squares.add(part, whole);
            }
        };
        over(Source::network, &mut sums.networks);
        over(Source::range, &mut sums.ranges);
        sums
    }
}

/// Where the sources of a case stand and what they weigh, for many parts of the same whole: each part is gathered by its own sources alone.
#[derive(Debug)]
pub(crate) struct Ground {
    /// By source, in the order of addresses: its index, its units, and the places of its network and range in the sums below.
    pub(crate) stands: Vec<Stand>,
    /// Units of each network and range.
    networks: Vec<u64>,
    ranges: Vec<u64>,
    whole: Clustered,
    pub(crate) total: u64,
}

/// One source of a [`Ground`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stand {
    pub(crate) source: u32,
    pub(crate) units: u64,
    network: u32,
    range: u32,
}

/// What was gathered of one part.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Gathered {
    pub(crate) units: u64,
    pub(crate) sources: u64,
    squares: Clustered,
    /// The network and range that are being gathered, plus one, and the part's units in them.
    network: (u32, u64),
    range: (u32, u64),
}

impl Ground {
    /// Of sources with units, by index: `(source, units)`.
    pub(crate) fn new(sources: impl Iterator<Item = (Source, u64)>) -> Ground {
        let mut ordered: Vec<(Source, u32, u64)> = sources
            .zip(0..)
            .filter(|((_, units), _)| *units > 0)
            .map(|((source, units), at)| (source, at, units))
            .collect();
        ordered.sort_unstable();
        let mut ground = Ground {
            stands: Vec::with_capacity(ordered.len()),
            networks: Vec::new(),
            ranges: Vec::new(),
            whole: Clustered::default(),
            total: 0,
        };
        let mut last: Option<Source> = None;
        for (source, at, units) in ordered {
            for (sums, cluster) in
                [(&mut ground.networks, Source::network as fn(Source) -> Source), (&mut ground.ranges, Source::range)]
            {
                if last.map(cluster) != Some(cluster(source)) {
                    sums.push(0);
                }
                if let Some(sum) = sums.last_mut() {
                    *sum += units;
                }
            }
            last = Some(source);
            let (network, range) = (ground.networks.len() as u32 - 1, ground.ranges.len() as u32 - 1);
            ground.stands.push(Stand { source: at, units, network, range });
            ground.whole.sources.add(0, units);
            ground.total += units;
        }
        ground.networks.iter().for_each(|units| ground.whole.networks.add(0, *units));
        ground.ranges.iter().for_each(|units| ground.whole.ranges.add(0, *units));
        ground
    }

    /// Adds a source to a part; those of one part must come in the order of `stands`.
    pub(crate) fn gather(&self, part: &mut Gathered, stand: Stand) {
        part.units += stand.units;
        part.sources += 1;
        let units = stand.units as f64;
        part.squares.sources.part += units * units;
        part.squares.sources.both += units * units;
        if part.network.0 != stand.network + 1 {
            close(&mut part.squares.networks, part.network, &self.networks);
            part.network = (stand.network + 1, 0);
        }
        if part.range.0 != stand.range + 1 {
            close(&mut part.squares.ranges, part.range, &self.ranges);
            part.range = (stand.range + 1, 0);
        }
        part.network.1 += stand.units;
        part.range.1 += stand.units;
    }

    /// The sums of a part of which all sources were gathered.
    pub(crate) fn squares(&self, part: &Gathered) -> Clustered {
        let mut squares = part.squares;
        close(&mut squares.networks, part.network, &self.networks);
        close(&mut squares.ranges, part.range, &self.ranges);
        for (squares, whole) in [
            (&mut squares.sources, self.whole.sources),
            (&mut squares.networks, self.whole.networks),
            (&mut squares.ranges, self.whole.ranges),
        ] {
            (squares.clusters, squares.whole) = (whole.clusters, whole.whole);
        }
        squares
    }
}

/// Takes in the cluster that was being gathered, numbered from one on.
fn close(squares: &mut Squares, (number, units): (u32, u64), of: &[u64]) {
    if let Some(whole) = number.checked_sub(1).and_then(|at| of.get(at as usize)) {
        let (m, w) = (units as f64, *whole as f64);
        squares.part += m * m;
        squares.both += m * w;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn student_agrees_with_published_quantiles() {
        for (degrees, published) in [(4.0, 2.776), (9.0, 2.262), (30.0, 2.042), (120.0, 1.980)] {
            assert!((student_95(degrees) - published).abs() < 0.01, "{degrees}: {}", student_95(degrees));
        }
    }

    #[test]
    fn gathered_part_by_part_as_summed_at_once() {
        let addresses =
            ["192.0.2.1", "198.51.100.7", "192.0.2.200", "192.0.77.1", "2001:db8::1", "2001:db8:0:7::1", "203.0.113.5"];
        let sources: Vec<(Source, u64)> =
            addresses.iter().zip(1..).map(|(text, units)| (Source::of(text.parse().unwrap()), units)).collect();
        let ground = Ground::new(sources.iter().copied());
        for in_part in [0b000_0101_u32, 0b101_1010, 0b111_1111, 0b000_1000] {
            let is_in = |at: usize| (in_part >> at) & 1 == 1;
            let mut part = Gathered::default();
            for stand in ground.stands.iter().filter(|stand| is_in(stand.source as usize)) {
                ground.gather(&mut part, *stand);
            }
            let units = sources.iter().enumerate();
            let at_once = units.map(|(at, &(source, units))| (Some(source), if is_in(at) { units } else { 0 }, units));
            assert_eq!(ground.squares(&part), Clustered::of(at_once.collect()), "{in_part:b}");
        }
        assert_eq!((ground.networks.len(), ground.ranges.len()), (5, 4));
    }
}
