//! Do the pictures show what is there, the right way round?
#![allow(clippy::unwrap_used, reason = "a helper that fails fails its test")]

use countenance::base::space::HeadPoint;
use countenance::imaging::render::{
    Framing, GrayImage, Picture, VIEWS, View, encode_depth_png, encode_normals_png, encode_png,
    render,
};
use countenance::imaging::surface::Mesh;
use nalgebra::{Isometry3, Point3, Translation3, UnitQuaternion, Vector3};
use proptest::prelude::*;

/// A closed ball of about 1.3 mm triangles.
fn ball(centre: [f32; 3], radius: f32) -> Mesh {
    let (rings, sectors) = (120usize, 240usize);
    let mut mesh = Mesh::default();
    for ring in 0..=rings {
        let polar = std::f32::consts::PI * ring as f32 / rings as f32;
        for sector in 0..sectors {
            let turn = std::f32::consts::TAU * sector as f32 / sectors as f32;
            let n = [polar.sin() * turn.cos(), polar.sin() * turn.sin(), polar.cos()];
            mesh.vertices.push(std::array::from_fn(|a| centre[a] + radius * n[a]));
            mesh.normals.push(n);
            mesh.on_fov_edge.push(false);
        }
    }
    for ring in 0..rings {
        for sector in 0..sectors {
            let at = |r: usize, s: usize| (r * sectors + s % sectors) as u32;
            let [a, b] = [at(ring, sector), at(ring + 1, sector)];
            let [c, d] = [at(ring + 1, sector + 1), at(ring, sector + 1)];
            mesh.triangles.extend([[a, b, c], [a, c, d]]);
        }
    }
    mesh
}

fn both(mut a: Mesh, b: &Mesh) -> Mesh {
    let first = a.vertices.len() as u32;
    a.vertices.extend(&b.vertices);
    a.normals.extend(&b.normals);
    a.on_fov_edge.extend(&b.on_fov_edge);
    a.triangles.extend(b.triangles.iter().map(|t| t.map(|v| v + first)));
    a
}

/// A ball as head, with a knob on one side.
fn head_with_knob(knob: [f32; 3]) -> Mesh {
    both(ball([0.0; 3], 80.0), &ball(knob, 12.0))
}

/// The usual picture of a mesh that lies in the canonical head frame.
fn picture(mesh: &Mesh, view: View) -> Picture {
    let mut pictures = render(mesh, &Isometry3::identity(), &Framing::default(), &[view]);
    pictures.remove(0)
}

fn view(name: &str) -> View {
    *VIEWS.iter().find(|v| v.name == name).unwrap()
}

/// Columns and rows that show anything, as lowest and highest.
fn extent(depth: &[f32], size: usize) -> [usize; 4] {
    let shown: Vec<_> = (0..depth.len()).filter(|&n| !depth[n].is_nan()).collect();
    let columns = shown.iter().map(|n| n % size);
    let rows = shown.iter().map(|n| n / size);
    [
        columns.clone().min().unwrap(),
        columns.max().unwrap(),
        rows.clone().min().unwrap(),
        rows.max().unwrap(),
    ]
}

fn drawn(mesh: &Mesh, to_head: &Isometry3<f64>, name: &str) -> [usize; 4] {
    let pictures = render(mesh, to_head, &Framing::default(), &[view(name)]);
    let depth: Vec<f32> = pictures[0].depth().collect();
    extent(&depth, 512)
}

#[test]
fn the_persons_right_is_on_the_pictures_left() {
    let plain = drawn(&ball([0.0; 3], 80.0), &Isometry3::identity(), "frontal");
    let knob = |at, name| drawn(&head_with_knob(at), &Isometry3::identity(), name);
    let right = knob([80.0, 0.0, 0.0], "frontal");
    assert!(right[0] < plain[0] && right[1] == plain[1]);
    let up = knob([0.0, 0.0, 80.0], "frontal");
    assert!(up[2] < plain[2] && up[3] == plain[3]);
    // A nose points to the picture's right in the right profile, to its left in the left one.
    let nose = [0.0, 80.0, 0.0];
    assert_eq!(knob(nose, "frontal"), plain);
    let (right, left) = (knob(nose, "profile_right"), knob(nose, "profile_left"));
    assert!(right[1] > plain[1] && right[0] == plain[0]);
    assert!(left[0] < plain[0] && left[1] == plain[1]);
    // Turned towards the person's right, the nose moves to the picture's right.
    assert!(knob(nose, "right60")[1] > plain[1]);
    assert!(knob(nose, "left60")[0] < plain[0]);
}

