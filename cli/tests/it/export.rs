//! Exporting: all customers, in one piece or not at all.

use std::{
    fs,
    future::{pending, poll_fn, ready},
    task::Poll,
};

use cli::{
    admin::AdminError,
    arguments::{Export, Format},
    export::{Ended, ExportError, Exported, export},
};
use serde_json::{Value, json};

use crate::{
    folder::Folder,
    function::{Function, Verdict, no_screen},
};

/// Three pages: a team with members on all of them, and a customer on each side.
fn pages() -> Vec<Value> {
    let person =
        |id: &str| json!({ "id": id, "external_id": format!("x{id}"), "type": "individual" });
    let team = |members: &[u8]| {
        let member = |number: &u8| {
            json!({ "id": number, "email": format!("{number}@example.com"), "email_verified": true,
                    "name": null, "external_id": "e", "role": "member", "modified_at": "later",
                    "created_at": "2026-11-21T12:00:00Z", "object": "member" })
        };
        let members: Vec<_> = members.iter().map(member).collect();
        json!({ "id": "2", "external_id": null, "type": "team", "metadata": { "a,b": 1 },
                "members": members })
    };
    vec![
        json!({ "items": [person("1"), team(&[1, 2])], "next": "1" }),
        json!({ "items": [team(&[3])], "next": "2" }),
        json!({ "items": [team(&[]), person("3")], "next": null }),
    ]
}

fn wanted(function: &Function, folder: &Folder, name: &str, format: Format) -> Export {
    Export { output: Some(folder.path(name)), format, target: function.target() }
}

const ALL: Exported = Exported { customers: 3, nameless: 1, members: 3, large: 0 };

