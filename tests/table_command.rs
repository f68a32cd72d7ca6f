//! `countenance table` as a user runs it: files, exit codes, what is told and what is not.

#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

use assert_cmd::Command;
use std::collections::HashMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

/// Values that must not leave the table.
const PLANTED: [&str; 4] = ["Zanzibarian", "777.125", "Quokka-keeper", "1931-07-13"];

/// A table of 60 participants: two shared facts, one who stands out, and planted values.
fn table(folder: &Path) -> PathBuf {
    let mut text =
        String::from("participant_id\tage\tsex\tbirthdate\toccupation\tnationality\tscore\n");
    for n in 0..60 {
        let (age, sex) = (20 + n % 4, if n % 2 == 0 { "F" } else { "M" });
        let row = if n == 7 {
            format!("sub-{n:02}\t83\t{sex}\t1931-07-13\tQuokka-keeper\tZanzibarian\t777.125\n")
        } else {
            format!("sub-{n:02}\t{age}\t{sex}\t1990-01-01\tteacher\tDutch\t{}\n", n % 9)
        };
        text.push_str(&row);
    }
    let data = folder.join("data");
    fs::create_dir_all(&data).unwrap();
    let path = data.join("participants.tsv");
    fs::write(&path, text).unwrap();
    path
}

fn run(file: &Path, out: &Path, more: &[&str]) -> Output {
    let mut command = Command::cargo_bin("countenance").unwrap();
    command.arg("table").arg(file).arg("-o").arg(out).args(more).output().unwrap()
}

type Row = HashMap<String, String>;

fn rows(out: &Path, name: &str) -> Vec<Row> {
    let mut table = csv::Reader::from_path(out.join(format!("{name}.csv"))).unwrap();
    table.deserialize().map(Result::unwrap).collect()
}

/// Every file below a folder, by its path, in order.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let inside = path.strip_prefix(folder).unwrap().to_owned();
                all.push((inside, fs::read(path).unwrap()));
            }
        }
    }
    all.sort();
    all
}

const QI: [&str; 4] = ["--qi", "age,sex", "--population", "NL"];

#[test]
fn who_stands_out_is_told_and_why() {
    let folder = tempfile::tempdir().unwrap();
    let (file, out) = (table(folder.path()), folder.path().join("out"));
    let ended = run(&file, &out, &[&QI[..], &["--explain", "07"]].concat());
    let told = String::from_utf8(ended.stdout).unwrap();
    assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
    assert!(told.contains("1 of 60 participants matches nobody else"), "{told}");
    assert!(told.contains("sub-07: alone with age; sex adds nothing"), "{told}");
    assert!(told.contains("remain pseudonymised personal data"), "{told}");
    let people = rows(&out, "participants_risk");
    assert_eq!(people.len(), 60);
    let seven = &people[7];
    let cells = ["participant_id", "frequency", "risk_known", "alone", "msu_columns", "suda_score"];
    let expected = ["sub-07", "1", "1", "yes", "age", "1"];
    assert_eq!(cells.map(|c| seven[c].as_str()), expected, "{seven:?}");
    // 15 of each age and sex but for the one who is 83 (age 23, M lacks it).
    assert_eq!((people[0]["frequency"].as_str(), people[3]["frequency"].as_str()), ("15", "14"));
    let metrics = rows(&out, "table_metrics");
    let of = |name: &str| metrics.iter().find(|m| m["metric"] == name).unwrap();
    assert_eq!((of("k")["value"].as_str(), of("k")["verdict"].as_str()), ("1", "reported"));
    assert_eq!(of("sample_unique_fraction")["verdict"], "reported");
    assert_ne!(of("highest_population_risk")["verdict"], "reported");
    let classes = rows(&out, "classes");
    assert_eq!(classes.iter().filter(|c| c["small_cell"] == "yes").count(), 1);
    assert_eq!(rows(&out, "msu").len(), 1);
    let html = fs::read_to_string(out.join("table.html")).unwrap();
    for word in ["anonymous", "anonymised", "GDPR-compliant"] {
        assert!(
            !html.to_lowercase().contains(word) && !told.to_lowercase().contains(word),
            "{word}"
        );
    }
    assert!(html.contains("<svg"));
}

