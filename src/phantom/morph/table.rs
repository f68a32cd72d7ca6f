//! The fields, head to neck.

use super::field::Field;
use crate::phantom::solid::Point;
use crate::phantom::solid::at;

const NONE: Point = at(0., 0., 0.);
/// A window without an edge.
const FAR: Point = at(f64::INFINITY, f64::INFINITY, f64::INFINITY);

const fn field(
    name: &'static str,
    (centre, radii): (Point, Point),
    push: Point,
    stretch: Point,
    probes: &'static [(Point, Point)],
) -> Field {
    Field { name, centre, radii, push, stretch, ramp: None, probes }
}

const fn ramped(heights: [f64; 2], mut field: Field) -> Field {
    field.ramp = Some(heights);
    field
}

/// One field per measurement, in the order of `data/anthropometry.csv`.
pub const FIELDS: &[Field] = &[
    field(
        "head_length",
        (at(0., 0., 0.), FAR),
        NONE,
        at(0., 1., 0.),
        &[(at(0., 95., 33.), at(0., 1., 0.)), (at(0., -98., 25.), at(0., -1., 0.))],
    ),
    field(
        "head_breadth",
        (at(0., -20., 60.), at(200., 140., 130.)),
        NONE,
        at(1., 0., 0.),
        &[(at(75., -28., 56.), at(2., 0., 0.))],
    ),
    ramped(
        [-15., 100.],
        field(
            "head_height",
            (at(0., 0., 0.), FAR),
            at(0., 0., 1.),
            NONE,
            &[(at(0., -10., 129.), at(0., 0., 1.))],
        ),
    ),
    field(
        "bitragion_breadth",
        (at(69., -5., 0.), at(50., 55., 55.)),
        at(1., 0., 0.),
        NONE,
        &[(at(69., 0., 0.), at(2., 0., 0.))],
    ),
    field(
        "bizygomatic_breadth",
        (at(68., 35., -4.), at(40., 48., 36.)),
        at(1., 0., 0.),
        NONE,
        &[(at(69., 35., -2.), at(2., 0., 0.))],
    ),
    field(
        "bigonial_breadth",
        (at(56., 14., -55.), at(50., 55., 45.)),
        at(1., 0., 0.),
        NONE,
        &[(at(57., 14., -55.), at(2., 0., 0.))],
    ),
    field(
        "minimum_frontal_breadth",
        (at(52., 65., 45.), at(48., 48., 42.)),
        at(1., 0., 0.),
        NONE,
        &[(at(52., 65., 45.), at(2., 0., 0.))],
    ),
    ramped(
        [20., -105.],
        field(
            "face_length",
            (at(0., 70., -97.), at(130., 140., 190.)),
            at(0., 0., -1.),
            NONE,
            &[(at(0., 82., -97.), at(0., 0., -1.)), (at(0., 91., 20.), at(0., 0., 1.))],
        ),
    ),
    field(
        "nose_length",
        (at(0., 100., -29.), at(32., 40., 46.)),
        at(0., 0., -1.),
        NONE,
        &[(at(0., 98., -29.), at(0., 0., -1.)), (at(0., 91., 20.), at(0., 0., 1.))],
    ),
    field(
        "nose_protrusion",
        (at(0., 118., -18.), at(28., 36., 38.)),
        at(0., 1., 0.),
        NONE,
        &[(at(0., 118., -19.), at(0., 1., 0.)), (at(0., 98., -29.), at(0., -1., 0.))],
    ),
    field(
        "nose_breadth",
        (at(0., 97., -24.), at(36., 30., 24.)),
        NONE,
        at(1., 0., 0.),
        &[(at(17.5, 96., -24.), at(2., 0., 0.))],
    ),
    field(
        "nasal_root_breadth",
        (at(0., 84., 16.), at(22., 24., 26.)),
        NONE,
        at(1., 0., 0.),
        &[(at(8., 80., 16.), at(2., 0., 0.))],
    ),
    field(
        "nasal_root_depth",
        (at(0., 90., 17.), at(24., 26., 28.)),
        at(0., 1., 0.),
        NONE,
        &[(at(0., 91., 18.), at(0., 1., 0.))],
    ),
    field(
        "nasal_hump",
        (at(0., 104., 2.), at(16., 24., 20.)),
        at(0., 1., 0.),
        NONE,
        &[(at(0., 104., 2.), at(0., 1., 0.))],
    ),
    field(
        "nose_tip_height",
        (at(0., 118., -20.), at(24., 26., 22.)),
        at(0., 0., 1.),
        NONE,
        &[(at(0., 118., -19.), at(0., 0., 1.))],
    ),
    field(
        "interpupillary_breadth",
        (at(31.5, 76., 13.), at(31., 45., 28.)),
        at(1., 0., 0.),
        NONE,
        &[(at(31.5, 86., 13.), at(2., 0., 0.))],
    ),
    field(
        "eye_fissure_length",
        (at(31.5, 78., 12.), at(26., 26., 20.)),
        NONE,
        at(1., 0., 0.),
        &[(at(46., 74., 12.), at(1., 0., 0.)), (at(16.5, 80., 11.5), at(-1., 0., 0.))],
    ),
    field(
        "eye_depth",
        (at(32., 84., 13.), at(28., 28., 22.)),
        at(0., 1., 0.),
        NONE,
        &[(at(31.5, 86.5, 13.), at(0., 1., 0.))],
    ),
    field(
        "canthal_height",
        (at(46., 74., 12.), at(22., 26., 18.)),
        at(0., 0., 1.),
        NONE,
        &[(at(46., 74., 12.5), at(0., 0., 1.))],
    ),
    field(
        "brow_prominence",
        (at(0., 95., 33.), at(58., 34., 24.)),
        at(0., 1., 0.),
        NONE,
        &[(at(0., 95., 33.), at(0., 1., 0.))],
    ),
    field(
        "forehead_projection",
        (at(0., 78., 88.), at(80., 64., 52.)),
        at(0., 1., 0.),
        NONE,
        &[(at(0., 80., 88.), at(0., 1., 0.))],
    ),
    field(
        "cheek_fullness",
        (at(44., 62., -34.), at(38., 42., 38.)),
        at(0.7, 0.7, 0.),
        NONE,
        &[(at(46., 64., -34.), at(0.7, 0.7, 0.))],
    ),
    field(
        "upper_lip_height",
        (at(0., 95., -51.), at(38., 36., 24.)),
        at(0., 0., -1.),
        NONE,
        &[(at(0., 95., -51.), at(0., 0., -1.))],
    ),
    field(
        "lip_length",
        (at(0., 88., -51.), at(46., 36., 26.)),
        NONE,
        at(1., 0., 0.),
        &[(at(24.7, 82.5, -51.5), at(2., 0., 0.))],
    ),
    field(
        "vermilion_height",
        (at(0., 92., -51.5), at(38., 30., 20.)),
        NONE,
        at(0., 0., 1.),
        &[(at(0., 97., -43.), at(0., 0., 1.)), (at(0., 96., -60.5), at(0., 0., -1.))],
    ),
    field(
        "lip_protrusion",
        (at(0., 98., -51.), at(36., 34., 26.)),
        at(0., 1., 0.),
        NONE,
        &[(at(0., 98., -49.), at(0., 1., 0.))],
    ),
    field(
        "chin_projection",
        (at(0., 90., -84.), at(46., 46., 38.)),
        at(0., 1., 0.),
        NONE,
        &[(at(0., 92., -83.), at(0., 1., 0.))],
    ),
    field(
        "gonion_height",
        (at(54., 12., -58.), at(50., 50., 48.)),
        at(0., 0., -1.),
        NONE,
        &[(at(54., 12., -58.), at(0., 0., -1.))],
    ),
    field(
        "occiput_projection",
        (at(0., -98., 20.), at(80., 64., 64.)),
        at(0., -1., 0.),
        NONE,
        &[(at(0., -98., 20.), at(0., -1., 0.))],
    ),
    field(
        "ear_length",
        (at(76., -12., -2.), at(30., 46., 66.)),
        NONE,
        at(0., 0., 1.),
        &[(at(76., -14., 28.), at(0., 0., 1.)), (at(73., -6., -32.), at(0., 0., -1.))],
    ),
    field(
        "ear_protrusion",
        (at(87., -26., 4.), at(26., 36., 48.)),
        at(1., 0., 0.),
        NONE,
        &[(at(87., -26., 4.), at(1., 0., 0.))],
    ),
];
