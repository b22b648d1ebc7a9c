//! A set of small numbers that is emptied at no cost: for counting what is different in each of many short lists one after the other
//! without making a set for each. Knows nothing of what the numbers stand for.

/// Numbers marked since the set was emptied last. It takes four bytes for each number up to the largest ever marked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marks {
    /// For each number the round in which it was marked last.
    rounds: Vec<u32>,
    round: u32,
}

impl Marks {
    /// Empties the set.
    pub(crate) fn clear(&mut self) {
        self.round = self.round.wrapping_add(1);
        if self.round == 0 {
            self.rounds.fill(0);
            self.round = 1;
        }
    }

    /// Marks a number; whether it was not marked yet. The set must have been emptied once before.
    pub(crate) fn mark(&mut self, number: u32) -> bool {
        let at = number as usize;
        if self.rounds.len() <= at {
            self.rounds.resize(at + 1, 0);
        }
        std::mem::replace(&mut self.rounds[at], self.round) != self.round
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_new_once_in_each_round_even_after_the_rounds_began_anew() {
        let mut marks = Marks { round: u32::MAX - 1, ..Marks::default() };
        for _ in 0..4 {
            marks.clear();
            assert_eq!([3, 0, 3, 7, 0].map(|number| marks.mark(number)), [true, true, false, true, false]);
        }
    }
}
