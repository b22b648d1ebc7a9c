//! Members of numbered groups put together in two passes, without comparing any two: sorting costs more and needs the keys beside the
//! members. Knows nothing of what is grouped.

/// Members by group; those of one group stand in the order in which they were given.
#[derive(Clone, Debug)]
pub(crate) struct Grouped<T = u32> {
    /// Where each group begins, and where the last ends.
    starts: Vec<u32>,
    members: Vec<T>,
}

impl<T: Copy + Default> Grouped<T> {
    /// Groups members. Each comes with the number of its group, below `groups`; the iterator is run twice.
    pub(crate) fn of(groups: usize, members: impl Iterator<Item = (u32, T)> + Clone) -> Grouped<T> {
        let mut starts = vec![0_u32; groups + 1];
        for (group, _) in members.clone() {
            starts[group as usize + 1] += 1;
        }
        for group in 0..groups {
            starts[group + 1] += starts[group];
        }
        let mut placed = vec![T::default(); starts[groups] as usize];
        // Each start moves to the end of its group, which is the start of the next.
        for (group, member) in members {
            let at = &mut starts[group as usize];
            placed[*at as usize] = member;
            *at += 1;
        }
        starts.rotate_right(1);
        starts[0] = 0;
        Grouped { starts, members: placed }
    }

    /// The members of a group.
    pub(crate) fn group(&self, group: usize) -> &[T] {
        &self.members[self.starts[group] as usize..self.starts[group + 1] as usize]
    }

    /// The groups in the order of their numbers.
    pub(crate) fn groups(&self) -> impl Iterator<Item = &[T]> {
        self.ranges().map(|range| &self.members[range])
    }

    /// The same as ranges of all members.
    pub(crate) fn ranges(&self) -> impl Iterator<Item = std::ops::Range<usize>> {
        self.starts.windows(2).map(|ends| ends[0] as usize..ends[1] as usize)
    }

    /// All members, group after group.
    pub(crate) fn into_members(self) -> Vec<T> {
        self.members
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_stand_in_the_order_given() {
        let given = [(2, 7), (0, 9), (2, 3), (4, 1), (0, 8)];
        let grouped = Grouped::of(6, given.into_iter());
        let groups: Vec<&[u32]> = (0..6).map(|group| grouped.group(group)).collect();
        assert_eq!(groups, [&[9, 8][..], &[], &[7, 3], &[], &[1], &[]]);
        assert_eq!(grouped.ranges().map(|range| range.len()).collect::<Vec<_>>(), [2, 0, 2, 0, 1, 0]);
        assert!(Grouped::<u32>::of(0, [].into_iter()).into_members().is_empty());
    }
}
