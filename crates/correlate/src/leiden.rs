//! Communities of a graph by Leiden with the constant Potts model (Traag, Waltman & van Eck 2019, *Sci. Rep.* 9:5233; Traag, Van Dooren &
//! Nesterov 2011, *Phys. Rev. E* 84:016114). The resolution γ has a plain meaning: a community keeps together only what is linked with
//! at least that density. Deterministic: nodes are visited in order, ties go to the lower number; refinement takes the best merge instead
//! of drawing one. Knows nothing of actors.

use std::collections::VecDeque;

/// Rounds of move, refine, aggregate; each at least halves nothing or ends, and real graphs need under ten.
const ROUNDS_MAX: usize = 50;

/// An undirected link between two nodes with its weight.
pub type Edge = (u32, u32, f64);

/// The community of each node, numbered by their lowest node; linked nodes only share one when that raises
/// Σ weights inside − γ·pairs inside. Cost: a few passes over the edges a round.
///
/// ```
/// use vigie_correlate::leiden::communities;
/// let two = communities(5, &[(0, 1, 1.0), (2, 3, 1.0), (3, 4, 1.0), (2, 4, 1.0)], 0.25);
/// assert_eq!(two, [0, 0, 1, 1, 1]);
/// ```
pub fn communities(nodes: usize, edges: &[Edge], gamma: f64) -> Vec<u32> {
    communities_of(&vec![1.0; nodes], edges, gamma)
}

/// The same for nodes that each stand for several equal ones; an edge's weight is then the sum over their pairs.
pub fn communities_of(sizes: &[f64], edges: &[Edge], gamma: f64) -> Vec<u32> {
    let nodes = sizes.len();
    let mut graph = Graph::new(nodes, edges, sizes.to_vec());
    let mut of_node: Vec<u32> = (0..nodes as u32).collect();
    let mut community: Vec<u32> = (0..nodes as u32).collect();
    for _ in 0..ROUNDS_MAX {
        let moved = graph.improve(&mut community, gamma);
        let refined = graph.refine(&community, gamma);
        let (names, count) = renumber(&refined);
        if !moved && count == graph.sizes.len() {
            break;
        }
        let mut next = vec![0; count];
        for (node, &name) in names.iter().enumerate() {
            next[name as usize] = community[node];
        }
        for node in &mut of_node {
            *node = names[*node as usize];
        }
        let stuck = count == graph.sizes.len();
        graph = graph.aggregate(&names, count);
        community = renumber(&next).0;
        if stuck {
            graph.improve(&mut community, gamma);
            break;
        }
    }
    let flat: Vec<u32> = of_node.iter().map(|&node| community[node as usize]).collect();
    renumber(&flat).0
}

struct Graph {
    starts: Vec<u32>,
    ends: Vec<(u32, f64)>,
    sizes: Vec<f64>,
}

impl Graph {
    fn new(nodes: usize, edges: &[Edge], sizes: Vec<f64>) -> Graph {
        let mut both: Vec<Edge> = edges
            .iter()
            .filter(|(a, b, weight)| {
                a != b && weight.is_finite() && *weight > 0.0 && (*a as usize) < nodes && (*b as usize) < nodes
            })
            .flat_map(|&(a, b, weight)| [(a, b, weight), (b, a, weight)])
            .collect();
        both.sort_unstable_by(|x, y| (x.0, x.1).cmp(&(y.0, y.1)).then(x.2.total_cmp(&y.2)));
        let starts = crate::timeline::starts_of(both.iter().map(|edge| edge.0), nodes);
        Graph { starts, ends: both.into_iter().map(|(_, to, weight)| (to, weight)).collect(), sizes }
    }

    fn neighbours(&self, node: u32) -> &[(u32, f64)] {
        &self.ends[self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize]
    }

    /// Moves nodes to the best neighbouring community until no move helps; true when anything moved.
    fn improve(&self, community: &mut [u32], gamma: f64) -> bool {
        let n = self.sizes.len();
        let mut mass = vec![0.0; n];
        for (node, &c) in community.iter().enumerate() {
            mass[c as usize] += self.sizes[node];
        }
        let mut queue: VecDeque<u32> = (0..n as u32).collect();
        let mut queued = vec![true; n];
        let mut linked = Linked::new(n);
        let (mut moved, mut steps) = (false, 0);
        let steps_max = 100 * n + 1_000;
        while let Some(node) = queue.pop_front() {
            queued[node as usize] = false;
            steps += 1;
            if steps > steps_max {
                break;
            }
            let own = community[node as usize];
            let size = self.sizes[node as usize];
            mass[own as usize] -= size;
            linked.count(self.neighbours(node), community);
            let gain = |c: u32| linked.weight(c) - gamma * size * mass[c as usize];
            let best = linked.seen.iter().copied().fold((own, gain(own)), |best, c| {
                let now = gain(c);
                if now > best.1 + 1e-12 || (now - best.1).abs() <= 1e-12 && c < best.0 && best.0 != own {
                    (c, now)
                } else {
                    best
                }
            });
            // Better alone than held by a community it is not linked with densely enough.
            let best = if best.1 < -1e-12 { lone(&mass, node, own) } else { best.0 };
            mass[best as usize] += size;
            linked.clear();
            if best != own {
                community[node as usize] = best;
                moved = true;
                for &(next, _) in self.neighbours(node) {
                    if community[next as usize] != best && !queued[next as usize] {
                        queued[next as usize] = true;
                        queue.push_back(next);
                    }
                }
            }
        }
        moved
    }

