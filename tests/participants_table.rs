//! Tables of participants as they really are, and as they should not be.

#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;

use countenance::disclosure::read::{ParticipantsTable, ReadOptions, read};
use tempfile::TempDir;

struct File {
    folder: TempDir,
    path: PathBuf,
}

fn file(name: &str, bytes: impl AsRef<[u8]>) -> File {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    File { folder, path }
}

fn table(name: &str, bytes: impl AsRef<[u8]>) -> ParticipantsTable {
    read(&file(name, bytes).path, &ReadOptions::default()).unwrap()
}

fn error(bytes: impl AsRef<[u8]>) -> String {
    read(&file("p.tsv", bytes).path, &ReadOptions::default()).unwrap_err().to_string()
}

/// Values of a column, an empty text for a missing one.
fn column(found: &ParticipantsTable, name: &str) -> Vec<String> {
    let column = found.table.column(found.table.position(name).unwrap());
    (0..found.table.rows()).map(|row| column.value(row).unwrap_or_default().to_owned()).collect()
}

fn notes(found: &ParticipantsTable) -> String {
    found.notes.iter().fold(String::new(), |mut all, note| {
        writeln!(all, "{}: {}", note.column.as_deref().unwrap_or("-"), note.text).unwrap();
        all
    })
}

#[test]
fn marks_line_ends_blanks_and_repeated_names_are_put_right() {
    let text = "\u{feff}participant_id\t sex\tage \tage\r\nsub-1\t F\t30 \t31\r\n\r\nsub-2\tM\t\t9";
    let found = table("p.tsv", text);
    assert_eq!(found.persons.column.as_deref(), Some("participant_id"));
    assert_eq!(found.persons.names.iter().collect::<Vec<_>>(), ["sub-1", "sub-2"]);
    assert_eq!(column(&found, "sex"), ["F", "M"]);
    assert_eq!(column(&found, "age"), ["30", ""]);
    assert_eq!(column(&found, "age (2)"), ["31", "9"]);
    assert!(notes(&found).contains("sex: blanks") && notes(&found).contains("2. column"));
}

#[test]
fn codes_of_missing_values_are_counted_unless_the_json_declares_them() {
    let given = file("p.tsv", "id\tsite\tscore\na\tNone\tn/a\nb\tNone\tn/a\nc\tNA\t-\nd\tx\tNaN\n");
    let json = r#"{"site": {"Levels": {"None": "no site", "x": "a site"}}}"#;
    std::fs::write(given.folder.path().join("p.json"), json).unwrap();
    let found = read(&given.path, &ReadOptions::default()).unwrap();
    assert_eq!(column(&found, "site"), ["None", "None", "", "x"]);
    assert_eq!(column(&found, "score"), ["", "", "", ""]);
    let count = |code: &str| found.file.missing_codes.iter().find(|c| c.0 == code).map(|c| c.1);
    assert_eq!((count("n/a"), count("NA"), count("None")), (Some(2), Some(1), None));
    assert_eq!(found.sidecar.of("site").unwrap().levels.len(), 2);
}

#[test]
fn a_broken_json_is_a_note() {
    let given = file("p.tsv", "id\tsex\na\tF\n");
    std::fs::write(given.folder.path().join("p.json"), "{\"sex\": ").unwrap();
    let found = read(&given.path, &ReadOptions::default()).unwrap();
    assert!(notes(&found).contains("p.json: cannot be used"), "{}", notes(&found));
}

#[test]
fn separators_are_found_and_quotes_taken_off() {
    let found = table("p.csv", "id;size\na;1,5\nb;2,5\n");
    assert_eq!(
        (found.file.separator, column(&found, "size")),
        (';', vec!["1,5".into(), "2,5".into()])
    );
    let found = table("p.csv", "id,\"a, b\"\nx,\"say \"\"hi\"\"\nthere\"\ny, \"2\" \nz,5\" disk\n");
    assert_eq!(column(&found, "a, b"), ["say \"hi\"\nthere", "2", "5\" disk"]);
    let found = table("p.tsv", "id\tnote\nx\t\"quoted\"\ny\t\"open\nz\t5\" disk\n");
    assert_eq!(column(&found, "note"), ["quoted", "\"open", "5\" disk"]);
}

#[test]
fn gzip_is_told_by_content() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(b"id\tsex\na\tF\n").unwrap();
    let bytes = gzip.finish().unwrap();
    let found = table("p.tsv", &bytes);
    assert!(found.file.compressed && column(&found, "sex") == ["F"]);
    assert!(error(&bytes[..bytes.len() - 9]).contains("p.tsv: "));
}

#[test]
fn rows_of_one_person_are_one_record() {
    let text = "participant_id\tsession\tsex\tage\nb\t1\tF\t30\na\t1\tM\t50\nb\t2\tn/a\t31\n";
    let found = table("p.tsv", text);
    assert_eq!((found.persons.rows, found.persons.records), (3, 2));
    assert_eq!(column(&found, "sex"), ["F", "M"]);
    assert_eq!(column(&found, "age"), ["30", "50"]);
    let differing: Vec<_> =
        found.persons.differing.iter().map(|d| (&*d.column, d.persons)).collect();
    assert_eq!(differing, [("session", 1), ("age", 1)]);
    assert!(notes(&found).contains("3 rows of 2 persons"));
    let found = table("p.tsv", "sex\tage\nF\t3\nF\t3\n");
    assert!(found.table.rows() == 2 && notes(&found).contains("each row was taken for a person"));
}

