//! What is in the way of a call: what passes is waited for, and what does not ends the command with
//! a sentence that helps.

use cli::{
    admin::{Admin, AdminError},
    import::{ImportError, Tally, import},
};
use serde_json::json;
use tokio::net::TcpListener;

use crate::{
    folder::Folder,
    function::{Function, Verdict, little_patience, no_screen},
    import::{lines, run, tally, wanted},
};

#[tokio::test]
async fn what_passes_is_waited_for() {
    for verdict in [
        Verdict::Refuse(429, "TooManyRequestsException"),
        Verdict::Refuse(409, "ResourceConflictException"),
        Verdict::Refuse(500, "ServiceException"),
        Verdict::DoAndRefuse(503, "ServiceException"),
        Verdict::Fail("Busy", "The table did not do it."),
        Verdict::Fail("Sandbox.Timedout", "Task timed out after 60.00 seconds"),
        Verdict::Fail("Runtime.ExitError", "RequestId: 1 Error: Runtime exited"),
        Verdict::Fail("", "2026-11-21 Task timed out after 60.00 seconds"),
        Verdict::Postpone,
    ] {
        let (function, folder) = (Function::start().await, Folder::new());
        let file = folder.write("a.ndjson", &lines());
        let meet = verdict.clone();
        let again =
            move |number: usize| if number.is_multiple_of(3) { Verdict::Do } else { meet.clone() };
        function.plan(move |number, _| again(number));
        let Tally { created, exist, refused } =
            tally(run(&function, &wanted(&function, &file)).await);
        assert_eq!((created + exist, refused), (20, 5), "{verdict:?}");
        assert_eq!(function.customers().len(), 20, "{verdict:?}");
        assert_eq!(folder.lines("a.ndjson.refused.ndjson").len(), 5, "{verdict:?}");
    }
}

/// What an import says that ends with this call.
async fn sentence(verdict: Verdict) -> String {
    let (function, folder) = (Function::start().await, Folder::new());
    let file = folder.write("a.ndjson", &lines());
    function.plan(move |_, _| verdict.clone());
    let error = run(&function, &wanted(&function, &file)).await.unwrap_err();
    assert!(!folder.files().contains(&"a.ndjson.latchkey-progress".to_owned()));
    error.to_string()
}

#[tokio::test]
async fn what_does_not_pass_is_said() {
    let none = Verdict::Refuse(404, "ResourceNotFoundException");
    let told = sentence(none).await;
    assert!(told.contains("There is no function `admin`") && told.contains("--function"), "{told}");

    let denied = sentence(Verdict::Refuse(403, "AccessDeniedException")).await;
    assert!(denied.starts_with("Lines 1 to 2 could not all be imported. "), "{denied}");
    assert!(denied.contains("as planned (AccessDeniedException)"), "{denied}");

    let own = Verdict::Fail("AdminError", "There is no such organization.");
    let told = sentence(own).await;
    assert_eq!(told, "Lines 1 to 2 could not all be imported. There is no such organization.");

    for answer in [json!({}), json!({ "results": [] }), json!({ "results": [{ "status": "x" }] })] {
        let told = sentence(Verdict::Answer(answer)).await;
        assert!(told.contains("is not understood"), "{told}");
    }
}

#[tokio::test]
async fn a_table_that_stays_busy_ends_the_import() {
    let (function, folder) = (Function::start().await, Folder::new());
    let file = folder.write("a.ndjson", &lines());
    function.plan(|_, call| {
        let rows = call["customers"].as_array().unwrap();
        let postponed = vec![json!({ "status": "postponed" }); rows.len()];
        Verdict::Answer(json!({ "results": postponed }))
    });
    let error = run(&function, &wanted(&function, &file)).await.unwrap_err();
    assert!(matches!(error, ImportError::Call { error: AdminError::TooBusy, .. }), "{error}");
}

#[tokio::test]
async fn where_nobody_answers_it_is_said_soon() {
    let (function, folder) = (Function::start().await, Folder::new());
    let file = folder.write("a.ndjson", &lines());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nobody = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let mut wanted = wanted(&function, &file);
    wanted.target.endpoint = Some(nobody.clone());
    let admin = Admin::connect(&wanted.target, little_patience()).await;
    let ended = import(&wanted, 2, &admin, &mut no_screen(), std::future::pending()).await;
    let error = ended.unwrap_err();
    let out_of_reach = matches!(&error, ImportError::Call { error: AdminError::OutOfReach(_), .. });
    assert!(out_of_reach, "{error}");
    let told = format!("called: no answer from {nobody}: Connection refused");
    assert!(error.to_string().ends_with(&told), "{error}");
    // Sentences, and nothing of how Rust shows a value.
    assert!(!error.to_string().contains(['{', '"']), "{error}");
}