#[test]
fn the_pose_is_undone() {
    let in_head = head_with_knob([80.0, 0.0, 0.0]);
    let to_head = Isometry3::from_parts(
        Translation3::new(30.0, -20.0, 10.0),
        UnitQuaternion::from_axis_angle(&Vector3::y_axis(), 0.4),
    );
    let back = to_head.inverse().cast::<f32>();
    let mut in_world = in_head.clone();
    for (v, n) in in_world.vertices.iter_mut().zip(&mut in_world.normals) {
        *v = (back * Point3::from(*v)).into();
        *n = (back * Vector3::from(*n)).into();
    }
    for name in ["frontal", "left30"] {
        let expected = drawn(&in_head, &Isometry3::identity(), name);
        let posed = drawn(&in_world, &to_head, name);
        for (a, b) in expected.iter().zip(posed) {
            assert!(a.abs_diff(b) <= 1, "{expected:?} {posed:?}");
        }
    }
}

#[test]
fn a_ball_has_the_depth_and_the_normals_of_a_ball() {
    let centre = [10.0f32, 15.0, -20.0];
    let mesh = ball(centre, 70.0);
    let framing = Framing::default();
    let picture = picture(&mesh, view("frontal"));
    let size = framing.size_px;
    let mut covered = 0;
    for (n, (depth, normal)) in picture.depth().zip(picture.normals()).enumerate() {
        let at = |pixel: usize| (pixel as f64 + 0.5 - size as f64 / 2.0) * framing.mm_per_px;
        let (x, z) = (-at(n % size), framing.centre_z_mm - at(n / size));
        let (dx, dz) = (x - f64::from(centre[0]), z - f64::from(centre[2]));
        let off_axis = dx.hypot(dz);
        if off_axis > 70.5 {
            assert!(depth.is_nan());
            assert_eq!(normal.map(f32::to_bits), [0; 3]);
        } else if off_axis < 65.0 {
            covered += 1;
            let dy = (70f64.powi(2) - off_axis.powi(2)).sqrt();
            let expected = framing.camera_mm - f64::from(centre[1]) - dy;
            assert!((f64::from(depth) - expected).abs() < 0.15, "{depth} {expected}");
            let cosine =
                [dx, dy, dz].iter().zip(normal).map(|(d, n)| d * f64::from(n)).sum::<f64>();
            assert!(cosine / 70.0 > 0.999);
        }
    }
    assert!(covered > 40_000);
}

/// A small ball is drawn about the place that [`Framing::place`] says.
#[test]
fn a_point_appears_where_the_framing_places_it() {
    let centre = [25.0f32, 60.0, -30.0];
    let mesh = ball(centre, 4.0);
    for view in VIEWS {
        let picture = picture(&mesh, view);
        let shown: Vec<usize> =
            picture.depth().enumerate().filter(|(_, d)| !d.is_nan()).map(|(n, _)| n).collect();
        let mean = |of: fn(usize) -> usize| {
            shown.iter().map(|n| of(*n) as f64).sum::<f64>() / shown.len() as f64
        };
        let [col, row] = Framing::default().place(view, HeadPoint(centre.map(f64::from)));
        let off = (mean(|n| n % 512) - col).hypot(mean(|n| n / 512) - row);
        assert!(off < 0.1, "{}: {off}", view.name);
    }
}

/// Does a closed surface leave no hole in its own picture?
#[test]
fn neighbouring_triangles_leave_no_gap() {
    let mesh = ball([0.0; 3], 90.0);
    for named in VIEWS {
        let depth: Vec<f32> = picture(&mesh, named).depth().collect();
        for row in depth.chunks(512) {
            let first = row.iter().position(|d| !d.is_nan());
            let last = row.iter().rposition(|d| !d.is_nan());
            if let (Some(first), Some(last)) = (first, last) {
                assert!(row[first..=last].iter().all(|d| !d.is_nan()), "{}", named.name);
            }
        }
    }
}

