use std::{
    fs, io,
    path::PathBuf,
    sync::atomic::{AtomicUsize, Ordering},
};

use serde_json::{Value, json};

use super::{Input, InputError, LONGEST, Position, Row};
use crate::arguments::Format;

/// A file that is gone with its test.
struct TestFile(PathBuf);

impl TestFile {
    fn of(content: impl AsRef<[u8]>) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("latchkey-input-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::write(&path, content).unwrap();
        Self(path)
    }

    fn open(&self, format: Format, from: Position) -> Result<Input, InputError> {
        Input::of(super::open(&self.0)?, format, from)
    }

    fn rows(&self, format: Format) -> Vec<Row> {
        let mut input = self.open(format, Position::default()).unwrap();
        std::iter::from_fn(|| input.next().unwrap()).collect()
    }
}

impl Drop for TestFile {
    fn drop(&mut self) {
        let _gone = fs::remove_file(&self.0);
    }
}

fn rows(format: Format, content: impl AsRef<[u8]>) -> Vec<Row> {
    TestFile::of(content).rows(format)
}

/// What each row says, with its line; none for those that say nothing.
fn told(format: Format, content: impl AsRef<[u8]>) -> Vec<(u64, Option<Value>)> {
    rows(format, content).into_iter().map(|row| (row.line, row.customer.ok())).collect()
}

fn fault(row: &Row) -> &str {
    row.customer.as_ref().unwrap_err()
}

#[test]
fn each_line_of_ndjson_is_a_row() {
    let content = "{\"a\":1}\n\n  \r\n{\"b\":\"é\"}\r\n{\"c\":null}";
    let expected = vec![
        (1, Some(json!({ "a": 1 }))),
        (4, Some(json!({ "b": "é" }))),
        (5, Some(json!({ "c": null }))),
    ];
    assert_eq!(told(Format::Ndjson, content), expected);
    assert_eq!(told(Format::Ndjson, format!("\u{feff}{content}")), expected, "with a mark");
    assert_eq!(told(Format::Ndjson, ""), vec![]);
    assert_eq!(told(Format::Ndjson, "\n\n"), vec![]);
}

#[test]
fn a_line_that_is_no_object_says_why_and_stays_as_it_is() {
    let deep = format!("{{\"a\":{}1{}}}", "[".repeat(100), "]".repeat(100));
    let endless = format!("{{\"a\":{}1{}}}", "[".repeat(1000), "]".repeat(1000));
    let lines = [
        b"{\"a\":\r\n[1]\n\"x\"\n".as_slice(),
        b"{\"a\":\"\xff\"}\n",
        deep.as_bytes(),
        b"\nnonsense\n {\n{\"a\":\"\\ud800\"}\n",
        "{\"a\":\"éü\",\"b\":x}\n{\"a\":\"b\n".as_bytes(),
        endless.as_bytes(),
    ];
    let rows = rows(Format::Ndjson, lines.concat());
    let told: Vec<_> = rows.iter().map(|row| (row.line, fault(row))).collect();
    let expected = [
        (1, "The line ends before its JSON does."),
        (2, "This must be a JSON object."),
        (3, "This must be a JSON object."),
        (4, "This is not UTF-8."),
        (5, "This is nested too deeply."),
        (6, "This cannot be read as JSON from character 2 on."),
        (7, "The file needs one JSON object on each line, and this is a part of one."),
        (8, "This cannot be read as JSON from character 13 on."),
        (9, "This cannot be read as JSON from character 15 on."),
        (10, "The line ends before its JSON does."),
        (11, "This is nested too deeply."),
    ];
    assert_eq!(told, expected);
    assert_eq!(rows[1].text, "[1]");
    assert_eq!(rows[3].text, "{\"a\":\"\u{fffd}\"}");
}

#[test]
fn json_that_is_not_on_lines_says_so() {
    for content in ["[{\"a\":1}]", "\u{feff}\n [\n", "{\n  \"a\": 1\n}\n", "\r\n{\r\n"] {
        let error = TestFile::of(content).open(Format::Ndjson, Position::default()).err();
        assert!(matches!(error, Some(InputError::NotByLine)), "{content:?}: {error:?}");
    }
}

#[test]
fn a_file_that_was_begun_is_read_on_whatever_its_first_line_is() {
    let file = TestFile::of("[{\"a\":1}]\n{\"a\":2}\n");
    let mut input = file.open(Format::Ndjson, Position { bytes: 10, lines: 1 }).unwrap();
    let row = input.next().unwrap().unwrap();
    assert_eq!((row.line, row.customer), (2, Ok(json!({ "a": 2 }))));
}

