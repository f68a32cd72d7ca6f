//! The 256 ways a cell's eight corners can lie inside or outside, and how its surface falls apart.
//!
//! ```text
//!        6--------7        corner n = (n & 1, n >> 1 & 1, n >> 2 & 1)
//!       /|       /|        edges 0..4   along x: 0-1 2-3 4-5 6-7
//!      4--------5 |              4..8   along y: 0-2 1-3 4-6 5-7
//!      | 2------|-3              8..12  along z: 0-4 1-5 2-6 3-7
//!      |/       |/         faces x=0, x=1, y=0, y=1, z=0, z=1
//!      0--------1          configuration: bit n set = corner n inside
//! ```
//!
//! A cell has one vertex per *patch*: a loop of edge crossings, joined face by face. Where the
//! four corners of a face alternate, the inside corners count as apart. This is the dual of the
//! marching-cubes table (Nielson 2004, "Dual marching cubes"); with one vertex per cell, mesh edges
//! would be shared by four triangles wherever the mask touches itself.

/// Corners of each edge, lower first.
pub(super) const EDGES: [[u8; 2]; 12] = [
    [0, 1],
    [2, 3],
    [4, 5],
    [6, 7],
    [0, 2],
    [1, 3],
    [4, 6],
    [5, 7],
    [0, 4],
    [1, 5],
    [2, 6],
    [3, 7],
];

/// Corners of each face in cyclic order.
const FACES: [[u8; 4]; 6] =
    [[0, 2, 6, 4], [1, 3, 7, 5], [0, 1, 5, 4], [2, 3, 7, 6], [0, 1, 3, 2], [4, 5, 7, 6]];

/// No face, no patch.
pub(super) const NONE: u8 = u8::MAX;

/// How a configuration's crossings are grouped into patches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Patches {
    /// Number of patches (0 when all corners agree, at most 4).
    pub(super) count: u8,
    /// Patch of each edge's crossing; [`NONE`] where the edge is not crossed.
    pub(super) of_edge: [u8; 12],
}

/// Patches of every configuration.
pub(super) static PATCHES: [Patches; 256] = {
    let mut table = [Patches { count: 0, of_edge: [NONE; 12] }; 256];
    let mut config = 0;
    while config < 256 {
        table[config] = patches(config as u8, NONE);
        config += 1;
    }
    table
};

/// The alternating face whose two lines belong to the same patch; [`NONE`] for most.
///
/// When the two cells at such a face both have it so, their two vertices would be joined twice and
/// the mesh edge used by four triangles; [`patches`] then has to join the face the other way
/// (Wenger 2013, "Isosurfaces", manifold dual contouring). No configuration has two such faces.
pub(super) static SELF_JOINED_FACE: [u8; 256] = {
    let mut table = [NONE; 256];
    let mut config = 0;
    while config < 256 {
        let of_edge = patches(config as u8, NONE).of_edge;
        let mut face = 0;
        while face < 6 {
            let corners = FACES[face];
            if alternates(config as u8, corners)
                && of_edge[edge_between(corners[0], corners[1])]
                    == of_edge[edge_between(corners[2], corners[3])]
                && of_edge[edge_between(corners[1], corners[2])]
                    == of_edge[edge_between(corners[3], corners[0])]
                && of_edge[edge_between(corners[0], corners[1])]
                    == of_edge[edge_between(corners[1], corners[2])]
            {
                table[config] = face as u8;
            }
            face += 1;
        }
        config += 1;
    }
    table
};

/// Groups the crossings of a configuration; on `flipped_face` the outside corners count as apart.
pub(super) const fn patches(config: u8, flipped_face: u8) -> Patches {
    // Label of each crossing; joining two relabels one to the other.
    let mut label = [NONE; 12];
    let mut edge = 0;
    while edge < 12 {
        if is_inside(config, EDGES[edge][0]) != is_inside(config, EDGES[edge][1]) {
            label[edge] = edge as u8;
        }
        edge += 1;
    }
    let mut face = 0;
    while face < 6 {
        let corners = FACES[face];
        let around = [
            edge_between(corners[0], corners[1]),
            edge_between(corners[1], corners[2]),
            edge_between(corners[2], corners[3]),
            edge_between(corners[3], corners[0]),
        ];
        if alternates(config, corners) {
            // Corner 1 lies between edges 0 and 1, corner 2 between 1 and 2, and so on.
            let odd_apart = is_inside(config, corners[1]) != (face as u8 == flipped_face);
            if odd_apart {
                label = joined(joined(label, around[0], around[1]), around[2], around[3]);
            } else {
                label = joined(joined(label, around[1], around[2]), around[3], around[0]);
            }
        } else {
            label = join_the_two_crossed(label, around);
        }
        face += 1;
    }
    numbered(label)
}