    /// Communities inside the communities: lone nodes join what they are best linked with, so that no community is left in disconnected
    /// pieces.
    fn refine(&self, community: &[u32], gamma: f64) -> Vec<u32> {
        let n = self.sizes.len();
        let mut inner: Vec<u32> = (0..n as u32).collect();
        let mut mass = self.sizes.clone();
        let mut alone = vec![true; n];
        let mut linked = Linked::new(n);
        for node in 0..n as u32 {
            if !alone[node as usize] {
                continue;
            }
            let within: Vec<(u32, f64)> = self
                .neighbours(node)
                .iter()
                .copied()
                .filter(|(next, _)| community[*next as usize] == community[node as usize])
                .collect();
            linked.count(&within, &inner);
            let size = self.sizes[node as usize];
            let best = linked
                .seen
                .iter()
                .map(|&c| (linked.weight(c) - gamma * size * mass[c as usize], c))
                .fold((1e-12, node), |best, now| if now.0 > best.0 + 1e-12 { now } else { best });
            linked.clear();
            if best.1 != node {
                mass[node as usize] -= size;
                mass[best.1 as usize] += size;
                inner[node as usize] = best.1;
                alone[node as usize] = false;
                alone[best.1 as usize] = false;
            }
        }
        inner
    }

    fn aggregate(&self, names: &[u32], count: usize) -> Graph {
        let mut sizes = vec![0.0; count];
        for (node, &name) in names.iter().enumerate() {
            sizes[name as usize] += self.sizes[node];
        }
        let mut edges: Vec<Edge> = Vec::new();
        for node in 0..names.len() as u32 {
            for &(next, weight) in self.neighbours(node) {
                let (a, b) = (names[node as usize], names[next as usize]);
                if a < b {
                    edges.push((a, b, weight));
                }
            }
        }
        edges.sort_unstable_by(|x, y| (x.0, x.1).cmp(&(y.0, y.1)).then(x.2.total_cmp(&y.2)));
        edges.dedup_by(|next, kept| {
            let same = (next.0, next.1) == (kept.0, kept.1);
            if same {
                kept.2 += next.2;
            }
            same
        });
        Graph::new(count, &edges, sizes)
    }
}

/// A community that nobody is in: the node's own number when free, else the first free one.
fn lone(mass: &[f64], node: u32, own: u32) -> u32 {
    if mass[own as usize] <= 0.0 {
        return own;
    }
    if mass[node as usize] <= 0.0 {
        return node;
    }
    mass.iter().position(|&m| m <= 0.0).map_or(own, |at| at as u32)
}

/// Weights from one node to each community, without clearing an array of all.
struct Linked {
    weights: Vec<f64>,
    seen: Vec<u32>,
}

impl Linked {
    fn new(n: usize) -> Linked {
        Linked { weights: vec![0.0; n], seen: Vec::new() }
    }

    fn count(&mut self, neighbours: &[(u32, f64)], community: &[u32]) {
        for &(next, weight) in neighbours {
            let c = community[next as usize];
            if self.weights[c as usize] <= 0.0 {
                self.seen.push(c);
            }
            self.weights[c as usize] += weight;
        }
    }

    fn weight(&self, c: u32) -> f64 {
        self.weights[c as usize]
    }

    fn clear(&mut self) {
        for &c in &self.seen {
            self.weights[c as usize] = 0.0;
        }
        self.seen.clear();
    }
}

/// Numbers communities by their first node.
fn renumber(of: &[u32]) -> (Vec<u32>, usize) {
    let most = of.iter().copied().max().map_or(0, |most| most as usize + 1);
    let mut names = vec![u32::MAX; most];
    let mut count = 0;
    let renamed = of
        .iter()
        .map(|&c| {
            if names[c as usize] == u32::MAX {
                names[c as usize] = count;
                count += 1;
            }
            names[c as usize]
        })
        .collect();
    (renamed, count as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clique(nodes: std::ops::Range<u32>) -> Vec<Edge> {
        nodes.clone().flat_map(|a| (a + 1..nodes.end).map(move |b| (a, b, 1.0))).collect()
    }

    #[test]
    fn a_ring_of_cliques_is_its_cliques() {
        // The example on which modularity fails: thirty cliques of five, each linked to the next by one edge.
        let mut edges: Vec<Edge> = (0..30).flat_map(|c| clique(c * 5..c * 5 + 5)).collect();
        edges.extend((0..30).map(|c| (c * 5, (c * 5 + 6) % 150, 1.0)));
        let found = communities(150, &edges, 0.25);
        for c in 0..30 {
            assert!(found[c * 5..c * 5 + 5].iter().all(|&x| x == found[c * 5]), "clique {c} stays whole");
        }
        assert_eq!(found.iter().collect::<std::collections::BTreeSet<_>>().len(), 30);
    }

    #[test]
    fn gamma_is_the_least_density_inside() {
        let star: Vec<Edge> = (1..20).map(|leaf| (0, leaf, 1.0)).collect();
        let found = communities(20, &star, 0.5);
        let largest = (0..20).map(|c| found.iter().filter(|&&x| x == c).count()).max().unwrap();
        assert!(largest <= 4, "{found:?}");
    }

    #[test]
    fn nonsense_edges_are_ignored() {
        assert_eq!(communities(2, &[(0, 0, 1.0), (0, 9, 1.0), (0, 1, f64::NAN)], 0.25), [0, 1]);
        assert!(communities(0, &[], 0.25).is_empty());
    }
}
