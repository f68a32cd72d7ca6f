//! Vectors in four lanes, the last of which may be unused: the compiler keeps them in one register.

pub(super) type Vector = [f32; 4];

pub(super) fn plus(a: Vector, b: Vector) -> Vector {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]]
}

pub(super) fn minus(a: Vector, b: Vector) -> Vector {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2], a[3] - b[3]]
}

/// Vector product of the first three lanes; the last becomes 0.
pub(super) fn cross(a: Vector, b: Vector) -> Vector {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0], 0.0]
}

/// Scalar product of the first three lanes.
pub(super) fn dot(a: Vector, b: Vector) -> f32 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// Squared length of the first three lanes.
pub(super) fn square(a: Vector) -> f32 {
    dot(a, a)
}

/// The vector at length 1; `None` when it is too short to have a direction.
pub(super) fn unit(v: Vector) -> Option<Vector> {
    let square = square(v);
    let inverse = 1.0 / square.sqrt();
    (square > f32::MIN_POSITIVE).then(|| v.map(|x| x * inverse))
}

/// A point or vector as in a mesh.
pub(super) fn from_mesh([x, y, z]: [f32; 3]) -> Vector {
    [x, y, z, 0.0]
}