#[test]
fn one_participant_is_explained_without_a_report() {
    let folder = tempfile::tempdir().unwrap();
    let file = table(folder.path());
    // One of whom the age is not known, and who could be anybody of the same sex.
    let mut text = fs::read_to_string(&file).unwrap();
    text.push_str("sub-60\tn/a\tF\tn/a\tteacher\tDutch\t1\n");
    fs::write(&file, text).unwrap();
    let before = files(folder.path());
    let ask = |more: &[&str]| {
        let mut command = Command::cargo_bin("countenance").unwrap();
        command.current_dir(folder.path()).arg("table").arg(&file).args(QI).args(more);
        command.output().unwrap()
    };
    let ended = ask(&["--explain", "sub-07", "--explain", "08"]);
    let told = String::from_utf8(ended.stdout).unwrap();
    assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
    assert!(told.starts_with("sub-07: alone with age; sex adds nothing"), "{told}");
    assert!(told.contains("\nsub-08: ") && told.contains("f = 16 of 61"), "{told}");
    assert!(told.contains("shares all 2 facts with 14 others; 1 more could be the same"), "{told}");
    // What is told is what a run with a report tells.
    let with = ask(&["--explain", "sub-07", "--explain", "08", "-o", "out"]);
    assert!(String::from_utf8(with.stdout).unwrap().ends_with(&told));
    fs::remove_dir_all(folder.path().join("out")).unwrap();
    assert_eq!(files(folder.path()), before);
    // Whoever asks for files names a folder.
    for more in [&[][..], &["--explain", "07", "--figures-only"]] {
        let ended = ask(more);
        assert_eq!(ended.status.code(), Some(64));
        assert!(String::from_utf8_lossy(&ended.stderr).contains("--out"));
    }
    assert_eq!(files(folder.path()), before);
}

#[test]
fn every_column_is_described() {
    let folder = tempfile::tempdir().unwrap();
    let (file, out) = (table(folder.path()), folder.path().join("out"));
    assert_eq!(run(&file, &out, &[&QI[..], &["--show-values"]].concat()).status.code(), Some(0));
    let tables = files(&out).into_iter().filter(|f| f.0.extension().is_some_and(|e| e == "csv"));
    let mut seen = 0;
    for (path, bytes) in tables {
        let name = path.with_extension("json");
        let text = fs::read(out.join(name)).unwrap();
        let dictionary: serde_json::Value = serde_json::from_slice(&text).unwrap();
        let mut csv = csv::Reader::from_reader(bytes.as_slice());
        for column in csv.headers().unwrap() {
            assert!(dictionary[column]["Description"].is_string(), "{}: {column}", path.display());
            seen += 1;
        }
        assert_eq!(dictionary.as_object().unwrap().len(), csv.headers().unwrap().len());
        assert!(csv.records().all(|row| row.is_ok()), "{}", path.display());
    }
    assert!(seen > 50, "{seen}");
}

#[test]
fn no_value_of_the_table_leaves_it_unless_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let (file, out) = (table(folder.path()), folder.path().join("out"));
    let all = ["--qi", "age,sex,birthdate,occupation,nationality", "--sensitive", "score"];
    let asked = [&all[..], &["--population", "NL", "--explain", "sub-07"]].concat();
    let ended = run(&file, &out, &asked);
    assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
    let leaks = |text: &[u8]| {
        let text = String::from_utf8_lossy(text).into_owned();
        PLANTED.iter().copied().find(|value| text.contains(value))
    };
    for (path, bytes) in files(&out) {
        assert_eq!(leaks(&bytes), None, "{}", path.display());
    }
    assert_eq!(leaks(&ended.stdout), None);
    assert_eq!(leaks(&ended.stderr), None);
    let ended = run(&file, &out, &[&asked[..], &["--show-values"]].concat());
    assert!(leaks(&ended.stdout).is_some(), "the explanation shows what was asked for");
    let shown: Vec<PathBuf> =
        files(&out).into_iter().filter(|f| leaks(&f.1).is_some()).map(|f| f.0).collect();
    assert_eq!(shown, [PathBuf::from("classes_do_not_share.csv")]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(out.join(&shown[0])).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn the_same_bytes_for_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let file = table(folder.path());
    let of = |threads: &str| {
        let out = folder.path().join(threads);
        let ended = run(&file, &out, &[&QI[..], &["--threads", threads]].concat());
        assert_eq!(ended.status.code(), Some(0));
        files(&out)
    };
    let (one, four) = (of("1"), of("4"));
    assert_eq!(one.len(), four.len());
    for (a, b) in one.iter().zip(&four) {
        assert!(a == b, "{}", a.0.display());
    }
}

