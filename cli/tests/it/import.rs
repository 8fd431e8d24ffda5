//! Importing a file: all of its lines, once, however often it is cut short.

use std::{fs, future::pending, path::Path, sync::Arc, time::Duration};

use cli::{
    arguments::{Format, Import},
    import::{Ended, ImportError, InputError, Tally, import},
};
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::{
    folder::Folder,
    function::{Function, Verdict, no_screen},
};

pub(crate) fn wanted(function: &Function, file: &Path) -> Import {
    Import {
        file: file.to_owned(),
        format: Format::Ndjson,
        target: function.target(),
        workers: 3,
        restart: false,
    }
}

/// Imports with two rows a call.
pub(crate) async fn run(function: &Function, wanted: &Import) -> Result<Ended, ImportError> {
    import(wanted, 2, &function.admin().await, &mut no_screen(), pending()).await
}

pub(crate) fn tally(ended: Result<Ended, ImportError>) -> Tally {
    let ended = ended.unwrap();
    let (Ended::Done(tally) | Ended::Stopped(tally)) = ended;
    assert_eq!(ended, Ended::Done(tally), "it was stopped");
    tally
}

/// 25 lines: customers, and among them some that the function refuses, and two that are no JSON.
pub(crate) fn lines() -> String {
    let line = |number: usize| match number {
        3 | 11 | 24 => json!({ "email": "a@example.com" }).to_string(),
        7 | 20 => format!("nonsense {number}"),
        _ => json!({ "external_id": format!("user_{number:02}") }).to_string(),
    };
    (0..25).map(|number| line(number) + "\n").collect()
}

fn names() -> Vec<String> {
    let named = (0..25).filter(|number| ![3, 7, 11, 20, 24].contains(number));
    named.map(|number| format!("user_{number:02}")).collect()
}

const ALL: Tally = Tally { created: 20, exist: 0, refused: 5 };

#[tokio::test]
async fn every_line_is_settled_and_the_refused_ones_reported() {
    let (function, folder) = (Function::start().await, Folder::new());
    let file = folder.write("a.ndjson", &lines());
    assert_eq!(tally(run(&function, &wanted(&function, &file)).await), ALL);
    assert_eq!(function.customers(), names());
    assert_eq!(folder.files(), ["a.ndjson", "a.ndjson.refused.ndjson"]);
    let report = folder.lines("a.ndjson.refused.ndjson");
    let places: Vec<_> = report.iter().map(|line| line["line"].as_u64().unwrap()).collect();
    assert_eq!(places, [4, 8, 12, 21, 25]);
    let expected = json!({
        "line": 4, "faults": [{ "field": "external_id", "message": "This field is required." }],
        "text": "{\"email\":\"a@example.com\"}",
    });
    assert_eq!(report[0], expected);
    assert_eq!(report[1]["text"], "nonsense 7");
    assert_eq!(report[1]["faults"][0]["field"], "");

    let again = tally(run(&function, &wanted(&function, &file)).await);
    assert_eq!(again, Tally { created: 0, exist: 20, refused: 5 });
    assert_eq!(folder.lines("a.ndjson.refused.ndjson"), report, "it is not written twice");
}

#[tokio::test]
async fn a_file_without_faults_leaves_no_report() {
    let (function, folder) = (Function::start().await, Folder::new());
    folder.write("a.ndjson.refused.ndjson", "of an earlier import");
    let file = folder.write("a.ndjson", "{\"external_id\":\"a\"}");
    let tally = tally(run(&function, &wanted(&function, &file)).await);
    assert_eq!((tally.created, tally.refused), (1, 0));
    assert_eq!(folder.files(), ["a.ndjson"]);
}

#[tokio::test]
async fn a_file_without_customers_is_a_mistake() {
    let (function, folder) = (Function::start().await, Folder::new());
    for (format, content) in [
        (Format::Ndjson, ""),
        (Format::Ndjson, "\n \r\n"),
        (Format::Csv, ""),
        (Format::Csv, "\n"),
        (Format::Csv, "external_id,email\n"),
        (Format::Csv, "external_id,email\r\n\r\n"),
    ] {
        let file = folder.write("a", content);
        folder.write("a.refused.ndjson", "of an earlier import");
        let wanted = Import { format, ..wanted(&function, &file) };
        let error = run(&function, &wanted).await.unwrap_err();
        assert!(matches!(error, ImportError::Input(InputError::NoCustomer)), "{content:?}");
        assert_eq!(folder.files(), ["a", "a.refused.ndjson"]);
    }
    assert!(function.calls().is_empty());
}

