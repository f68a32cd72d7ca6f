//! Do the phantoms hold what they promise?
#![allow(clippy::unwrap_used, reason = "a helper that fails fails its test")]

use std::path::Path;
use std::sync::LazyLock;

use countenance::phantom::anatomy;
use countenance::phantom::anthropometry;
use countenance::phantom::anthropometry::Measurement;
use countenance::phantom::anthropometry::TableError;
use countenance::phantom::cohort;
use countenance::phantom::cohort::CohortSpec;
use countenance::phantom::deface;
use countenance::phantom::deface::Defaced;
use countenance::phantom::deface::Effect;
use countenance::phantom::deface::Fill;
use countenance::phantom::deface::Method;
use countenance::phantom::deface::Original;
use countenance::phantom::head::Head;
use countenance::phantom::identity::Identity;
use countenance::phantom::landmark::LANDMARKS;
use countenance::phantom::mean_head::MeanHead;
use countenance::phantom::mean_head::inside;
use countenance::phantom::morph::FIELDS;
use countenance::phantom::scan::Scan;
use countenance::phantom::session::Session;
use countenance::phantom::session::SessionRange;
use countenance::phantom::solid::Point;

static TABLE: LazyLock<Vec<Measurement>> = LazyLock::new(|| anthropometry::built_in().unwrap());
static MEAN: LazyLock<MeanHead> = LazyLock::new(|| MeanHead::sample(&TABLE).unwrap());

const SEED: u64 = 11;

fn range() -> SessionRange {
    SessionRange { voxel_mm: Some(3.), ..SessionRange::default() }
}

fn person(subject: u32) -> Identity {
    Identity::draw(SEED, subject, &TABLE).unwrap()
}

fn head(subject: u32, session: u32) -> (Session, Head) {
    let session = Session::draw(SEED, subject, session, &range());
    let head = Head::new(SEED, &person(subject), &session);
    (session, head)
}

#[test]
fn the_committed_mean_head_is_the_one_the_code_makes() {
    let (mut ply, mut landmarks) = (Vec::new(), Vec::new());
    MEAN.write_ply(&mut ply).unwrap();
    MEAN.write_landmarks(&mut landmarks).unwrap();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let hint = "run: countenance phantom --mean-head data/mean_head.ply";
    assert!(std::fs::read(data.join("mean_head.ply")).unwrap() == ply, "{hint}");
    assert!(std::fs::read(data.join("mean_head_landmarks.csv")).unwrap() == landmarks, "{hint}");
    let mut places = Vec::new();
    inside::write(&inside::places(), &mut places).unwrap();
    assert!(std::fs::read(data.join("mean_head_inside.csv")).unwrap() == places, "{hint}");
}

#[test]
fn the_mean_head_is_symmetric() {
    let mirrored = |p: Point| Point::new(-p.x, p.y, p.z);
    let right = MEAN.points.iter().filter(|p| p.position.x > 0.).count();
    let left = MEAN.points.iter().filter(|p| p.position.x < 0.).count();
    assert_eq!(right, left);
    for point in &MEAN.points {
        let distance = anatomy::skin(mirrored(point.position));
        assert!(distance.abs() < 0.1, "{:?} has no mirror image: {distance} mm", point.position);
    }
}

#[test]
fn the_mean_head_measures_what_the_table_says() {
    let place = |name| LANDMARKS.iter().find(|(n, _)| *n == name).unwrap().1;
    let skin_from = |mut p: Point, towards: Point| {
        for _ in 0..200 {
            p += towards * (0.7 * anatomy::skin(p));
        }
        p
    };
    let mean = |name| TABLE.iter().find(|row| row.name == name).unwrap().mean();
    let width = |y, z| 2. * skin_from(Point::new(150., y, z), -Point::x()).x;
    let front = |z| skin_from(Point::new(0., 200., z), -Point::y()).y;
    let back = |z| skin_from(Point::new(0., -200., z), Point::y()).y;
    let top = skin_from(Point::new(0., -12., 200.), -Point::z()).z;
    let apart = |a, b| (place(a) - place(b)).norm();
    let menton = skin_from(Point::new(0., 80., -150.), Point::z());
    let checks = [
        ("head_length", front(33.) - back(28.)),
        ("head_breadth", width(-28., 56.)),
        ("head_height", top),
        ("bizygomatic_breadth", width(35., -4.)),
        ("minimum_frontal_breadth", width(65., 45.)),
        ("face_length", (place("nasion") - menton).norm()),
        ("nose_length", apart("nasion", "subnasale")),
        ("nose_protrusion", place("nose_tip").y - place("subnasale").y),
        ("eye_fissure_length", apart("eye_inner_right", "eye_outer_right")),
    ];
    for (name, measured) in checks {
        let expected = mean(name);
        let off = (measured - expected).abs();
        assert!(off < 3.5, "{name}: {measured:.1} mm, the table says {expected:.1}");
    }
}

