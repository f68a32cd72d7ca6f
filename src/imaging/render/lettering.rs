//! The few letters that scale bars need, 5 × 7 pixels each.

use super::color::ColorImage;

/// Glyphs, row by row from the top; bit 4 is the leftmost pixel.
const GLYPHS: [(char, [u8; 7]); 24] = [
    ('0', [14, 17, 19, 21, 25, 17, 14]),
    ('1', [4, 12, 4, 4, 4, 4, 14]),
    ('2', [14, 17, 1, 6, 8, 16, 31]),
    ('3', [14, 17, 1, 6, 1, 17, 14]),
    ('4', [2, 6, 10, 18, 31, 2, 2]),
    ('5', [31, 16, 30, 1, 1, 17, 14]),
    ('6', [6, 8, 16, 30, 17, 17, 14]),
    ('7', [31, 1, 2, 4, 8, 8, 8]),
    ('8', [14, 17, 17, 14, 17, 17, 14]),
    ('9', [14, 17, 17, 15, 1, 2, 12]),
    ('+', [0, 4, 4, 31, 4, 4, 0]),
    ('a', [0, 0, 14, 1, 15, 17, 15]),
    ('d', [1, 1, 13, 19, 17, 17, 15]),
    ('e', [0, 0, 14, 17, 31, 16, 14]),
    ('m', [0, 0, 26, 21, 21, 21, 21]),
    ('n', [0, 0, 22, 25, 17, 17, 17]),
    ('o', [0, 0, 14, 17, 17, 17, 14]),
    ('r', [0, 0, 22, 25, 16, 16, 16]),
    ('s', [0, 0, 15, 16, 14, 1, 30]),
    ('t', [8, 8, 28, 8, 8, 9, 6]),
    ('u', [0, 0, 17, 17, 17, 19, 13]),
    ('v', [0, 0, 17, 17, 17, 10, 4]),
    ('.', [0, 0, 0, 0, 0, 12, 12]),
    (' ', [0; 7]),
];

/// Pixels from one letter to the next, before enlargement.
const ADVANCE: usize = 6;

/// Writes a text with its upper left corner at `(column, row)`, `enlarged` pixels per dot. Letters
/// that there is no glyph for stay blank; what reaches beyond the picture is cut off.
pub fn write(
    image: &mut ColorImage,
    text: &str,
    [column, row]: [usize; 2],
    enlarged: usize,
    color: [u8; 3],
) {
    for (n, letter) in text.chars().enumerate() {
        let glyph = GLYPHS.iter().find(|(c, _)| *c == letter).map_or([0; 7], |(_, rows)| *rows);
        for y in 0..7 * enlarged {
            for x in 0..5 * enlarged {
                let is_set = glyph[y / enlarged] >> (4 - x / enlarged) & 1 == 1;
                let (x, y) = (column + n * ADVANCE * enlarged + x, row + y);
                if is_set && x < image.width && y < image.height {
                    image.pixels[y * image.width + x] = color;
                }
            }
        }
    }
}

/// Fills a rectangle: columns `x`, rows `y`, as far as the picture goes.
pub fn fill(
    image: &mut ColorImage,
    x: std::ops::Range<usize>,
    y: std::ops::Range<usize>,
    color: impl Fn(usize, usize) -> [u8; 3],
) {
    for row in y.start..y.end.min(image.height) {
        for column in x.start..x.end.min(image.width) {
            image.pixels[row * image.width + column] = color(column, row);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_legends_say_has_glyphs() {
        for letter in "0 2 4 6 8 10+ mm removed not measured".chars() {
            assert!(GLYPHS.iter().any(|(c, _)| *c == letter), "{letter}");
        }
    }

    #[test]
    fn letters_beyond_the_edge_are_cut_off() {
        let mut image = ColorImage { width: 8, height: 4, pixels: vec![[255; 3]; 32] };
        write(&mut image, "10", [0, 0], 1, [0; 3]);
        assert_eq!(image.pixels.iter().filter(|p| **p == [0; 3]).count(), 9);
    }
}