#[test]
fn a_line_that_is_too_long_is_not_held_and_holds_up_no_other() {
    let content = format!("{{}}\n{{\"a\":\"{}\"}}\n{{}}\n", "x".repeat(LONGEST));
    let rows = rows(Format::Ndjson, content);
    assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(fault(&rows[1]), "This is longer than 2 MB.");
    assert_eq!(rows[1].text.len(), 1000);
    assert!(rows[2].customer.is_ok());

    let last = "x".repeat(LONGEST + 1);
    assert_eq!(fault(&TestFile::of(last).rows(Format::Ndjson)[0]), "This is longer than 2 MB.");
    let longest = format!("{{\"a\":\"{}\"}}\n", "x".repeat(LONGEST - 9));
    assert_eq!(longest.len(), LONGEST);
    assert!(TestFile::of(longest).rows(Format::Ndjson)[0].customer.is_ok());
}

#[test]
fn the_columns_of_csv_are_fields_and_metadata() {
    let content = "external_id,email,name,type,created_at,metadata.plan,metadata.a b,shoe size\r\n\
                   1,a@example.com,\"Lovelace, \"\"Ada\"\"\",individual,2020-01-01T00:00:00Z,pro,\"x\ny\",42\r\n\
                   \r\n\
                   2,,,,,,,\r\n\
                   3,,,,,,,";
    let file = TestFile::of(content);
    let ada = json!({
        "external_id": "1", "email": "a@example.com", "name": "Lovelace, \"Ada\"",
        "type": "individual", "created_at": "2020-01-01T00:00:00Z",
        "metadata": { "plan": "pro", "a b": "x\ny" },
    });
    let rows = file.rows(Format::Csv);
    let told: Vec<_> = rows.iter().map(|row| (row.line, row.customer.clone().ok())).collect();
    let expected = [
        (2, Some(ada)),
        (5, Some(json!({ "external_id": "2" }))),
        (6, Some(json!({ "external_id": "3" }))),
    ];
    assert_eq!(told, expected);
    assert!(rows[0].text.starts_with("1,a@example.com") && rows[0].text.ends_with("y\",42"));
    let input = file.open(Format::Csv, Position::default()).unwrap();
    assert_eq!(input.ignored(), ["shoe size"]);
}

#[test]
fn columns_are_known_in_capitals_too() {
    let content = "External_ID,Email,METADATA.Plan,metadata.plan,Größe\n1,a@example.com,A,b,42\n";
    let file = TestFile::of(content);
    let customer = json!({ "external_id": "1", "email": "a@example.com",
                           "metadata": { "Plan": "A", "plan": "b" } });
    assert_eq!(file.rows(Format::Csv)[0].customer, Ok(customer));
    assert_eq!(file.open(Format::Csv, Position::default()).unwrap().ignored(), ["Größe"]);
    let twice = TestFile::of("external_id,email,Email\n").open(Format::Csv, Position::default());
    assert!(matches!(twice.err(), Some(InputError::ColumnTwice(name)) if name == "email"));
}

#[test]
fn a_csv_file_may_have_a_mark_and_lack_its_last_line_end() {
    for end in ["", "\n", "\r\n", "\n\n"] {
        let content = format!("\u{feff}external_id\n1{end}");
        assert_eq!(
            told(Format::Csv, content),
            [(2, Some(json!({ "external_id": "1" })))],
            "{end:?}"
        );
    }
    assert_eq!(
        told(Format::Csv, "\n external_id \n\n1"),
        [(4, Some(json!({ "external_id": "1" })))]
    );
}

#[test]
fn a_carriage_return_alone_ends_a_line_where_it_ends_the_first() {
    let csv = "\u{feff}external_id,\"metadata.a\nb\"\rm1,\"x\ry\nz\"\r\rm2\r";
    let rows = rows(Format::Csv, csv);
    let lines: Vec<_> =
        rows.iter().map(|row| (row.line, &*row.text, row.customer.is_ok())).collect();
    assert_eq!(lines, [(2, "m1,\"x\ry\nz\"", true), (5, "m2", false)]);
    let first = json!({ "external_id": "m1", "metadata": { "a\nb": "x\ry\nz" } });
    assert_eq!(rows[0].customer, Ok(first));

    let person = |line, name| (line, Some(json!({ "external_id": name })));
    let two = [person(2, "m1"), person(3, "m2")];
    for end in ["\r", "\n", "\r\n"] {
        let csv = ["external_id", "m1", "m2", ""].join(end);
        assert_eq!(told(Format::Csv, csv), two, "{end:?}");
        let ndjson = [" ", "{\"external_id\":\"m1\"}", "{\"external_id\":\"m2\"}"].join(end);
        assert_eq!(told(Format::Ndjson, ndjson), two, "{end:?}");
    }
}