#[test]
fn a_plan_that_is_applied_reaches_its_k() {
    let folder = tempfile::tempdir().unwrap();
    let (file, first) = (table(folder.path()), folder.path().join("first"));
    let drop = [&QI[..], &["--missing", "drop"]].concat();
    assert_eq!(run(&file, &first, &drop).status.code(), Some(0));
    let plan = first.join("plan.toml");
    let second = folder.path().join("second");
    let apply = [&drop[..], &["--apply", plan.to_str().unwrap()]].concat();
    assert_eq!(run(&file, &second, &apply).status.code(), Some(0));
    let applied = second.join("participants.tsv");
    let text = fs::read_to_string(&applied).unwrap();
    assert_eq!(text.lines().count(), 61);
    assert!(text.contains("sub-07\tn/a\tn/a\t"), "who is alone was emptied: {text}");
    assert!(text.contains("\tteacher\tDutch\t"), "other columns stay");
    let third = folder.path().join("third");
    assert_eq!(run(&applied, &third, &drop).status.code(), Some(0));
    let metrics = rows(&third, "table_metrics");
    let k: f64 = metrics.iter().find(|m| m["metric"] == "k").unwrap()["value"].parse().unwrap();
    let plan: toml::Table = fs::read_to_string(plan).unwrap().parse().unwrap();
    let wanted = plan["goal"]["smallest_class"].as_integer().unwrap() as f64;
    assert!(wanted >= 2.0 && k >= wanted, "{k} of {wanted}");
    // The input is as it was.
    assert!(fs::read_to_string(&file).unwrap().contains("Quokka-keeper"));
}

#[test]
fn weights_households_and_a_population_table_join_in() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir_all(&data).unwrap();
    let mut text = String::from("participant_id,age,sex,w,family\n");
    for n in 0..30 {
        let sex = if n % 3 == 0 { "F" } else { "M" };
        writeln!(text, "sub-{n},{},{sex},{},fam{}", 30 + n % 5, 10 + n, n / 2).unwrap();
    }
    let file = data.join("p.csv");
    fs::write(&file, text).unwrap();
    let mut register = String::from("age,sex,count\n");
    for age in 30..35 {
        writeln!(register, "{age},F,40\n{age},M,50").unwrap();
    }
    fs::write(data.join("register.csv"), register).unwrap();
    let out = folder.path().join("out");
    let columns = ["--qi", "age,sex", "--weights", "w", "--household", "family"];
    assert_eq!(run(&file, &out, &columns).status.code(), Some(0));
    let people = rows(&out, "participants_risk");
    let number = |row: &Row, column: &str| row[column].parse::<f64>().unwrap();
    for row in &people {
        let (f, own) = (number(row, "frequency"), number(row, "risk_individual"));
        assert!(own > 0.0 && own < 1.0 / f, "{row:?}");
        assert!(number(row, "risk_household") >= own, "{row:?}");
    }
    let out = folder.path().join("register");
    let path = data.join("register.csv");
    let external = ["--qi", "age,sex", "--population-table", path.to_str().unwrap()];
    assert_eq!(run(&file, &out, &external).status.code(), Some(0));
    let metrics = rows(&out, "table_metrics");
    let of = |name: &str| metrics.iter().find(|m| m["metric"] == name).unwrap();
    assert_eq!(of("k_map")["value"], "40");
    assert_eq!(of("journalist_highest")["value"], "0.025");
    assert_eq!(of("highest_population_risk")["verdict"], "within");
    let wrong = run(&file, &out, &["--qi", "age,sex", "--weights", "family"]);
    assert_eq!(wrong.status.code(), Some(65));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("family"));
}

