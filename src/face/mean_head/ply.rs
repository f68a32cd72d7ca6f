//! The point file of the mean head: binary little-endian PLY with `x y z nx ny nz`, `region` and
//! one `d_*` property per shape parameter; comments name the regions by number.

use super::ModelPoint;
use crate::base::region::Region;
use nalgebra::Vector3;

/// What a point file holds.
pub(super) struct PointFile {
    pub(super) skin: Vec<ModelPoint>,
    pub(super) parameters: Vec<String>,
    /// `[point, mode]`, row-major: displacement along the normal per +1 SD, mm.
    pub(super) modes: Vec<f32>,
}

/// Reads a point file.
pub(super) fn points(ply: &[u8]) -> Result<PointFile, String> {
    const END: &[u8] = b"end_header\n";
    let body = ply
        .windows(END.len())
        .position(|w| w == END)
        .map(|at| at + END.len())
        .ok_or("no end of header")?;
    let header = Header::parse(std::str::from_utf8(&ply[..body]).map_err(|e| e.to_string())?)?;
    let columns = Columns::find(&header)?;
    let expected = header.stride.checked_mul(header.vertices).ok_or("too many vertices")?;
    let records = &ply[body..];
    if records.len() != expected || header.stride == 0 {
        return Err(format!("{} bytes of points instead of {expected}", records.len()));
    }
    let skin = records
        .chunks_exact(header.stride)
        .map(|record| columns.point(record, &header.regions))
        .collect::<Result<_, _>>()?;
    let modes = records
        .chunks_exact(header.stride)
        .flat_map(|record| columns.modes.iter().map(|&at| float(record, at)))
        .collect();
    let is_mode = |name: &String| name.strip_prefix("d_").map(str::to_owned);
    let parameters = header.properties.iter().filter_map(|p| is_mode(&p.name)).collect();
    Ok(PointFile { skin, parameters, modes })
}

struct Property {
    name: String,
    offset: usize,
    bytes: usize,
}

struct Header {
    vertices: usize,
    stride: usize,
    properties: Vec<Property>,
    regions: Vec<(u8, Region)>,
}

impl Header {
    fn parse(text: &str) -> Result<Self, String> {
        if !text.starts_with("ply\nformat binary_little_endian 1.0\n") {
            return Err("not a binary little-endian PLY".to_owned());
        }
        let mut header =
            Self { vertices: 0, stride: 0, properties: Vec::new(), regions: Vec::new() };
        for line in text.lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words[..] {
                ["element", "vertex", count] => {
                    header.vertices = count.parse().map_err(|_| format!("`{line}`"))?;
                }
                ["property", kind, name] => {
                    let bytes = match kind {
                        "float" => 4,
                        "uchar" => 1,
                        _ => return Err(format!("`{line}`: type not used here")),
                    };
                    let (name, offset) = (name.to_owned(), header.stride);
                    header.properties.push(Property { name, offset, bytes });
                    header.stride += bytes;
                }
                ["comment", "region", number, name] => {
                    let number = number.parse().map_err(|_| format!("`{line}`"))?;
                    let region = Region::from_name(name).ok_or(format!("`{line}`: no region"))?;
                    header.regions.push((number, region));
                }
                _ => {}
            }
        }
        Ok(header)
    }

    fn offset(&self, name: &str, bytes: usize) -> Result<usize, String> {
        let property = self.properties.iter().find(|p| p.name == name && p.bytes == bytes);
        property.map(|p| p.offset).ok_or(format!("no property `{name}` of {bytes} bytes"))
    }
}

/// Where the fields of a point lie in its record, bytes.
struct Columns {
    position: [usize; 3],
    normal: [usize; 3],
    region: usize,
    modes: Vec<usize>,
}

impl Columns {
    fn find(header: &Header) -> Result<Self, String> {
        let three = |names: [&str; 3]| -> Result<[usize; 3], String> {
            let [x, y, z] = names.map(|name| header.offset(name, 4));
            Ok([x?, y?, z?])
        };
        let modes = header.properties.iter().filter(|p| p.name.starts_with("d_"));
        Ok(Self {
            position: three(["x", "y", "z"])?,
            normal: three(["nx", "ny", "nz"])?,
            region: header.offset("region", 1)?,
            modes: modes.map(|p| header.offset(&p.name, 4)).collect::<Result<_, _>>()?,
        })
    }

    fn point(&self, record: &[u8], regions: &[(u8, Region)]) -> Result<ModelPoint, String> {
        let number = record[self.region];
        let region = regions.iter().find(|(n, _)| *n == number).map(|(_, region)| *region);
        Ok(ModelPoint {
            position: Vector3::from(self.position.map(|at| float(record, at))).cast(),
            normal: Vector3::from(self.normal.map(|at| float(record, at))).cast(),
            region: region.ok_or(format!("region {number} has no name"))?,
        })
    }
}

fn float(record: &[u8], at: usize) -> f32 {
    f32::from_le_bytes([record[at], record[at + 1], record[at + 2], record[at + 3]])
}