/// Are views drawn together the same as drawn one by one, also more than fit in one pass?
#[test]
fn views_do_not_depend_on_each_other() {
    let mesh = head_with_knob([60.0, 60.0, 10.0]);
    let views: Vec<_> = VIEWS.iter().chain(&VIEWS).copied().collect();
    let together = render(&mesh, &Isometry3::identity(), &Framing::default(), &views);
    assert_eq!(together.len(), 14);
    for (named, drawn) in views.iter().zip(&together) {
        let alone = picture(&mesh, *named);
        assert_eq!(drawn.view, *named);
        assert_eq!(drawn.shaded, alone.shaded);
        assert!(drawn.depth().map(f32::to_bits).eq(alone.depth().map(f32::to_bits)));
    }
    assert_ne!(together[0].shaded, together[1].shaded);
}

/// Does a cut by the field of view look flat, and unlike skin?
#[test]
fn a_cut_by_the_field_of_view_is_flat() {
    let mut mesh = ball([0.0; 3], 80.0);
    for (vertex, cap) in mesh.vertices.iter().zip(&mut mesh.on_fov_edge) {
        *cap = vertex[1] > 60.0;
    }
    let picture = picture(&mesh, view("frontal"));
    let middle = |n: &usize| {
        let (row, column) = (n / 512, n % 512);
        row.abs_diff(274) < 50 && column.abs_diff(256) < 50
    };
    let tones: Vec<u8> = (0..512 * 512).filter(middle).map(|n| picture.shaded.pixels[n]).collect();
    assert!(tones.iter().all(|t| *t == tones[0]));
    let normals: Vec<_> = picture.normals().collect();
    assert!((0..512 * 512).filter(middle).all(|n| normals[n].map(f32::to_bits) == [0; 3]));
}

#[test]
fn a_png_is_read_back_as_it_was() {
    let pixels = (0..48 * 31).map(|n| (n * 7 % 251) as u8).collect();
    let image = GrayImage { width: 48, height: 31, pixels };
    let bytes = encode_png(&image).unwrap();
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    let mut back = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut back).unwrap();
    assert_eq!(back, image.pixels);
    assert!(encode_png(&GrayImage { width: 3, height: 3, pixels: vec![0; 8] }).is_err());
    assert!(encode_png(&GrayImage { width: 0, height: 0, pixels: vec![] }).is_err());
}

proptest! {
    /// Does any triangle, however large, thin or far away, do no harm?
    #[test]
    fn odd_triangles_do_no_harm(
        points in prop::collection::vec(
            prop::array::uniform3(prop_oneof![-300f32..300.0, -1e9f32..1e9, Just(f32::NAN)]), 3..30),
        mm_per_px in 0.01f64..10.0,
    ) {
        let count = points.len();
        let mesh = Mesh {
            normals: vec![[0.0, 1.0, 0.0]; count],
            on_fov_edge: vec![false; count],
            triangles: (2..count as u32).map(|n| [n - 2, n - 1, n]).collect(),
            vertices: points,
        };
        let framing = Framing { size_px: 64, mm_per_px, ..Framing::default() };
        let pictures = render(&mesh, &Isometry3::identity(), &framing, &VIEWS);
        prop_assert!(pictures.iter().all(|p| p.shaded.pixels.len() == 64 * 64));
    }
}

#[test]
fn an_empty_mesh_gives_an_empty_picture() {
    let picture = picture(&Mesh::default(), VIEWS[0]);
    assert!(picture.depth().all(f32::is_nan));
    assert!(picture.shaded.pixels.iter().all(|p| *p == picture.shaded.pixels[0]));
}

#[test]
fn depth_and_normals_are_read_back_from_their_pictures() {
    let picture = picture(&ball([0.0; 3], 80.0), view("frontal"));
    let read = |bytes: Vec<u8>| {
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let mut samples = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut samples).unwrap();
        samples
    };
    let depth = read(encode_depth_png(&picture).unwrap());
    for (mm, stored) in picture.depth().zip(depth.chunks_exact(2)) {
        let steps = f32::from(u16::from_be_bytes([stored[0], stored[1]]));
        assert!(if mm.is_nan() { steps == 0.0 } else { (steps / 100.0 - mm).abs() <= 0.0051 });
    }
    let normals = read(encode_normals_png(&picture).unwrap());
    for (normal, stored) in picture.normals().zip(normals.chunks_exact(3)) {
        for (n, &s) in normal.iter().zip(stored) {
            let nothing = normal.iter().all(|c| c.abs() < f32::EPSILON);
            assert!(nothing && s == 0 || (f32::from(s) - 128.0 - 127.0 * n).abs() <= 0.51);
        }
    }
}