#[test]
fn a_standard_deviation_moves_the_mean_head_by_a_standard_deviation() {
    for field in FIELDS {
        let row = TABLE.iter().find(|row| row.name == field.name).unwrap();
        let factor = row.sd() / field.gain();
        let moved = field.probes.iter().map(|(p, to)| to.dot(&(field.raw(*p) * factor)));
        let change: f64 = moved.sum();
        assert!((change - row.sd()).abs() < 1e-9, "{}: {change}", field.name);
        assert!(field.gain().is_normal(), "{} moves nothing where it is measured", field.name);
    }
}

#[test]
fn landmarks_lie_on_the_skin() {
    for (name, p) in LANDMARKS {
        assert!(anatomy::skin(p).abs() < 0.5, "{name} is {} mm off", anatomy::skin(p));
    }
    for subject in 1..4 {
        let (_, head) = head(subject, 1);
        for (name, q) in head.landmarks() {
            let off = head.skin(q);
            assert!(off.abs() < 0.6, "{name} of person {subject} is {off} mm off the skin");
        }
    }
}

#[test]
fn the_shape_map_and_its_inverse_agree() {
    let (_, head) = head(2, 1);
    for point in MEAN.points.iter().step_by(97) {
        let there = head.shape.from_mean(point.position);
        let back = head.shape.to_mean(there);
        assert!((back - point.position).norm() < 1e-3, "{:?} → {back:?}", point.position);
    }
}

/// Mean distance between two heads' skins over the points of the mean face, after the best shift,
/// mm.
fn difference(a: &Head, b: &Head) -> f64 {
    let face = MEAN.points.iter().filter(|p| p.position.y > 40. && p.position.z < 40.);
    let moved: Vec<(Point, Point)> = face
        .map(|p| {
            let apart = a.shape.from_mean(p.position) - b.shape.from_mean(p.position);
            (apart, p.normal)
        })
        .collect();
    let shift = moved.iter().map(|(apart, _)| apart).sum::<Point>() / moved.len() as f64;
    moved.iter().map(|(u, n)| (u - shift).dot(n).abs()).sum::<f64>() / moved.len() as f64
}

#[test]
fn two_people_differ_more_than_two_visits_of_one() {
    let heads: Vec<[Head; 2]> =
        (1..6).map(|subject| [1, 2].map(|session| head(subject, session).1)).collect();
    let within: Vec<f64> = heads.iter().map(|[a, b]| difference(a, b)).collect();
    let largest = within.iter().copied().fold(0., f64::max);
    let mut between = Vec::new();
    for (n, [a, _]) in heads.iter().enumerate() {
        between.extend(heads[..n].iter().map(|[b, _]| difference(a, b)));
    }
    let smallest = between.iter().copied().fold(f64::INFINITY, f64::min);
    let mean = between.iter().sum::<f64>() / between.len() as f64;
    assert!(largest < 0.7 * smallest, "visits {within:.2?} mm, people {between:.2?} mm");
    assert!((1.5..5.).contains(&mean), "people differ by {mean:.2} mm in the mean");
}

/// One visit of a person, imaged.
struct Visit {
    identity: Identity,
    session: Session,
    head: Head,
    scan: Scan,
    samples: Vec<f32>,
}

impl Visit {
    fn of(seed: u64, subject: u32) -> Self {
        let identity = Identity::draw(seed, subject, &TABLE).unwrap();
        let session = Session::draw(seed, subject, 1, &range());
        let head = Head::new(seed, &identity, &session);
        let scan = Scan::new(&head, &session).unwrap();
        let samples = scan.noisy(seed, subject, &session);
        Self { identity, session, head, scan, samples }
    }