#[test]
fn tables_that_cannot_be_used_end_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir_all(data.join("folder.tsv")).unwrap();
    let case = |name: &str, bytes: &[u8], code: i32, words: &str| {
        let file = data.join(name);
        if !bytes.is_empty() || name == "empty.tsv" {
            fs::write(&file, bytes).unwrap();
        }
        let ended = run(&file, &folder.path().join("out"), &["--population", "1000000"]);
        let told = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert_eq!(ended.status.code(), Some(code), "{name}: {told}");
        assert!(told.contains(words), "{name}: {told}");
        assert!(!told.contains("panicked"), "{name}: {told}");
    };
    case("empty.tsv", b"", 65, "empty.tsv: is empty");
    case("header.tsv", b"participant_id\tage\n", 65, "no records");
    case("nul.tsv", b"participant_id\tage\nsub-1\t3\x0001\n", 65, "line 2");
    case("ragged.tsv", b"participant_id\tage\tsex\nsub-1\t31\n", 65, "line 2: 2 cells");
    case("folder.tsv", b"", 65, "is a folder");
    case("absent.tsv", b"", 66, "absent.tsv");
    case("one.tsv", b"participant_id\tage\tsex\nsub-1\t31\tF\n", 0, "");
    case("missing.tsv", b"participant_id\tage\nsub-1\tn/a\nsub-2\tn/a\n", 0, "");
    case("latin.tsv", b"participant_id\tage\tsex\nsub-1\t31\tF\xe9\nsub-2\t33\tM\n", 0, "");
    case("facts.csv", b"x\n1\n2\n", 0, "");
    let wide = |cell: &dyn Fn(usize) -> String| {
        let row = (0..10_000).map(cell).collect::<Vec<_>>().join("\t");
        format!("participant_id\t{row}\n")
    };
    let facts = wide(&|n| (n % 7).to_string()).replace("participant_id", "sub-1");
    let wide = [wide(&|n| format!("age{n}")), facts.clone(), facts.replace("sub-1", "sub-2")];
    case("wide.tsv", wide.concat().as_bytes(), 0, "");
    case("line.tsv", &vec![b'x'; 100 << 20], 65, "line 1: is longer than");
    case("blank.tsv", b"participant_id\tage\tage\n\nsub-1\t1e400\tNaN\nsub-2\t-5\t\n", 0, "");
}

#[test]
fn nothing_is_written_into_the_dataset_of_a_table() {
    let folder = tempfile::tempdir().unwrap();
    let file = table(folder.path());
    let data = file.parent().unwrap();
    fs::write(data.join("dataset_description.json"), "{}").unwrap();
    let phenotype = data.join("phenotype");
    fs::create_dir(&phenotype).unwrap();
    fs::copy(&file, phenotype.join("facts.tsv")).unwrap();
    let before = files(data);
    let refused = |file: &Path, out: &Path| {
        let ended = run(file, out, &QI);
        let told = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert_eq!(ended.status.code(), Some(64), "{}: {told}", out.display());
        assert!(told.contains("nothing is written there"), "{told}");
    };
    for out in [data.join("out"), data.join("derivatives/risk"), data.to_owned()] {
        refused(&file, &out);
        refused(&phenotype.join("facts.tsv"), &out);
    }
    assert!(files(data) == before && !data.join("out").exists());
    assert_eq!(run(&file, &folder.path().join("out"), &QI).status.code(), Some(0));
}

#[test]
fn a_loose_table_may_lie_above_its_report_but_not_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = table(folder.path()).parent().unwrap().to_owned();
    let here = |out: &str| {
        let mut command = Command::cargo_bin("countenance").unwrap();
        command.current_dir(&data).args(["table", "participants.tsv", "-o", out]).args(QI);
        command.output().unwrap()
    };
    let before = files(&data);
    assert_eq!(here(".").status.code(), Some(64));
    assert!(files(&data) == before);
    let ended = here("out");
    assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
    assert!(data.join("out/table.html").is_file());
}

#[test]
fn slips_of_the_pen_are_named_and_nothing_is_written_beside_the_table() {
    let folder = tempfile::tempdir().unwrap();
    let (file, out) = (table(folder.path()), folder.path().join("out"));
    let case = |more: &[&str], code: i32, word: &str| {
        let ended = run(&file, &out, more);
        let told = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert_eq!(ended.status.code(), Some(code), "{more:?}: {told}");
        assert!(told.contains(word), "{more:?}: {told}");
    };
    case(&["--qi", "agee"], 64, "agee");
    case(&["--explain", "sub-99"], 64, "sub-99");
    case(&["--population", "Atlantis"], 64, "Atlantis");
    case(&["--metrics", "sudoku"], 64, "sudoku");
    case(&["--suppression", "1.5"], 64, "1.5");
    case(&["--apply", "/nowhere/plan.toml"], 66, "plan.toml");
    case(&["--roles", "/nowhere/roles.csv"], 66, "roles.csv");
    assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 1);
}

