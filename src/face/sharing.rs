//! Faces that several participants have in common are nobody's: a tool put them there.
//!
//! A replaced face looks intact in each scan; only the group shows that it is always the same.

use super::canonical_grid::PatchName;
use super::descriptor::Heights;
use super::likeness::{Comparison, Takeoff, median_size};
use super::named_region::NamedRegion;
use rayon::prelude::*;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// When faces count as one: `data/group.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharingRule {
    /// Participants with a face that a run must have.
    pub least_participants: usize,
    /// Others with whom a scan is compared at most.
    pub most_compared: usize,
    /// Other participants who must share a face.
    pub sharing_others: usize,
    /// Share of all other participants of the derivative from which on the face is shared by most.
    pub sharing_most: f64,
    /// Mean distance over the regions below which two faces are one, mm.
    pub shared_mm: f64,
    /// Times as far from the nearest as those who share a face are from theirs, beyond which it is
    /// only like theirs.
    pub farthest_member: f64,
    /// Size of voxels (cube root of their volume), mm, from which faces look alike that are not.
    pub coarse_voxel_mm: f64,
    /// Distance from the nearest beyond which a face in such voxels is an own one, mm.
    pub coarse_shared_mm: f64,
    /// Contrast of a [`Seam`](super::method::seam::Seam) from which a face may be one put on.
    pub seam_contrast: f64,
    /// Regions that both must show.
    pub least_regions: usize,
    /// Names of the regions compared.
    pub regions: Vec<String>,
}

impl SharingRule {
    /// The shipped rule.
    ///
    /// # Panics
    /// Never with the committed file: `the_shipped_rule_names_regions_of_the_face` reads it.
    pub fn shipped() -> &'static Self {
        static RULE: OnceLock<SharingRule> = OnceLock::new();
        RULE.get_or_init(|| {
            toml::from_str(include_str!("../../data/group.toml"))
                .unwrap_or_else(|error| unreachable!("shipped group rule: {error}"))
        })
    }

    /// Whether a region (bit in the order of [`NamedRegion::all`]) is one of those compared.
    pub fn compares(&self, bit: usize) -> bool {
        NamedRegion::all().get(bit).is_some_and(|region| self.regions.contains(&region.name))
    }

    fn comparisons(&self) -> Vec<Comparison> {
        let bits = (0..NamedRegion::all().len()).filter(|&bit| self.compares(bit));
        bits.map(|bit| Comparison::new(PatchName::Face, 1 << bit, Takeoff::Tilt)).collect()
    }
}

/// A scan's face and whose it is.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    /// Whose scan it is.
    pub participant: &'a str,
    /// Its descriptor.
    pub heights: &'a Heights,
    /// Size of its voxels: cube root of their volume, mm.
    pub voxel_mm: f64,
}

/// How many people the members are.
pub fn people(members: &[Member<'_>]) -> usize {
    members.iter().map(|member| member.participant).collect::<BTreeSet<&str>>().len()
}

/// Mean over the rule's regions of the median distance between two faces, mm; nothing when too few
/// regions are common.
pub fn distance(a: &Heights, b: &Heights, rule: &SharingRule) -> Option<f64> {
    mean_distance(a, b, &rule.comparisons(), rule.least_regions)
}

/// How many other participants have the same face.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sharing {
    /// Other participants with whom it was compared.
    pub compared: usize,
    /// Those who have the same face.
    pub others: usize,
    /// Mean distance to the nearest faces of as many other participants as must share one, mm;
    /// infinite where they are fewer.
    pub nearest_mm: f64,
    /// Median of the same of those who have the same face: like the own for one of many copies, less
    /// for an own face that happens to be like them, mm; 0 without any.
    pub theirs_mm: f64,
    /// Whether the voxels are so wide that own faces look alike.
    pub coarse: bool,
}

impl Sharing {
    /// Whether enough others have it, and it is one of their kind.
    pub fn by_enough(&self, rule: &SharingRule) -> bool {
        let one_of_them = self.nearest_mm <= rule.farthest_member * self.theirs_mm;
        let near = !self.coarse || self.nearest_mm <= rule.coarse_shared_mm;
        self.others >= rule.sharing_others && one_of_them && near
    }

    /// Whether so many have it that it is nobody's, whatever else is seen of it.
    pub fn by_most(&self, rule: &SharingRule) -> bool {
        let most = rule.sharing_most * self.compared as f64;
        self.by_enough(rule) && self.others as f64 >= most
    }
}