#[test]
fn a_quote_that_opens_no_cell_does_not_hide_a_line_s_end() {
    // A bare cell's, in a CSV file.
    let csv = "external_id,metadata.5\"\r1,x\r2,\"a\nb\"\r";
    let of = |name, size| Some(json!({ "external_id": name, "metadata": { "5\"": size } }));
    assert_eq!(told(Format::Csv, csv), [(2, of("1", "x")), (3, of("2", "a\nb"))]);
    // That of a text, in JSON.
    let ndjson = "{\"a\":\"5\\\"\"}\n{\"a\r\":1}\n{\"a\":2}\n";
    let expected = [(1, Some(json!({ "a": "5\"" }))), (2, None), (3, Some(json!({ "a": 2 })))];
    assert_eq!(told(Format::Ndjson, ndjson), expected);
}

#[test]
fn a_carriage_return_elsewhere_ends_no_line() {
    // As an export has it of a key that has one.
    let csv = "external_id,\"metadata.a\rb\"\n1,\"x\ry\"\n2,\n";
    let first = json!({ "external_id": "1", "metadata": { "a\rb": "x\ry" } });
    let expected = [(2, Some(first)), (3, Some(json!({ "external_id": "2" })))];
    assert_eq!(told(Format::Csv, csv), expected);
    for end in ["\n", "\r\n", "\r"] {
        let csv = ["external_id,metadata.a", "1,\"x\r\"", ""].join(end);
        let first = json!({ "external_id": "1", "metadata": { "a": "x\r" } });
        assert_eq!(told(Format::Csv, csv), [(2, Some(first))], "{end:?}");
    }
    let doubled = "external_id\r\r\n1\n";
    assert_eq!(told(Format::Csv, doubled), [(2, Some(json!({ "external_id": "1" })))]);
}

#[test]
fn a_record_of_other_columns_says_so() {
    let rows = rows(Format::Csv, b"external_id,email\n1\n2,a@example.com,x\n3,\xff\n4,b\n");
    assert_eq!(fault(&rows[0]), "This has 1 columns, and the first line of the file 2.");
    assert_eq!(fault(&rows[1]), "This has 3 columns, and the first line of the file 2.");
    assert_eq!(fault(&rows[2]), "This is not UTF-8.");
    assert_eq!(rows[3].customer, Ok(json!({ "external_id": "4", "email": "b" })));
}

/// The lines of a file's rows, and what is wrong with them.
fn faults(content: &str) -> Vec<(u64, String)> {
    let rows = rows(Format::Csv, content);
    let told = |row: &Row| row.customer.as_ref().err().cloned().unwrap_or_default();
    rows.iter().map(|row| (row.line, told(row))).collect()
}

fn fine(line: u64) -> (u64, String) {
    (line, String::new())
}

#[test]
fn a_quote_that_is_never_closed_is_said_and_takes_no_other_record_with_it() {
    let never = |line| (line, format!("A quote that opens in line {line} is never closed."));
    // To the end of the file it is one record, of the right number of columns even, or of another.
    let right = faults("external_id,email\n1,a\n2,\"b\n3,c\n4,d\n");
    assert_eq!(right, [fine(2), never(3), fine(4), fine(5)]);
    let other = faults("external_id,email,name\n1,a,b\n2,\"b,c\n3,c,d\n");
    assert_eq!(other, [fine(2), never(3), fine(4)]);
    let last = faults("external_id,email\n1,a\n\n2,\"");
    assert_eq!(last, [fine(2), never(4)]);
    let returns = faults("external_id,email\r1,\"a\r2,b\r");
    assert_eq!(returns, [never(2), fine(3)]);
}