    fn defaced(&self, seed: u64, method: Method, fill: Fill) -> Defaced {
        let Self { identity, session, head, scan, samples } = self;
        deface::apply(method, fill, &Original { seed, identity, session, head, scan, samples })
    }

    fn effect(&self, method: Method, fill: Fill) -> Effect {
        let stored = |samples: &[f32]| samples.iter().map(|v| v.round() as i16).collect::<Vec<_>>();
        let defaced = self.defaced(SEED, method, fill);
        let (before, after) = (stored(&self.samples), stored(&defaced.samples));
        let regions = self.scan.regions(&self.head);
        Effect::of((method, fill), &self.scan, &regions, (&before, &after), &defaced.altered)
    }
}

const EARS: [&str; 2] = ["ear_right", "ear_left"];

#[test]
fn each_defacer_takes_what_it_says_and_leaves_the_brain() {
    let visit = Visit::of(SEED, 3);
    let face: &[&str] = &["nose", "mouth", "chin", "eye_right", "eye_left"];
    for method in Method::ALL {
        let effect = visit.effect(method, Fill::Zero);
        let (gone, kept): (&[&str], &[&str]) = match method {
            Method::Plane => (&["nose", "mouth", "chin"], &["vault", "occiput"]),
            Method::Mask => (face, &["vault", "occiput", "ear_right", "ear_left"]),
            Method::BlurLight
            | Method::Blur
            | Method::BlurStrong
            | Method::Average
            | Method::NoiseFace => {
                (&["nose", "mouth", "eye_right", "eye_left"], &["vault", "occiput", "ear_left"])
            }
            Method::MaskEars => (&["nose", "mouth", "chin", "eye_left", "ear_left"], &["vault"]),
            Method::ShiftedMask => {
                (&["nose", "mouth", "chin"], &["eye_right", "eye_left", "brow", "ear_right"])
            }
            Method::SkullStrip => (&["vault", "occiput", "nose", "ear_left", "neck"], &[]),
            Method::Nose => (&["nose"], &["chin", "eye_left", "vault", "ear_right"]),
            Method::Ears => (&EARS, &["nose", "vault", "chin"]),
        };
        let left = effect.regions_left();
        for region in gone {
            assert!(effect.skin_left[region] < 0.2, "{method:?} leaves {region}: {effect:?}");
            assert!(!left.contains(region), "{method:?}: {left:?}");
        }
        for region in kept {
            assert!(effect.skin_left[region] > 0.9, "{method:?} takes {region}: {effect:?}");
            assert!(effect.changed_regions[region] < 0.1, "{method:?} changes {region}");
            assert!(left.contains(region), "{method:?}: {left:?}");
        }
        assert_eq!(effect.changed_brain_voxels, 0, "{method:?} changes the brain");
    }
}

#[test]
fn each_fill_is_what_it_says() {
    let visit = Visit::of(SEED, 3);
    for fill in Fill::ALL {
        let defaced = visit.defaced(SEED, Method::Mask, fill);
        let filled = defaced.samples.iter().zip(&defaced.altered).filter(|(_, altered)| **altered);
        let filled: Vec<f64> = filled.map(|(&sample, _)| f64::from(sample)).collect();
        let mean = filled.iter().sum::<f64>() / filled.len() as f64;
        let spread = filled.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / filled.len() as f64;
        let inside =
            visit.samples.iter().zip(&visit.scan.coverage).filter(|(_, share)| **share >= 1.);
        let inside: Vec<f64> = inside.map(|(&sample, _)| f64::from(sample)).collect();
        let tissue = inside.iter().sum::<f64>() / inside.len() as f64;
        let around = inside.iter().map(|v| (v - tissue).powi(2)).sum::<f64>() / inside.len() as f64;
        let brightest = f64::from(visit.samples.iter().copied().fold(0., f32::max));
        // Rayleigh: mean σ·√(π/2), variance σ²·(2 − π/2). Uniform: width / √12.
        let sigma = visit.session.noise * visit.session.gain;
        let (expected, deviation) = match fill {
            Fill::Zero => (0., 0.),
            Fill::Constant => (1.2533 * sigma, 0.),
            Fill::Noise => (1.2533 * sigma, 0.6551 * sigma),
            Fill::Tissue => (tissue, 0.),
            Fill::TissueNoise => (tissue, (around / 12.).sqrt()),
            Fill::Uniform => (0.5 * brightest, brightest / 12f64.sqrt()),
        };
        let enough = (0.02 * sigma).max(0.01 * expected);
        assert!((mean - expected).abs() < enough, "{fill:?}: mean {mean}, expected {expected}");
        assert!((spread.sqrt() - deviation).abs() < enough, "{fill:?}: spread {spread}");
    }
}