#[tokio::test]
async fn an_import_that_was_cut_short_at_any_call_ends_like_any_other() {
    let (whole, folder) = (Function::start().await, Folder::new());
    let file = folder.write("whole.ndjson", &lines());
    tally(run(&whole, &wanted(&whole, &file)).await);
    let (calls, report) = (whole.calls().len(), folder.read("whole.ndjson.refused.ndjson"));
    assert_eq!(calls, 13);
    let refused = Verdict::Refuse(403, "AccessDeniedException");
    let lost = Verdict::DoAndRefuse(403, "AccessDeniedException");
    for verdict in [refused, lost] {
        for at in 0..calls {
            let (function, folder) = (Function::start().await, Folder::new());
            let file = folder.write("a.ndjson", &lines());
            let cut = verdict.clone();
            function.plan(move |number, _| if number < at { Verdict::Do } else { cut.clone() });
            let error = run(&function, &wanted(&function, &file)).await.unwrap_err();
            assert!(matches!(error, ImportError::Call { .. }), "{error}");

            function.plan(|_, _| Verdict::Do);
            let tally = tally(run(&function, &wanted(&function, &file)).await);
            assert_eq!(tally.created + tally.exist + tally.refused, 25, "{verdict:?} at {at}");
            assert_eq!(tally.refused, 5, "{verdict:?} at {at}");
            assert_eq!(function.customers(), names());
            assert_eq!(folder.read("a.ndjson.refused.ndjson"), report, "{verdict:?} at {at}");
            assert_eq!(folder.files(), ["a.ndjson", "a.ndjson.refused.ndjson"]);
            // Not from the beginning: of what was done, at most what was under way is sent again.
            let sent_again = (calls - at) + 3 * 2;
            assert!(function.calls().len() <= sent_again, "{verdict:?} at {at}");
        }
    }
}

#[tokio::test]
async fn an_import_that_is_stopped_finishes_what_is_under_way_and_goes_on_from_there() {
    let (function, folder) = (Function::start().await, Folder::new());
    let file = folder.write("a.ndjson", &lines());
    let stop = Arc::new(Notify::new());
    let stopping = Arc::clone(&stop);
    function.plan(move |number, _| {
        if number == 4 {
            stopping.notify_one();
        }
        Verdict::Do
    });
    let admin = function.admin().await;
    let wanted = wanted(&function, &file);
    let ended = import(&wanted, 2, &admin, &mut no_screen(), stop.notified()).await.unwrap();
    let Ended::Stopped(before) = ended else { panic!("it was not stopped") };
    let calls = function.calls().len();
    assert!((5..13).contains(&calls), "{calls}");
    assert!(folder.files().contains(&"a.ndjson.latchkey-progress".to_owned()));

    function.plan(|_, _| Verdict::Do);
    let after = tally(run(&function, &wanted).await);
    assert_eq!(after, ALL, "all of it, together with {before}");
    assert_eq!(function.calls().len(), 13 - calls, "nothing is sent twice");
    assert_eq!(folder.files(), ["a.ndjson", "a.ndjson.refused.ndjson"]);
}

/// An import of the file that was cut short in its middle.
async fn cut(function: &Function, file: &Path) {
    let refused = Verdict::Refuse(403, "AccessDeniedException");
    function.plan(move |number, _| if number < 6 { Verdict::Do } else { refused.clone() });
    run(function, &wanted(function, file)).await.unwrap_err();
    function.plan(|_, _| Verdict::Do);
}

#[tokio::test]
async fn what_a_dying_import_reported_and_did_not_note_is_reported_once() {
    let (function, folder) = (Function::start().await, Folder::new());
    let file = folder.write("a.ndjson", &lines());
    cut(&function, &file).await;
    let report = folder.read("a.ndjson.refused.ndjson");
    folder.write("a.ndjson.refused.ndjson", &format!("{report}{{\"line\":12,\"fau"));
    assert_eq!(tally(run(&function, &wanted(&function, &file)).await).refused, 5);
    let places: Vec<_> =
        folder.lines("a.ndjson.refused.ndjson").iter().map(|it| it["line"].clone()).collect();
    assert_eq!(places, [4, 8, 12, 21, 25]);
}

#[tokio::test]
async fn an_import_goes_on_only_with_the_same_file_into_the_same_organization() {
    let (function, folder) = (Function::start().await, Folder::new());
    let file = folder.write("a.ndjson", &lines());
    cut(&function, &file).await;

    let mut elsewhere = wanted(&function, &file);
    elsewhere.target.organization = "00000000-0000-4000-8000-000000000999".parse().unwrap();
    let error = run(&function, &elsewhere).await.unwrap_err();
    assert!(matches!(&error, ImportError::AnotherImport(_)), "{error}");
    for content in [lines().replace("user_00", "user_xx"), lines() + "\n"] {
        fs::write(&file, content).unwrap();
        let error = run(&function, &wanted(&function, &file)).await.unwrap_err();
        assert!(matches!(&error, ImportError::AnotherImport(_)), "{error}");
        assert!(error.to_string().contains("--restart"), "{error}");
    }
    assert!(function.calls().is_empty());

    let anew = Import { restart: true, ..wanted(&function, &file) };
    let tally = tally(run(&function, &anew).await);
    assert_eq!(tally.created + tally.exist, 20);
    assert_eq!(function.calls().len(), 13);
}

