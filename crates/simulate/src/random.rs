//! Random numbers that follow from a seed: xoshiro256** (Blackman and Vigna, 2018), its state filled by SplitMix64 (Steele, Lea
//! and Flood, 2014). Not for secrets.

/// A stream of random numbers.
#[derive(Clone, Debug)]
pub struct Random {
    state: [u64; 4],
}

impl Random {
    /// The stream of a seed and a purpose. Streams of different purposes are independent, so that one part of a world can
    /// change without changing the others.
    ///
    /// ```
    /// use vigie_simulate::random::Random;
    /// let (mut a, mut b) = (Random::new(7, "visits"), Random::new(7, "visits"));
    /// assert_eq!(a.next(), b.next());
    /// ```
    pub fn new(seed: u64, purpose: &str) -> Random {
        // FNV-1a spreads the purpose; SplitMix64 then removes any likeness between neighbouring seeds.
        let spread = purpose
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        let mut seed = seed ^ spread;
        Random { state: std::array::from_fn(|_| split_mix(&mut seed)) }
    }

    /// The next 64 bits.
    #[expect(
        clippy::should_implement_trait,
        reason = "an endless stream of numbers is no iterator one would loop over"
    )]
    pub fn next(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.state;
        let result = b.wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let shifted = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= shifted;
        *d = d.rotate_left(45);
        result
    }

    /// A number from 0 to `bound - 1` (0 when `bound` is 0), by multiplication (Lemire, 2019); the bias is below 2⁻³² for the
    /// bounds used here.
    pub fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(bound)) >> 64) as u64
    }

    /// A number from `from` to `to`, both included.
    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        from + self.below(to.abs_diff(from) + 1) as i64
    }

    /// True in `per_mille` of 1,000 cases.
    pub fn chance(&mut self, per_mille: u64) -> bool {
        self.below(1_000) < per_mille
    }

    /// One of a list that is not empty.
    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len() as u64) as usize]
    }

    /// One of a list that is not empty, each as often as its weight says.
    pub fn pick_weighted<'a, T>(&mut self, list: &'a [T], weight: impl Fn(&T) -> u64) -> &'a T {
        let mut left = self.below(list.iter().map(&weight).sum());
        for item in list {
            match left.checked_sub(weight(item)) {
                Some(rest) => left = rest,
                None => return item,
            }
        }
        &list[list.len() - 1]
    }

    /// How often a chance of 1 in `mean` is met before it first is not: 1, 2, 3 … with this mean, at most `max`.
    pub fn run(&mut self, mean_milli: u64, max: u64) -> u64 {
        let mut length = 1;
        while length < max && self.below(mean_milli.max(1_000)) >= 1_000 {
            length += 1;
        }
        length
    }
}

fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generators_match_their_authors_values() {
        // SplitMix64 from seed 1234567: the values printed with the reference implementation.
        let mut state = 1_234_567;
        let first: Vec<u64> = (0..3).map(|_| split_mix(&mut state)).collect();
        assert_eq!(first, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
        // xoshiro256** from state 1, 2, 3, 4, as in the reference implementation's tests.
        let mut random = Random { state: [1, 2, 3, 4] };
        let first: Vec<u64> = (0..4).map(|_| random.next()).collect();
        assert_eq!(first, [11_520, 0, 1_509_978_240, 1_215_971_899_390_074_240]);
    }

    #[test]
    fn draws_stay_in_their_bounds_and_reach_them() {
        let mut random = Random::new(7, "test");
        let seen: std::collections::BTreeSet<i64> = (0..1_000).map(|_| random.between(-2, 2)).collect();
        assert_eq!(seen.into_iter().collect::<Vec<_>>(), [-2, -1, 0, 1, 2]);
        let mean = (0..10_000).map(|_| random.run(6_000, 200)).sum::<u64>() as f64 / 10_000.0;
        assert!((5.5..6.5).contains(&mean), "{mean}");
    }
}
