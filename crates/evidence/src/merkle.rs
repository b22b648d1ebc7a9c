//! The Merkle tree of RFC 9162 § 2.1 (Certificate Transparency) with SHA-256: leaves and nodes are hashed under different
//! prefixes, so that no row can pass for a node. Root, proof that a leaf is in it, check of such a proof.

use sha2::{Digest as _, Sha256};

/// A hash of the tree.
pub type Hash = [u8; 32];

/// Hash of a leaf.
pub fn leaf(bytes: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update([0]);
    hasher.update(bytes);
    hasher.finalize().into()
}

fn node(left: &Hash, right: &Hash) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update([1]);
    hasher.update(left);
    hasher.update(right);
    hasher.finalize().into()
}

/// Root of the tree over these leaf hashes; of none, the hash of nothing.
///
/// ```
/// use vigie_evidence::{hex, merkle};
/// let leaves = [merkle::leaf(b""), merkle::leaf(&[0])];
/// assert_eq!(hex(&merkle::root(&leaves)), "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
/// ```
pub fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Sha256::digest([]).into(),
        [one] => *one,
        many => {
            let (left, right) = many.split_at(split(many.len()));
            node(&root(left), &root(right))
        }
    }
}

/// The largest power of two below `n`; `n` is at least 2.
fn split(n: usize) -> usize {
    1 << (usize::BITS - 1 - (n - 1).leading_zeros())
}

/// The hashes that, with the leaf at `index`, give the root: nearest first. `None` when there is no such leaf.
pub fn proof(leaves: &[Hash], index: usize) -> Option<Vec<Hash>> {
    if index >= leaves.len() {
        return None;
    }
    let mut path = Vec::new();
    let (mut rest, mut at) = (leaves, index);
    while rest.len() > 1 {
        let (left, right) = rest.split_at(split(rest.len()));
        if at < left.len() {
            path.push(root(right));
            rest = left;
        } else {
            at -= left.len();
            path.push(root(left));
            rest = right;
        }
    }
    path.reverse();
    Some(path)
}

/// Whether `leaf` stands at `index` in the tree of `size` leaves with this root (RFC 9162 § 2.1.3.2).
pub fn is_in(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last, mut hash) = (index, size - 1, *leaf);
    for sibling in proof {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            hash = node(sibling, &hash);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = node(&hash, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hex;

    /// The eight leaves and roots of the Certificate Transparency reference implementation (`merkletree` tests).
    #[test]
    fn roots_are_those_of_the_reference() {
        let inputs: [&[u8]; 8] = [
            b"",
            &[0],
            &[0x10],
            &[0x20, 0x21],
            &[0x30, 0x31],
            &[0x40, 0x41, 0x42, 0x43],
            &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
            &[0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f],
        ];
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let leaves: Vec<Hash> = inputs.iter().map(|input| leaf(input)).collect();
        for (count, expected) in (1..).zip(roots) {
            assert_eq!(hex(&root(&leaves[..count])), expected);
        }
        assert_eq!(hex(&root(&[])), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn every_leaf_has_a_proof_that_holds_for_it_alone() {
        for size in 1..40usize {
            let leaves: Vec<Hash> = (0..size).map(|at| leaf(&at.to_le_bytes())).collect();
            let top = root(&leaves);
            for index in 0..size {
                let path = proof(&leaves, index).unwrap();
                for (other, leaf) in leaves.iter().enumerate() {
                    let holds = is_in(leaf, index as u64, size as u64, &path, &top);
                    assert_eq!(holds, other == index, "{size} {index} {other}");
                }
                assert!(!is_in(&leaves[index], size as u64, size as u64, &path, &top));
            }
            assert_eq!(proof(&leaves, size), None);
        }
    }
}