const fn is_inside(config: u8, corner: u8) -> bool {
    config >> corner & 1 == 1
}

/// Whether the corners of a face lie inside and outside by turns.
const fn alternates(config: u8, corners: [u8; 4]) -> bool {
    is_inside(config, corners[0]) == is_inside(config, corners[2])
        && is_inside(config, corners[1]) == is_inside(config, corners[3])
        && is_inside(config, corners[0]) != is_inside(config, corners[1])
}

/// The edge between two neighbouring corners.
const fn edge_between(a: u8, b: u8) -> usize {
    let mut edge = 0;
    while edge < 12 {
        let [p, q] = EDGES[edge];
        if (p == a && q == b) || (p == b && q == a) {
            return edge;
        }
        edge += 1;
    }
    0 // not reached: the callers pass neighbours on a face
}

const fn joined(mut label: [u8; 12], a: usize, b: usize) -> [u8; 12] {
    let (keep, drop) = (label[a], label[b]);
    let mut edge = 0;
    while edge < 12 {
        if label[edge] == drop {
            label[edge] = keep;
        }
        edge += 1;
    }
    label
}

/// A face that does not alternate has no crossing or two.
const fn join_the_two_crossed(label: [u8; 12], around: [usize; 4]) -> [u8; 12] {
    let mut first = 12;
    let mut n = 0;
    while n < 4 {
        if label[around[n]] != NONE {
            if first < 12 {
                return joined(label, first, around[n]);
            }
            first = around[n];
        }
        n += 1;
    }
    label
}

/// Renumbers the labels 0, 1, … in order of their first edge.
const fn numbered(label: [u8; 12]) -> Patches {
    let mut out = Patches { count: 0, of_edge: [NONE; 12] };
    let mut edge = 0;
    while edge < 12 {
        if label[edge] != NONE && out.of_edge[edge] == NONE {
            let mut other = edge;
            while other < 12 {
                if label[other] == label[edge] {
                    out.of_edge[other] = out.count;
                }
                other += 1;
            }
            out.count += 1;
        }
        edge += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Are the vertices of two cells that share a face joined at most once, whatever the corners?
    #[test]
    fn no_two_vertices_are_joined_twice_across_a_face() {
        let mut flips = 0;
        for corners in 0..1u16 << 12 {
            // Lower cell: bits 0..8; upper cell: bits 4..12 (its z=0 face is the lower's z=1).
            let (lower, upper) = ((corners & 0xff) as u8, (corners >> 4) as u8);
            let flip = SELF_JOINED_FACE[usize::from(lower)] == 5
                && SELF_JOINED_FACE[usize::from(upper)] == 4;
            flips += u32::from(flip);
            let below = patches(lower, if flip { 5 } else { NONE }).of_edge;
            let above = patches(upper, if flip { 4 } else { NONE }).of_edge;
            if !alternates(upper, FACES[4]) {
                continue;
            }
            // Edges of the shared face as the lower and as the upper cell number them.
            let pairs: Vec<_> =
                [(2, 0), (3, 1), (6, 4), (7, 5)].map(|(b, a)| (below[b], above[a])).to_vec();
            let mut distinct = pairs.clone();
            distinct.sort_unstable();
            distinct.dedup();
            assert_eq!(distinct.len(), 2, "{corners:012b}: {pairs:?}");
        }
        assert!(flips > 0);
    }

    #[test]
    fn no_configuration_has_two_self_joined_faces() {
        for config in 0..=255u8 {
            let of_edge = patches(config, NONE).of_edge;
            let self_joined = FACES
                .iter()
                .filter(|&&f| {
                    let patch = |a: usize, b: usize| of_edge[edge_between(f[a], f[b])];
                    alternates(config, f)
                        && patch(0, 1) == patch(2, 3)
                        && patch(0, 1) == patch(1, 2)
                })
                .count();
            assert!(self_joined <= 1, "{config:08b}");
        }
    }

    #[test]
    fn a_corner_and_its_opposite_make_two_patches() {
        assert_eq!(PATCHES[0b1000_0001].count, 2);
        assert_eq!(PATCHES[0b0110_1001].count, 4);
        assert_eq!(PATCHES[0b0000_1111].count, 1);
        assert_eq!(PATCHES[0].count + PATCHES[255].count, 0);
    }
}
