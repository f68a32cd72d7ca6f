//! What an attack found, counted; nobody is named.

use super::{Linked, ranks};
use crate::face::named_region::NamedRegion;
use crate::linkage::leakage::Leakage;
use crate::linkage::part::Part;
use std::collections::HashSet;
use std::fmt::{self, Display, Formatter};

/// How one part of the head did, for one kind of independence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartSummary {
    /// Face, ears or vault.
    pub part: Part,
    /// How independent the scans of one person were.
    pub leakage: Leakage,
    /// Probes with such a scan of their person in the gallery.
    pub probes: usize,
    /// Of these, found before every other person.
    pub found: usize,
    /// Of these, failed to enrol: nothing could be compared.
    pub not_enrolled: usize,
}

/// What an attack found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Probes.
    pub probes: usize,
    /// Scans in the gallery.
    pub gallery: usize,
    /// People in the gallery.
    pub people: usize,
    /// One entry for each part and each kind of independence that occurs.
    pub parts: Vec<PartSummary>,
    /// For how many probes that were found by the face each region matched, most first.
    pub regions: Vec<(&'static str, usize)>,
}

impl Summary {
    pub(super) fn of(linked: &Linked) -> Self {
        let face = &linked.attack.face;
        let kinds = Leakage::ALL.into_iter();
        let parts = kinds
            .flat_map(|kind| {
                linked.attack.compared.iter().map(move |part| count(linked, *part, kind))
            })
            .filter(|part| part.probes > 0)
            .collect();
        Self {
            probes: face.probes().len(),
            gallery: face.gallery().len(),
            people: face.gallery().iter().collect::<HashSet<_>>().len(),
            parts,
            regions: regions(linked),
        }
    }
}

/// The ranks of the scans of the probe's own person, with the number of each in the gallery.
fn mated(linked: &Linked, part: Part, probe: usize) -> Vec<(usize, Option<usize>)> {
    let matrix = linked.attack.part(part);
    let same_scan = |n: usize| linked.leakage[probe][n] == Some(Leakage::SameScan);
    let ranks = ranks::ranks(matrix, probe, same_scan);
    let own = ranks.into_iter().enumerate().filter(|(n, _)| matrix.mated(probe, *n));
    own.collect()
}

fn count(linked: &Linked, part: Part, kind: Leakage) -> PartSummary {
    let mut summary = PartSummary { part, leakage: kind, probes: 0, found: 0, not_enrolled: 0 };
    for (probe, leakage) in linked.leakage.iter().enumerate() {
        let of_kind: Vec<Option<usize>> = mated(linked, part, probe)
            .into_iter()
            .filter(|(n, _)| leakage[*n] == Some(kind))
            .map(|(_, rank)| rank)
            .collect();
        if of_kind.is_empty() {
            continue;
        }
        summary.probes += 1;
        summary.found += usize::from(of_kind.contains(&Some(1)));
        let nothing = linked.attack.part(part).row(probe).iter().all(|score| score.is_nan());
        summary.not_enrolled += usize::from(nothing);
    }
    summary
}

/// Counted over the best scan of each person found that is no copy of the probe.
fn regions(linked: &Linked) -> Vec<(&'static str, usize)> {
    let mut counts = vec![0; NamedRegion::all().len()];
    for (probe, leakage) in linked.leakage.iter().enumerate() {
        let found = mated(linked, Part::Face, probe)
            .into_iter()
            .find(|(n, rank)| *rank == Some(1) && leakage[*n] != Some(Leakage::SameScan));
        let Some((scan, _)) = found else { continue };
        for name in linked.attack.regions(probe, scan) {
            let bit = NamedRegion::all().iter().position(|region| region.name == name);
            counts[bit.unwrap_or(0)] += 1;
        }
    }
    let named = NamedRegion::all().iter().map(|region| region.name.as_str()).zip(counts);
    let mut named: Vec<(&'static str, usize)> = named.filter(|(_, count)| *count > 0).collect();
    named.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    named
}

impl Display for Summary {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { probes, gallery, people, .. } = self;
        writeln!(f, "{probes} probes against {gallery} scans of {people} people")?;
        for PartSummary { part, leakage, probes, found, not_enrolled } in &self.parts {
            writeln!(
                f,
                "{:<23} {:<5}: {found} of {probes} found before every other person; \
                 {not_enrolled} failed to enrol (too little of it is left: not compared, not safe)",
                leakage.as_str(),
                part.as_str(),
            )?;
        }
        if !self.regions.is_empty() {
            let named = self.regions.iter().map(|(name, count)| format!("{name} {count}"));
            let named: Vec<String> = named.collect();
            writeln!(f, "regions that match, of those found by the face: {}", named.join(", "))?;
        }
        Ok(())
    }
}