/// Three women of each of four ages.
fn by_decade(folder: &Path) -> PathBuf {
    let mut text = String::from("participant_id\tage\tsex\tshoe\n");
    for n in 0..12 {
        writeln!(text, "sub-{n:02}\t{}\tF\t{}", [20, 21, 30, 31][n % 4], 36 + n % 2).unwrap();
    }
    let path = folder.join("p.tsv");
    fs::write(&path, text).unwrap();
    path
}

#[test]
fn a_hierarchy_of_the_users_own_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let file = by_decade(folder.path());
    let own = folder.path().join("hierarchies");
    fs::create_dir(&own).unwrap();
    fs::write(own.join("age.csv"), "20;tens of two\n21;tens of two\n30;three\n31;three\n").unwrap();
    let (first, second) = (folder.path().join("first"), folder.path().join("second"));
    let told = ["--qi", "age", "--hierarchies", own.to_str().unwrap()];
    let ended = run(&file, &first, &told);
    assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
    let plan = first.join("plan.toml");
    let apply = [&told[..], &["--apply", plan.to_str().unwrap()]].concat();
    assert_eq!(run(&file, &second, &apply).status.code(), Some(0));
    let applied = fs::read_to_string(second.join("p.tsv")).unwrap();
    assert_eq!(applied.matches("\ttens of two\tF\t").count(), 6, "{applied}");
    assert_eq!(applied.matches("\tthree\tF\t").count(), 6, "{applied}");
    // A value without a row, and a row without a level.
    for (text, word) in [("20;a\n21;a\n30;b\n", "31"), ("20;a\n21\n", "age.csv")] {
        fs::write(own.join("age.csv"), text).unwrap();
        let ended = run(&file, &first, &told);
        let told = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert_eq!(ended.status.code(), Some(65), "{text:?}: {told}");
        assert!(told.contains(word), "{text:?}: {told}");
    }
}

#[test]
fn a_file_of_roles_is_followed_and_the_command_line_comes_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let (file, out) = (by_decade(folder.path()), folder.path().join("out"));
    let roles = folder.path().join("roles.csv");
    let path = roles.to_str().unwrap().to_owned();
    let column = |name: &str| {
        let report: serde_json::Value =
            serde_json::from_slice(&fs::read(out.join("table.json")).unwrap()).unwrap();
        let columns = report["columns"].as_array().unwrap().clone();
        let found = columns.iter().find(|c| c["name"] == name).unwrap()["role"].clone();
        found.as_str().unwrap().to_owned()
    };
    // As the report writes it, with a blank.
    fs::write(&roles, "column,role\nage,other\nshoe, quasi-identifier\nsex,sensitive\n").unwrap();
    assert_eq!(run(&file, &out, &["--roles", &path]).status.code(), Some(0));
    assert_eq!(
        ["age", "shoe", "sex"].map(column),
        ["other", "quasi-identifier", "sensitive"].map(str::to_owned)
    );
    let more = ["--roles", &path, "--qi", "age"];
    assert_eq!(run(&file, &out, &more).status.code(), Some(0));
    assert_eq!(
        ["age", "shoe", "sex"].map(column),
        ["quasi-identifier", "other", "sensitive"].map(str::to_owned)
    );
    for (text, word) in
        [("column,role\nage,secret\n", "secret"), ("column,role\nhat,other\n", "hat")]
    {
        fs::write(&roles, text).unwrap();
        let ended = run(&file, &out, &["--roles", &path]);
        let told = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert_eq!(ended.status.code(), Some(64), "{told}");
        assert!(told.contains(word), "{told}");
    }
}

#[test]
fn a_plan_may_empty_single_cells() {
    let folder = tempfile::tempdir().unwrap();
    let (file, first) = (table(folder.path()), folder.path().join("first"));
    let asked = [&QI[..], &["--suppress", "cells", "--missing", "category"]].concat();
    assert_eq!(run(&file, &first, &asked).status.code(), Some(0));
    let metrics = rows(&first, "table_metrics");
    let share = &metrics.iter().find(|m| m["metric"] == "plan_cells").unwrap()["value"];
    let plan = first.join("plan.toml");
    let second = folder.path().join("second");
    let apply = [&asked[..], &["--apply", plan.to_str().unwrap()]].concat();
    assert_eq!(run(&file, &second, &apply).status.code(), Some(0));
    let applied = fs::read_to_string(second.join("participants.tsv")).unwrap();
    let emptied = applied.lines().skip(1).flat_map(|line| line.split('\t').skip(1).take(2));
    let emptied = emptied.filter(|cell| *cell == "n/a").count();
    assert!(emptied > 0, "{applied}");
    assert!((share.parse::<f64>().unwrap() - emptied as f64 / 120.0).abs() < 1e-5, "{share}");
}