/// For each member: how many other participants have the same face; nothing when there are too few
/// participants to tell.
pub fn shared_with(members: &[Member<'_>], rule: &SharingRule) -> Option<Vec<Sharing>> {
    if people(members) < rule.least_participants {
        return None;
    }
    let comparisons = rule.comparisons();
    let likes: Vec<Likes> =
        members.par_iter().map(|me| likes_of(me, members, &comparisons, rule)).collect();
    let sharing = |(me, own): (&Member<'_>, &Likes)| {
        let whose: BTreeSet<&str> = own.alike.iter().map(|&n| members[n].participant).collect();
        Sharing {
            compared: own.compared,
            others: whose.len(),
            nearest_mm: own.nearest_mm,
            theirs_mm: median(own.alike.iter().map(|&n| likes[n].nearest_mm)),
            coarse: me.voxel_mm >= rule.coarse_voxel_mm,
        }
    };
    Some(members.iter().zip(&likes).map(sharing).collect())
}

/// What one face was compared with.
struct Likes {
    /// Other participants.
    compared: usize,
    /// Members with the same face.
    alike: Vec<usize>,
    /// As of [`Sharing::nearest_mm`].
    nearest_mm: f64,
}

/// 0 of nothing.
fn median(distances: impl Iterator<Item = f64>) -> f64 {
    let distances: Vec<f64> = distances.collect();
    if distances.is_empty() { 0.0 } else { median_size(&distances) }
}

fn likes_of(
    me: &Member<'_>,
    members: &[Member<'_>],
    comparisons: &[Comparison],
    rule: &SharingRule,
) -> Likes {
    let others: Vec<usize> =
        (0..members.len()).filter(|&n| members[n].participant != me.participant).collect();
    let every = others.len().div_ceil(rule.most_compared.max(1)).max(1);
    let mut alike = Vec::new();
    let mut of_each: BTreeMap<&str, f64> = BTreeMap::new();
    for other in others.into_iter().step_by(every) {
        let apart =
            mean_distance(me.heights, members[other].heights, comparisons, rule.least_regions);
        if let Some(mm) = apart {
            let nearest = of_each.entry(members[other].participant).or_insert(mm);
            *nearest = nearest.min(mm);
            if mm < rule.shared_mm {
                alike.push(other);
            }
        }
    }
    let compared = of_each.len();
    Likes { compared, alike, nearest_mm: nearest(of_each.into_values(), rule.sharing_others) }
}

/// Mean of the so many smallest; infinite where they are fewer.
fn nearest(distances: impl Iterator<Item = f64>, count: usize) -> f64 {
    let mut distances: Vec<f64> = distances.collect();
    if distances.len() < count {
        return f64::INFINITY;
    }
    distances.sort_by(f64::total_cmp);
    distances[..count].iter().sum::<f64>() / count.max(1) as f64
}

fn mean_distance(a: &Heights, b: &Heights, on: &[Comparison], least: usize) -> Option<f64> {
    let apart: Vec<f64> = on.iter().filter_map(|c| c.of(a, b)).map(|like| like.median_mm).collect();
    (apart.len() >= least).then(|| apart.iter().sum::<f64>() / apart.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::super::canonical_grid::Patch;
    use super::*;

    fn waves(size: f32, phase: f32) -> Heights {
        Heights::from_patches(Patch::ALL.each_ref().map(|patch| {
            let at = |cell: usize| {
                let [u, v] = patch.place(cell);
                size * ((u / 2.5 + phase).sin() + (v / 2.0 - 2.0 * phase).cos())
            };
            (0..patch.len()).map(at).collect()
        }))
    }

    #[test]
    fn the_shipped_rule_names_regions_of_the_face() {
        let rule = SharingRule::shipped();
        assert_eq!(rule.comparisons().len(), rule.regions.len());
    }

    #[test]
    fn an_own_face_like_the_one_put_on_is_not_of_their_kind() {
        // Six copies of a face that differ by as much as noise, and somebody 0.4 mm off.
        let plus = |a: f32, b: &Heights| {
            let (put_on, other) = (waves(3.0, 0.5), b);
            Heights::from_patches(Patch::ALL.each_ref().map(|patch| {
                let sum = |(x, y): (&f32, &f32)| x + a * y;
                put_on.patch(patch.name).iter().zip(other.patch(patch.name)).map(sum).collect()
            }))
        };
        let faces: Vec<Heights> = (0..7)
            .map(|n| plus(if n < 6 { 0.1 } else { 0.5 }, &waves(1.0, 2.0 + n as f32)))
            .collect();
        let names: Vec<String> = (0..7).map(|n| format!("sub-{n}")).collect();
        let members: Vec<Member<'_>> = names
            .iter()
            .zip(&faces)
            .map(|(participant, heights)| Member { participant, heights, voxel_mm: 1.0 })
            .collect();
        let rule = SharingRule::shipped();
        let shared = shared_with(&members, rule).unwrap();
        assert!(shared[..6].iter().all(|shared| shared.by_most(rule)), "{shared:?}");
        assert!(shared[6].others >= 3 && !shared[6].by_enough(rule), "{shared:?}");
    }

    #[test]
    fn one_face_on_many_is_shared_and_own_faces_are_not() {
        // Six people with faces of their own, two sessions each, and four with one and the same.
        let own: Vec<Heights> = (0..6).map(|n| waves(2.0, n as f32)).collect();
        let put_on = waves(3.0, 0.5);
        let names: Vec<String> = (0..10).map(|n| format!("sub-{n}")).collect();
        let mut members = Vec::new();
        for (name, heights) in names.iter().zip(&own) {
            members.extend([Member { participant: name, heights, voxel_mm: 1.0 }; 2]);
        }
        members.extend(names[6..].iter().map(|name| Member {
            participant: name,
            heights: &put_on,
            voxel_mm: 1.0,
        }));
        let rule = SharingRule::shipped();
        let shared = shared_with(&members, rule).unwrap();
        let counts = |shared: &[Sharing]| shared.iter().map(|s| s.others).collect::<Vec<_>>();
        assert!(shared.iter().all(|shared| shared.compared == 9));
        assert_eq!(counts(&shared[..12]), [0; 12]);
        assert_eq!(counts(&shared[12..]), [3; 4]);
        assert!(shared[12..].iter().all(|shared| shared.by_enough(rule)));
        assert!(shared.iter().all(|shared| !shared.by_most(rule)));
        let most = shared_with(&members[8..], rule).unwrap();
        assert_eq!(counts(&most[4..]), [3; 4]);
        assert!(most[4..].iter().all(|shared| shared.by_most(rule)));
        assert!(shared_with(&members[..8], rule).is_none());
    }
}