#[tokio::test]
async fn a_note_that_is_none_is_not_trusted() {
    let (function, folder) = (Function::start().await, Folder::new());
    let file = folder.write("a.ndjson", &lines());
    for note in ["", "{}", "nonsense"] {
        folder.write("a.ndjson.latchkey-progress", note);
        let error = run(&function, &wanted(&function, &file)).await.unwrap_err();
        assert!(matches!(&error, ImportError::NoteUnreadable(..)), "{error}");
        assert!(error.to_string().contains("--restart"), "{error}");
    }
    let anew = Import { restart: true, ..wanted(&function, &file) };
    assert_eq!(tally(run(&function, &anew).await), ALL);
}

#[tokio::test]
async fn an_import_does_not_go_on_in_another_format() {
    let (function, folder) = (Function::start().await, Folder::new());
    let file = folder.write("a.txt", &format!("external_id\n{}", lines()));
    cut(&function, &file).await;
    let csv = Import { format: Format::Csv, ..wanted(&function, &file) };
    let error = run(&function, &csv).await.unwrap_err();
    assert!(matches!(&error, ImportError::AnotherImport(_)), "{error}");
    assert!(function.calls().is_empty());
}

#[tokio::test]
async fn an_edit_far_behind_the_beginning_is_seen() {
    let (function, folder) = (Function::start().await, Folder::new());
    let large =
        lines() + &format!("{{\"external_id\":\"z\",\"note\":\"{}\"}}\n", "x".repeat(100_000));
    let file = folder.write("a.ndjson", &large);
    cut(&function, &file).await;
    fs::write(&file, large.replace("xx\"}", "xy\"}")).unwrap();
    let later = fs::metadata(&file).unwrap().modified().unwrap() + Duration::from_secs(1);
    fs::File::options().append(true).open(&file).unwrap().set_modified(later).unwrap();
    let error = run(&function, &wanted(&function, &file)).await.unwrap_err();
    assert!(matches!(&error, ImportError::AnotherImport(_)), "{error}");
}

#[tokio::test]
async fn a_report_that_is_gone_or_shorter_is_said_and_not_made_up() {
    let (function, folder) = (Function::start().await, Folder::new());
    let file = folder.write("a.ndjson", &lines());
    cut(&function, &file).await;
    let report = folder.path("a.ndjson.refused.ndjson");
    fs::write(&report, "{").unwrap();
    let error = run(&function, &wanted(&function, &file)).await.unwrap_err();
    assert!(matches!(&error, ImportError::ReportGone(_)), "{error}");
    assert_eq!(folder.read("a.ndjson.refused.ndjson"), "{", "it is left as it is");
    fs::remove_file(&report).unwrap();
    let error = run(&function, &wanted(&function, &file)).await.unwrap_err();
    assert!(matches!(&error, ImportError::ReportGone(_)), "{error}");
    assert!(error.to_string().contains("--restart"), "{error}");
    assert_eq!(folder.files(), ["a.ndjson", "a.ndjson.latchkey-progress"]);

    let anew = Import { restart: true, ..wanted(&function, &file) };
    assert_eq!(tally(run(&function, &anew).await).refused, 5);
    assert_eq!(folder.lines("a.ndjson.refused.ndjson").len(), 5);
}

#[tokio::test]
async fn an_earlier_report_stays_until_something_is_settled() {
    let (function, folder) = (Function::start().await, Folder::new());
    let file = folder.write("a.ndjson", &lines());
    folder.write("a.ndjson.refused.ndjson", "of an earlier import");
    function.plan(|_, _| Verdict::Refuse(403, "ExpiredTokenException"));
    let error = run(&function, &wanted(&function, &file)).await.unwrap_err();
    assert!(error.to_string().contains("aws sso login"), "{error}");
    assert_eq!(folder.read("a.ndjson.refused.ndjson"), "of an earlier import");
}

#[tokio::test]
async fn a_file_is_imported_by_one_at_a_time() {
    let (function, folder) = (Function::start().await, Folder::new());
    let file = folder.write("a.ndjson", &lines());
    let first = fs::File::open(&file).unwrap();
    first.lock().unwrap();
    let error = run(&function, &wanted(&function, &file)).await.unwrap_err();
    assert!(matches!(&error, ImportError::Input(InputError::UnderWay)), "{error}");
    assert!(function.calls().is_empty());
    drop(first);
    assert_eq!(tally(run(&function, &wanted(&function, &file)).await), ALL);
}