#[test]
fn refacing_leaves_the_mean_face_whole_and_nothing_in_front_of_it() {
    // People whose noses or chins stand out from the mean face most.
    for subject in [2, 4] {
        let visit = Visit::of(3, subject);
        let samples = visit.defaced(3, Method::Average, Fill::Zero).samples;
        let [columns, rows, _] = visit.scan.grid.shape;
        let bright = 40. * visit.session.gain as f32;
        let mut looked = [0; 2];
        for (n, &sample) in samples.iter().enumerate() {
            let q = visit.scan.grid.place([n % columns, n / columns % rows, n / columns / rows]);
            let is_face = q.x.abs() < 28. && q.y > 72. && q.z > -78. && q.z < 20.;
            let skin = if is_face { anatomy::skin(q) } else { continue };
            if skin > 5. {
                looked[0] += 1;
                assert!(sample < bright, "subject {subject}: tissue {skin:.1} mm before {q:.0?}");
            }
            // The tip of the nose, before the nostrils.
            if (q - Point::new(0., 111., -16.)).norm() < 4. {
                looked[1] += 1;
                assert!(sample > bright, "subject {subject}: a hole at {q:.0?}, {skin:.1} mm");
            }
        }
        assert!(looked[0] > 500 && looked[1] > 3, "{looked:?}");
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_for_any_number_of_threads() {
    let spec = CohortSpec {
        subjects: 2,
        sessions: 1,
        seed: SEED,
        in_place: Vec::new(),
        planted: false,
        methods: vec![Method::Average, Method::Nose],
        fill: Fill::Noise,
        range: SessionRange { voxel_mm: Some(5.), ..SessionRange::default() },
        table: TABLE.clone(),
        compression: 1,
    };
    let written = |threads: usize| {
        let folder = tempfile::tempdir().unwrap();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| cohort::write(&spec, folder.path(), &|_| ())).unwrap();
        let mut files = Vec::new();
        collect(folder.path(), folder.path(), &mut files);
        files.sort();
        files
    };
    let one = written(1);
    assert!(one.len() > 15, "{} files", one.len());
    assert!(one == written(3), "files differ between one thread and three");
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            files.push((name, std::fs::read(&path).unwrap()));
        }
    }
}

#[test]
fn another_seed_or_another_person_gives_another_head() {
    let measured = |seed, subject| Identity::draw(seed, subject, &TABLE).unwrap().measurements;
    assert_ne!(measured(1, 1), measured(2, 1));
    assert_ne!(measured(1, 1), measured(1, 2));
    assert_eq!(measured(1, 2), measured(1, 2));
}

#[test]
fn an_own_row_replaces_the_published_one_and_nonsense_is_refused() {
    let header = "name,female_mean,female_sd,male_mean,male_sd,size_loading,unit,definition,source";
    let table = |row: &str| anthropometry::overridden(format!("{header}\n{row}\n").as_bytes());
    let own = table("nose_breadth,40,1,42,1,0.2,mm,ala to ala,own").unwrap();
    let row = own.iter().find(|row| row.name == "nose_breadth").unwrap();
    assert_eq!((row.mean(), own.len()), (41., TABLE.len()));
    let unknown = table("horn_length,40,1,42,1,0.2,mm,a,b");
    assert!(matches!(unknown, Err(TableError::Unknown { name }) if name == "horn_length"));
    let negative = table("nose_breadth,40,-1,42,1,0.2,mm,a,b");
    assert!(matches!(negative, Err(TableError::Value { what: "spread", .. })));
    assert!(matches!(table("nose_breadth,wide,1,42,1,0.2,mm,a,b"), Err(TableError::Row(_))));
}