#[test]
fn ragged_rows_name_line_and_column() {
    let short = error("id\tsex\tage\na\tF\t3\n\nb\tF\n");
    assert!(
        short.contains("line 4: 2 cells, but 3 columns") && short.contains("column age"),
        "{short}"
    );
    let long = error("id\tsex\na\tF\nb\tF\t\t1\n");
    assert!(long.contains("line 3: 4 cells") && long.contains("after column sex"), "{long}");
    let late = "id,sex\n\"a\nb\",F\n".to_owned() + &"x,y\n".repeat(2_000_000) + "z\n";
    let late = error(late);
    assert!(late.contains("line 2000004: 1 cells"), "{late}");
}

#[test]
fn what_is_no_table_is_a_clear_error() {
    assert!(error("").contains("is empty"));
    assert!(error("\n\n").contains("is empty"));
    assert!(error("id\tsex\n").contains("no records"));
    assert!(error("id\tsex").contains("no records"));
    assert!(error(b"id\tsex\na\tF\nb\0\tM\n").contains("line 3: has a zero byte"));
    assert!(error(b"i\0d\tsex\na\tF\n").contains("line 1: has a zero byte"));
    assert!(error(b"\xff\xfei\0d\0").contains("UTF-16"));
    assert!(error("id,a\nx,\"open\ny,1\n").contains("line 2: a quoted cell"));
    let long = vec![b'x'; 100 << 20];
    assert!(error(&long).contains("line 1: is longer than"));
    let late = [b"id\tsex\na\tF\n".as_slice(), &long].concat();
    assert!(error(&late).contains("line 3: is longer than"));
    let folder = tempfile::tempdir().unwrap();
    let read =
        |path: &std::path::Path| read(path, &ReadOptions::default()).unwrap_err().to_string();
    assert!(read(folder.path()).contains("is a folder"));
    assert!(read(&folder.path().join("nothing.tsv")).contains("nothing.tsv: "));
}

#[test]
fn a_small_file_that_unpacks_without_end_is_refused() {
    let packed = |row: &[u8], rows: usize| {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(b"id\tsex\n").unwrap();
        (0..rows).for_each(|_| gzip.write_all(row).unwrap());
        gzip.finish().unwrap()
    };
    // 80 MB of one row, and of one line.
    let told = error(packed(&b"x\tF\n".repeat(20_000), 1000));
    assert!(told.contains("unpacks to more than 200 times its size"), "{told}");
    let told = error(packed(&vec![b'x'; 80_000], 1000));
    assert!(told.contains("line 2: is longer than"), "{told}");
    // A table of constant columns is one.
    let found = table("p.tsv", packed(b"x\tF\n", 100_000));
    assert_eq!((found.persons.rows, found.persons.records), (100_000, 1));
}

#[test]
fn small_and_wide_tables_are_read() {
    let one = table("p.tsv", "id\tsex\na\tF");
    assert_eq!((one.table.rows(), column(&one, "sex")), (1, vec!["F".to_owned()]));
    let missing = table("p.tsv", "id\tsex\na\tn/a\nb\t\n");
    assert_eq!(missing.table.column(0).missing(), 2);
    let names: Vec<String> = (0..10_000).map(|n| format!("c{n}")).collect();
    let wide = names.join("\t") + "\n" + &vec!["1"; 10_000].join("\t") + "\n";
    assert_eq!(table("p.tsv", wide).table.columns().len(), 10_000);
    let only = ReadOptions { columns: Some(vec!["age".to_owned()]), ..ReadOptions::default() };
    let given = file("p.tsv", "age\tsex\tid\n3\tF\ta\n");
    let found = read(&given.path, &only).unwrap();
    assert_eq!((found.table.columns().len(), found.persons.names.get(0)), (1, Some("a")));
}

#[test]
fn latin_1_is_read_with_a_note() {
    let found = table("p.tsv", b"id\tcity\na\tAmsterdam\nb\tM\xfcnchen\n");
    assert_eq!(column(&found, "city"), ["Amsterdam", "München"]);
    assert_eq!(found.file.encoding, "Latin-1");
    assert!(notes(&found).contains("line 3: is no UTF-8"), "{}", notes(&found));
}

#[test]
fn a_large_table_is_the_same_for_any_number_of_threads() {
    let mut text = "id,site,note,code\n".to_owned();
    for row in 0..300_000u64 {
        let value = row.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
        let note = if row % 1000 == 7 { "\"two\nlines, one cell\"" } else { "n/a" };
        writeln!(text, "s{row},{},{note},{value}", value % 7).unwrap();
    }
    let given = file("p.csv", &text);
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| read(&given.path, &ReadOptions::default()).unwrap())
    };
    let (one, three) = (with(1), with(3));
    assert_eq!(one, three);
    let mut rows = csv::Reader::from_path(&given.path).unwrap();
    for (row, record) in rows.records().map(Result::unwrap).enumerate() {
        for (at, column) in one.table.columns().iter().enumerate() {
            let expected = Some(&record[at + 1]).filter(|cell| *cell != "n/a");
            assert_eq!(column.value(row), expected);
        }
    }
}