#[tokio::test]
async fn csv_is_imported_and_goes_on_like_ndjson() {
    let (function, folder) = (Function::start().await, Folder::new());
    let row = |number: usize| {
        let name =
            if number.is_multiple_of(5) { String::new() } else { format!("user_{number:02}") };
        format!("{name},\"a\n{number}\"\r\n")
    };
    let rows: String = (0..25).map(row).collect();
    let file = folder.write("a.csv", &format!("\u{feff}external_id,metadata.note\r\n{rows}"));
    let wanted = Import { format: Format::Csv, ..wanted(&function, &file) };
    let refused = Verdict::Refuse(403, "AccessDeniedException");
    function.plan(move |number, _| if number < 6 { Verdict::Do } else { refused.clone() });
    run(&function, &wanted).await.unwrap_err();
    function.plan(|_, _| Verdict::Do);
    assert_eq!(tally(run(&function, &wanted).await).refused, 5);
    assert_eq!(function.customers().len(), 20);
    let expected = json!({ "external_id": "user_01", "metadata": { "note": "a\n1" } });
    assert_eq!(function.customer("user_01"), expected);
    let report = folder.lines("a.csv.refused.ndjson");
    let told: Vec<_> = report.iter().map(|it| (it["line"].clone(), it["text"].clone())).collect();
    assert_eq!(told[1], (json!(12), json!(",\"a\n5\"")));
}

#[tokio::test]
async fn a_call_stays_below_what_lambda_takes() {
    let (function, folder) = (Function::start().await, Folder::new());
    // Every character is two in JSON.
    let note = "\\\\".repeat(50_000);
    let line = |number: usize| format!("{{\"external_id\":\"{number}\",\"note\":\"{note}\"}}\n");
    let large: String = (0..30).map(line).collect();
    let longest = format!("{{\"external_id\":\"long\",\"note\":\"{}\"}}\n", "x".repeat(2_000_000));
    let file = folder.write("a.ndjson", &format!("{large}{longest}{large}"));
    let admin = function.admin().await;
    let wanted = wanted(&function, &file);
    let ended = import(&wanted, 200, &admin, &mut no_screen(), pending()).await;
    assert_eq!(tally(ended), Tally { created: 31, exist: 30, refused: 0 });
    let sizes: Vec<_> = function.calls().iter().map(|call| call.to_string().len()).collect();
    assert!(sizes.iter().all(|size| *size < 5_000_000), "{sizes:?}");
    assert!(sizes.len() < 20, "and yet several rows go together: {sizes:?}");
}

#[tokio::test]
async fn a_row_counts_as_the_json_that_it_becomes() {
    let (function, folder) = (Function::start().await, Folder::new());
    // Names that are in every row's JSON, and in the file once.
    let key = |number: usize| format!("metadata.{number}{}", "k".repeat(500));
    let header: Vec<_> = (0..900).map(key).collect();
    let row = |number: usize| format!("{number}{}\n", ",v".repeat(900));
    // Characters each of which is six in JSON.
    let escaped = format!("long,{}{}\n", "\u{1}".repeat(1_500_000), ",".repeat(899));
    let rows: String = (0..50).map(row).collect();
    let file =
        folder.write("a.csv", &format!("external_id,{}\n{rows}{escaped}{rows}", header.join(",")));
    let wanted = Import { format: Format::Csv, ..wanted(&function, &file) };
    let admin = function.admin().await;
    let ended = import(&wanted, 200, &admin, &mut no_screen(), pending()).await;
    assert_eq!(tally(ended), Tally { created: 50, exist: 50, refused: 1 });
    let sizes: Vec<_> = function.calls().iter().map(|call| call.to_string().len()).collect();
    assert!(sizes.iter().all(|size| *size < 1_500_000), "{sizes:?}");
    let report = folder.lines("a.csv.refused.ndjson");
    assert_eq!(report[0]["line"], 52);
    assert_eq!(report[0]["faults"][0]["message"], "This is larger than 5 MB, written as JSON.");
}

#[tokio::test]
async fn many_rows_go_in_few_calls() {
    let (function, folder) = (Function::start().await, Folder::new());
    let line = |number: usize| json!({ "external_id": number.to_string() }).to_string() + "\n";
    let file = folder.write("a.ndjson", &(0..1001).map(line).collect::<String>());
    let admin = function.admin().await;
    let wanted = wanted(&function, &file);
    let ended = import(&wanted, 200, &admin, &mut no_screen(), pending()).await;
    assert_eq!(tally(ended), Tally { created: 1001, exist: 0, refused: 0 });
    let rows = |call: &Value| call["customers"].as_array().unwrap().len();
    let mut sizes: Vec<_> = function.calls().iter().map(rows).collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [1, 200, 200, 200, 200, 200]);
}