#[test]
fn a_quote_that_is_closed_by_another_cell_s_is_said_too() {
    let content = "external_id,email,name\n1,a,\n2,\"b,\n3,c,\"d\"\n4,e,\n";
    let astray = "A quote that opens in line 3 is not closed before line 4, where text follows it.";
    assert_eq!(faults(content), [fine(2), (3, astray.to_owned()), fine(4), fine(5)]);
    let rows = rows(Format::Csv, content);
    assert_eq!((&*rows[1].text, &*rows[2].text), ("2,\"b,", "3,c,\"d\""));
}

#[test]
fn a_fault_names_the_line_of_the_quote_that_is_at_fault() {
    let header = "external_id,metadata.a,email\n";
    let never = "A quote that opens in line 3 is never closed.".to_owned();
    assert_eq!(faults(&format!("{header}1,\"a\nb\",\"c\n"))[0], (2, never));
    let before = "A quote that opens in line 3 is not closed before line 4, where text follows it.";
    assert_eq!(faults(&format!("{header}1,\"a\nb\",\"c\n\"d\n"))[0], (2, before.to_owned()));
    let astray = "Text follows a closing quote. Within a cell, a quote is written twice.";
    let doubled = format!("{header}1,\"a\nb\"\"\",\"c\"x\n");
    assert_eq!(faults(&doubled)[0], (2, astray.to_owned()));
}

#[test]
fn behind_a_closing_quote_s_carriage_return_the_line_ends() {
    let csv = "external_id,email\n\"1\"\r,a\n2,\"b\"\r\"c\"\n3,\"d\"\r\r\n\"4\",\"e\"\r\n5,\"f\"\r";
    let astray = "Text follows a closing quote. Within a cell, a quote is written twice.";
    let refused = |line| (line, astray.to_owned());
    assert_eq!(faults(csv), [refused(2), refused(3), refused(4), fine(5), fine(6)]);
    let returns = "external_id,email\r1,\"a\"\n\r2,\"b\"\r";
    assert_eq!(faults(returns), [refused(2), fine(3)]);
}

#[test]
fn a_record_is_not_read_beyond_the_columns_that_it_may_have() {
    // Each is within quotes to the end of the file, whichever line it is read from.
    let lines = 50_000;
    let content = format!("external_id,email\n{}last,a\n", "5\",,\"x\n".repeat(lines));
    let rows = rows(Format::Csv, content);
    assert_eq!(rows.len(), lines + 1);
    let told = "This has 3 columns or more, and the first line of the file 2. A quote that opens in \
                line 9 is not closed.";
    assert_eq!((rows[7].line, fault(&rows[7]), &*rows[7].text), (9, told, "5\",,\"x"));
    assert!(rows[lines].customer.is_ok());
    // The last line has no end, and the record as many columns as it has.
    let told = "This has 4 columns, and the first line of the file 2.";
    assert_eq!(faults("external_id,email\n1,2,3,4"), [(2, told.to_owned())]);
}

#[test]
fn text_behind_a_closing_quote_is_refused() {
    let content =
        "external_id,email\n1,\"q\"1@c.example\n2,\"q\" \n3,\"a\"\"b\"\r\n4,a\"b\"\n5,\"\"";
    let astray = "Text follows a closing quote. Within a cell, a quote is written twice.";
    let refused = |line| (line, astray.to_owned());
    assert_eq!(faults(content), [refused(2), refused(3), fine(4), fine(5), fine(6)]);
}

#[test]
fn a_quote_that_opens_a_record_without_end_is_bounded() {
    let name = "b".repeat(1000);
    let more = format!("2,{name}\n").repeat(LONGEST / name.len());
    // Whoever mends the quote in the report needs all of its line.
    let line = format!("1,\"{}", "a".repeat(1500));
    let rows = rows(Format::Csv, format!("external_id,email\r\n{line}\r\n{more}3,c\n"));
    let first = (rows[0].line, fault(&rows[0]), &*rows[0].text);
    assert_eq!(first, (2, "A quote that opens in line 2 is not closed within 2 MB.", &*line));
    assert_eq!(rows.len(), 1 + LONGEST / name.len() + 1);
    assert!(rows.iter().skip(1).all(|row| row.customer.is_ok()));
}