#[test]
fn figures_alone_are_the_same_without_the_tables_of_participants() {
    let folder = tempfile::tempdir().unwrap();
    let (file, all, few) =
        (table(folder.path()), folder.path().join("all"), folder.path().join("few"));
    let classes = [&QI[..], &["--metrics", "classes"]].concat();
    assert_eq!(run(&file, &all, &classes).status.code(), Some(0));
    let ended = run(&file, &few, &[&classes[..], &["--figures-only"]].concat());
    assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
    assert!(all.join("participants_risk.csv").is_file());
    for name in ["participants_risk.csv", "msu.csv", "classes.csv"] {
        assert!(!few.join(name).exists(), "{name}");
    }
    for name in ["table_metrics.csv", "figures/class_sizes.svg", "figures/risk_known.svg"] {
        assert!(fs::read(all.join(name)).unwrap() == fs::read(few.join(name)).unwrap(), "{name}");
    }
    // Columns that groups do not need are not read, and that is said.
    let report = fs::read_to_string(few.join("table.json")).unwrap();
    assert!(report.contains("4 columns were not looked at") && !report.contains("nationality"));
    let ended = run(&file, &few, &["--qi", "agee", "--metrics", "classes"]);
    assert_eq!(ended.status.code(), Some(64));
}

#[test]
fn a_population_table_that_does_not_describe_the_participants_lowers_no_risk() {
    let folder = tempfile::tempdir().unwrap();
    let (file, out) = (table(folder.path()), folder.path().join("out"));
    let path = folder.path().join("population.csv");
    // Counts without the ages; counts without most of the participants' ages.
    let lacking = "sex,count\nF,9000000\nM,8900000\n";
    let of_others = "age,sex,count\n83,M,40000\n83,F,50000\n";
    for (counts, why) in
        [(lacking, "does not count age"), (of_others, "the population table lacks")]
    {
        fs::write(&path, counts).unwrap();
        let external = ["--qi", "age,sex", "--population-table", path.to_str().unwrap()];
        let ended = run(&file, &out, &external);
        assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
        let report: serde_json::Value =
            serde_json::from_slice(&fs::read(out.join("table.json")).unwrap()).unwrap();
        let missed = report["not_assessed"].to_string();
        assert!(missed.contains(why), "{missed}");
        let metrics = rows(&out, "table_metrics");
        let of = |name: &str| metrics.iter().find(|m| m["metric"] == name).unwrap();
        assert_eq!(of("highest_population_risk")["high"], "1", "{counts}");
        assert!(metrics.iter().all(|m| m["metric"] != "journalist_highest"), "{counts}");
        let told = rows(&out, "participants_risk");
        let told = told.iter().filter(|p| p["risk_population"] != "n/a").count();
        assert_eq!(told, usize::from(counts == of_others), "{counts}");
    }
}

#[test]
fn numbers_may_be_measured_in_bins() {
    let folder = tempfile::tempdir().unwrap();
    let (file, out) = (table(folder.path()), folder.path().join("out"));
    assert_eq!(run(&file, &out, &["--qi", "age", "--bin", "age=70"]).status.code(), Some(0));
    let metrics = rows(&out, "table_metrics");
    let of = |name: &str| metrics.iter().find(|m| m["metric"] == name).unwrap()["value"].clone();
    // 59 are in their twenties, one is 83.
    assert_eq!((of("classes").as_str(), of("sample_uniques").as_str()), ("2", "1"));
    assert!(rows(&out, "plan").is_empty());
    let refused = |bins: &str, code| {
        let ended = run(&file, &out, &["--qi", "age", "--bin", bins]);
        assert_eq!(ended.status.code(), Some(code), "{bins}");
    };
    refused("age=0", 64);
    refused("agee=5", 64);
    refused("sex=5", 64);
    let weighed = run(&file, &out, &["--qi", "age", "--alpha", "1.5"]);
    assert!(String::from_utf8_lossy(&weighed.stderr).contains("alpha = 1.5"));
}