#[tokio::test]
async fn a_team_that_is_on_several_pages_is_on_one_line() {
    let (function, folder) = (Function::start().await, Folder::new());
    function.shows(pages());
    let wanted = wanted(&function, &folder, "a.ndjson", Format::Ndjson);
    let admin = function.admin().await;
    let ended = export(&wanted, &admin, &mut no_screen(), pending()).await.unwrap();
    assert_eq!(ended, Ended::Done(ALL));
    assert_eq!(folder.files(), ["a.ndjson"]);
    let lines = folder.lines("a.ndjson");
    let ids: Vec<_> = lines.iter().map(|line| line["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["1", "2", "3"]);
    // Of a member only what an import reads, so that a large team is a line that it takes.
    let member = |number: u8| {
        json!({ "email": format!("{number}@example.com"), "external_id": "e", "role": "member",
                "created_at": "2026-11-21T12:00:00Z" })
    };
    assert_eq!(lines[1]["members"], json!([member(1), member(2), member(3)]));
}

#[tokio::test]
async fn a_team_that_no_import_takes_is_counted() {
    let (function, folder) = (Function::start().await, Folder::new());
    let team = |id: &str, members: usize, name: &str| {
        let members = vec![json!({ "name": name }); members];
        json!({ "id": id, "external_id": id, "members": members })
    };
    let items =
        [team("many", 10_001, "a"), team("long", 9_000, &"a".repeat(256)), team("b", 1, "")];
    function.shows(vec![json!({ "items": items, "next": null })]);
    let wanted = wanted(&function, &folder, "a.ndjson", Format::Ndjson);
    let admin = function.admin().await;
    let ended = export(&wanted, &admin, &mut no_screen(), pending()).await.unwrap();
    let Ended::Done(exported) = ended else { panic!("it was stopped") };
    assert_eq!((exported.customers, exported.large), (3, 2));
}

#[tokio::test]
async fn an_export_that_cannot_be_put_in_its_place_leaves_nothing_behind() {
    let (function, folder) = (Function::start().await, Folder::new());
    function.shows(pages());
    let admin = function.admin().await;
    for (name, format) in [("a.ndjson", Format::Ndjson), ("a.csv", Format::Csv)] {
        // A folder is in its place.
        fs::create_dir(folder.path(name)).unwrap();
        let wanted = wanted(&function, &folder, name, format);
        let error = export(&wanted, &admin, &mut no_screen(), pending()).await.unwrap_err();
        assert!(matches!(error, ExportError::Unwritable(_)), "{error}");
        assert_eq!(folder.files(), [name]);
        fs::remove_dir(folder.path(name)).unwrap();
    }
}

#[tokio::test]
async fn csv_has_the_columns_that_all_need() {
    let (function, folder) = (Function::start().await, Folder::new());
    function.shows(pages());
    let wanted = wanted(&function, &folder, "a.csv", Format::Csv);
    let admin = function.admin().await;
    let ended = export(&wanted, &admin, &mut no_screen(), pending()).await.unwrap();
    assert_eq!(ended, Ended::Done(ALL));
    assert_eq!(folder.files(), ["a.csv"]);
    let expected = "external_id,email,name,type,created_at,\"metadata.a,b\"\n\
                    x1,,,individual,,\n,,,team,,1\nx3,,,individual,,\n";
    assert_eq!(folder.read("a.csv"), expected);
}

#[tokio::test]
async fn an_export_that_cannot_go_on_leaves_what_was_there() {
    let (function, folder) = (Function::start().await, Folder::new());
    function.shows(pages());
    for (name, format) in [("a.ndjson", Format::Ndjson), ("a.csv", Format::Csv)] {
        folder.write(name, "of yesterday");
        let wanted = wanted(&function, &folder, name, format);
        let admin = function.admin().await;
        function.plan(|number, _| match number {
            0 => Verdict::Do,
            _ => Verdict::Fail("AdminError", "There is no such organization."),
        });
        let error = export(&wanted, &admin, &mut no_screen(), pending()).await.unwrap_err();
        assert!(matches!(error, ExportError::Call(AdminError::Refused(_))), "{error}");
        let ended = export(&wanted, &admin, &mut no_screen(), ready(())).await.unwrap();
        assert_eq!(ended, Ended::Stopped);
        assert_eq!(folder.files(), [name]);
        assert_eq!(folder.read(name), "of yesterday");
        fs::remove_file(folder.path(name)).unwrap();
    }
}

#[tokio::test]
async fn an_export_is_stopped_while_its_table_is_made_too() {
    let (function, folder) = (Function::start().await, Folder::new());
    let person = |number: usize| json!({ "id": number, "external_id": number.to_string() });
    let people: Vec<_> = (0..1000).map(person).collect();
    function.shows(vec![json!({ "items": people, "next": null })]);
    folder.write("a.csv", "of yesterday");
    let wanted = wanted(&function, &folder, "a.csv", Format::Csv);
    let admin = function.admin().await;
    let at_table = poll_fn(|context| {
        context.waker().wake_by_ref();
        let is_begun = folder.files().contains(&"a.csv.new".to_owned());
        if is_begun { Poll::Ready(()) } else { Poll::Pending }
    });
    let ended = export(&wanted, &admin, &mut no_screen(), at_table).await.unwrap();
    assert_eq!(ended, Ended::Stopped);
    assert_eq!(folder.files(), ["a.csv"]);
    assert_eq!(folder.read("a.csv"), "of yesterday");
}

#[tokio::test]
async fn a_page_that_is_late_is_asked_for_again() {
    let (function, folder) = (Function::start().await, Folder::new());
    function.shows(pages());
    function.plan(|number, _| match number % 3 {
        0 => Verdict::Fail("Busy", "The table did not do it."),
        1 => Verdict::Refuse(500, "ServiceException"),
        _ => Verdict::Do,
    });
    let wanted = wanted(&function, &folder, "a.ndjson", Format::Ndjson);
    let admin = function.admin().await;
    let ended = export(&wanted, &admin, &mut no_screen(), pending()).await.unwrap();
    assert_eq!(ended, Ended::Done(ALL));
    assert_eq!(folder.lines("a.ndjson").len(), 3);
}