#[test]
fn a_file_that_cannot_be_read_as_it_is_says_why() {
    let of = |content: &[u8], format| TestFile::of(content).open(format, Position::default()).err();
    let csv = |content: &str| of(content.as_bytes(), Format::Csv);
    assert!(matches!(csv(""), Some(InputError::NoCustomer)));
    assert!(matches!(csv("email,name\n"), Some(InputError::NoExternalId)));
    assert!(matches!(csv("external_id;email\n"), Some(InputError::NoExternalId)));
    assert!(
        matches!(csv("external_id,email,email\n"), Some(InputError::ColumnTwice(name)) if name == "email")
    );
    for format in [Format::Csv, Format::Ndjson] {
        assert!(matches!(of(b"\xff\xfe{\0}\0", format), Some(InputError::Utf16)));
        assert!(matches!(of(b"\xfe\xff\0{\0}", format), Some(InputError::Utf16)));
    }
    let missing = super::open("/nowhere/at/all".as_ref());
    assert!(
        matches!(missing.err(), Some(InputError::Unreadable(error)) if error.kind() == io::ErrorKind::NotFound)
    );
}

#[test]
fn columns_beyond_the_limit_are_refused_and_none_is_cut() {
    let header = |columns: usize| {
        let more: Vec<_> = (1..columns).map(|it| format!(",metadata.{it}")).collect();
        format!("external_id{}\n", more.concat())
    };
    let row = |columns: usize| format!("a{}\n", ",b".repeat(columns - 1));
    let open = |content: &str| TestFile::of(content).open(Format::Csv, Position::default()).err();
    for (columns, quote) in [(1001, ""), (1002, ""), (1002, ",\"x"), (3000, "")] {
        let error = open(&header(columns).replace('\n', &format!("{quote}\n")));
        assert!(matches!(&error, Some(InputError::Header(_))), "{columns}: {error:?}");
        assert!(error.unwrap().to_string().contains("more than 1,000 columns"));
    }
    let rows = rows(
        Format::Csv,
        [header(1000), row(1000), row(1001), row(3000), row(1000)].concat().as_bytes(),
    );
    let read: Vec<_> = rows.iter().map(|row| (row.line, row.customer.is_ok())).collect();
    assert_eq!(read, [(2, true), (3, false), (4, false), (5, true)]);
    assert_eq!(fault(&rows[1]), "This has more than 1,000 columns.");
    assert_eq!(fault(&rows[2]), "This has more than 1,000 columns.");
    let metadata = rows[0].customer.as_ref().unwrap()["metadata"].as_object().unwrap();
    assert_eq!(metadata.len(), 999);
}

#[test]
fn a_first_line_that_cannot_be_read_says_why() {
    let open = |content: &[u8]| TestFile::of(content).open(Format::Csv, Position::default());
    let error = open(b"external_id,\xff\n").err().unwrap().to_string();
    assert_eq!(error, "The first line of the file does not name its columns. This is not UTF-8.");
    for rest in ["hq1,hq1@i.example\n", "", "hq1\nhq2\n"] {
        let error = open(format!("external_id,\"email\n{rest}").as_bytes()).err().unwrap();
        let said = "The first line of the file does not name its columns. A quote that opens in \
                    line 1 is never closed.";
        assert_eq!(error.to_string(), said);
    }
}

#[test]
fn what_is_no_file_is_refused_before_anything_is_read() {
    let folder = super::open(&std::env::temp_dir());
    assert!(matches!(folder.err(), Some(InputError::NoFile)));
}

#[test]
fn reading_goes_on_from_every_place_that_it_came_to() {
    let ndjson = "\u{feff}{\"a\":1}\r\n\n{\"a\":2}\nnonsense\n{\"a\":4}\n".to_owned();
    let csv =
        "\u{feff}external_id,email,name\r\n1,\"a\r\nb\",c\r\n2,\"b,\n3,c,\"d\"\n4,e,\n".to_owned();
    let returns = csv.replace("\r\n", "\n").replace('\n', "\r");
    for (format, content) in [(Format::Ndjson, ndjson), (Format::Csv, csv), (Format::Csv, returns)]
    {
        let file = TestFile::of(&content);
        let all = format!("{:?}", file.rows(format));
        let open = |from| Input::of(fs::File::open(&file.0).unwrap(), format, from).unwrap();
        let mut first = open(Position::default());
        let mut before = Vec::new();
        loop {
            let mut second = open(first.position());
            let rest = std::iter::from_fn(|| second.next().unwrap());
            let rows: Vec<String> =
                before.iter().cloned().chain(rest.map(|row| format!("{row:?}"))).collect();
            assert_eq!(format!("[{}]", rows.join(", ")), all);
            let Some(row) = first.next().unwrap() else { break };
            before.push(format!("{row:?}"));
        }
        assert_eq!(first.position().bytes, content.len() as u64);
    }
}
