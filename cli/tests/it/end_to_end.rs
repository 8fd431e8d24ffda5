//! The binary as an operator runs it, against the local stack.

use std::{
    path::Path,
    process::{Output, Stdio},
};

use local::{settings::Settings, stack};
use serde_json::{Value, json};
use tokio::process::Command;

use crate::{
    folder::Folder,
    function::{Function, ORGANIZATION, Verdict},
    import::lines,
};

/// A local stack of the test's own: the demo organization, another one, and Lambda's endpoint.
struct Stack {
    organization: String,
    other: String,
    endpoint: String,
}

async fn start() -> Stack {
    let any_port = |name: &str| name.ends_with("_PORT").then(|| "0".to_owned());
    let settings = Settings::read([], any_port).unwrap();
    let opened = stack::open(&settings, |_| None).await.unwrap();
    let stack = Stack {
        organization: opened.stack.seed.organization.id.clone(),
        other: opened.stack.seed.second_organization.id.clone(),
        endpoint: opened.stack.lambda_url.clone(),
    };
    tokio::spawn(async move { opened.serve().await.unwrap() });
    stack
}

fn latchkey(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_latchkey"));
    command.args(arguments).stdin(Stdio::null()).kill_on_drop(true);
    command
}

async fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = latchkey(arguments).output().await.unwrap();
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

impl Stack {
    async fn import(&self, file: &Path, organization: &str) -> (Option<i32>, String) {
        let file = file.to_str().unwrap();
        let target = ["--organization", organization, "--endpoint", &self.endpoint];
        let (code, _, said) = run(&[&["import", file], &target[..]].concat()).await;
        (code, said)
    }

    async fn export(&self, organization: &str, more: &[&str]) -> (Option<i32>, String, String) {
        let target = ["export", "--organization", organization, "--endpoint", &self.endpoint];
        run(&[&target[..], more].concat()).await
    }
}

#[tokio::test]
async fn customers_move_in_and_out_and_into_another_organization() {
    let (stack, folder) = (start().await, Folder::new());
    let person = |number: usize| {
        json!({ "external_id": format!("user_{number}"), "email": format!("p{number}@example.com"),
                "metadata": { "number": number } })
    };
    let mut rows: Vec<String> = (0..450).map(|number| person(number).to_string()).collect();
    let members: Vec<_> =
        (0..250).map(|it| json!({ "email": format!("m{it}@example.com") })).collect();
    rows.insert(
        7,
        json!({ "external_id": "team", "type": "team", "members": members }).to_string(),
    );
    rows.insert(300, "nonsense".to_owned());
    rows.push(json!({ "external_id": "nobody", "email": "nobody" }).to_string());
    let file = folder.write("in.ndjson", &rows.join("\n"));

    let (code, said) = stack.import(&file, &stack.organization).await;
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("451 created, 0 there already, 2 refused"), "{said}");
    let report = folder.lines("in.ndjson.refused.ndjson");
    let told: Vec<_> = report.iter().map(|it| (&it["line"], &it["faults"][0]["field"])).collect();
    assert_eq!(told, [(&json!(301), &json!("")), (&json!(453), &json!("email"))]);
    let (code, said) = stack.import(&file, &stack.organization).await;
    assert_eq!(code, Some(1));
    assert!(said.contains("0 created, 451 there already, 2 refused"), "{said}");

    let (code, out, said) = stack.export(&stack.organization, &[]).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("Exported 455 customers and 253 members of teams."), "{said}");
    assert!(said.contains("3 customers without an external id"), "{said}");
    let customers: Vec<Value> = out.lines().map(|it| serde_json::from_str(it).unwrap()).collect();
    assert_eq!(customers.len(), 455);

    let named: Vec<_> =
        out.lines().filter(|it| !it.contains("\"external_id\":null,\"email")).collect();
    let again = folder.write("again.ndjson", &named.join("\n"));
    let (code, said) = stack.import(&again, &stack.other).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("452 created, 0 there already, 0 refused"), "{said}");

    let csv = folder.path("out.csv");
    let to = ["--output", csv.to_str().unwrap()];
    let (code, _, said) = stack.export(&stack.organization, &to).await;
    assert_eq!(code, Some(0));
    assert!(said.contains("A CSV file has no members"), "{said}");
    let (code, said) = stack.import(&csv, &stack.organization).await;
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("0 created, 452 there already, 3 refused"), "{said}");
}

#[tokio::test]
async fn what_is_wrong_is_said_and_is_a_two() {
    let (stack, folder) = (start().await, Folder::new());
    let file = folder.write("in.ndjson", "{\"external_id\":\"a\",\"email\":\"a@example.com\"}\n");
    let (code, said) = stack.import(&file, ORGANIZATION).await;
    assert_eq!(code, Some(2));
    assert!(said.contains("There is no such organization."), "{said}");
    let (code, said) = stack.import(&folder.path("nothing"), &stack.organization).await;
    assert_eq!(code, Some(2));
    assert!(said.contains("The file cannot be read: No such file or directory."), "{said}");
    let (code, out, said) = stack.export(&stack.organization, &["--function", "nobody"]).await;
    assert_eq!((code, &*out), (Some(2), ""));
    assert!(said.contains("There is no function `nobody`"), "{said}");
    let (code, _, said) = run(&["import"]).await;
    assert_eq!(code, Some(2));
    assert!(said.contains("Name the file"), "{said}");
    let (code, out, _) = run(&["--help"]).await;
    assert_eq!(code, Some(0));
    assert!(out.contains("latchkey import FILE --organization ID"), "{out}");
}

/// What the binary says on a machine where nobody has set up AWS, but for these.
async fn said_with(folder: &Folder, variables: &[(&str, &str)]) -> String {
    let file = folder.write("in.ndjson", "{\"external_id\":\"a\"}\n");
    let mut command = latchkey(&["import", file.to_str().unwrap(), "--organization", ORGANIZATION]);
    command.env_clear().env("AWS_EC2_METADATA_DISABLED", "true");
    command.env("HOME", folder.path("")).envs(variables.iter().copied());
    let output = command.output().await.unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(!said.contains(['{', '"']), "{said}");
    said
}

#[tokio::test]
async fn who_is_not_logged_in_reads_what_to_do() {
    let folder = Folder::new();
    let region = ("AWS_REGION", "eu-central-1");
    let said = said_with(&folder, &[region]).await;
    assert!(said.contains("there are no AWS credentials"), "{said}");

    let keys = [("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "b")];
    let said = said_with(&folder, &keys).await;
    assert!(said.contains("there is no AWS region"), "{said}");

    let config = folder.write(
        "config",
        "[profile dev]\nsso_session = s\nsso_account_id = 123456789012\nsso_role_name = r\n\
         [sso-session s]\nsso_region = eu-central-1\nsso_start_url = https://example.com/start\n",
    );
    let config = ("AWS_CONFIG_FILE", config.to_str().unwrap());
    let said = said_with(&folder, &[region, config, ("AWS_PROFILE", "dev")]).await;
    assert!(said.contains("the AWS login has expired"), "{said}");
    assert!(said.contains("aws sso login"), "{said}");
    let said = said_with(&folder, &[region, config, ("AWS_PROFILE", "nobody")]).await;
    assert!(said.contains("AWS_PROFILE names no profile"), "{said}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_pipe_is_refused_before_it_loses_anything() {
    let (function, folder) = (Function::start().await, Folder::new());
    let pipe = folder.path("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().await.unwrap().success());
    let target = ["--organization", ORGANIZATION, "--endpoint", function.endpoint()];
    let (code, _, said) = run(&[&["import", pipe.to_str().unwrap()], &target[..]].concat()).await;
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("this is a pipe, a folder or the like"), "{said}");
}

#[cfg(unix)]
#[tokio::test]
async fn an_interrupt_leaves_a_state_to_go_on_from() {
    let (function, folder) = (Function::start().await, Folder::new());
    let many: Vec<_> = (0..1000).map(|it| format!("{{\"external_id\":\"{it}\"}}\n")).collect();
    let file = folder.write("in.ndjson", &(lines() + &many.concat()));
    let arguments = ["import", file.to_str().unwrap(), "--organization", ORGANIZATION];
    let arguments =
        [&arguments[..], &["--endpoint", function.endpoint(), "--workers", "1"]].concat();
    // The second call is refused for a while, as a busy function's is.
    function.plan(|number, _| match number {
        0 => Verdict::Do,
        _ => Verdict::Refuse(429, "TooManyRequestsException"),
    });
    let mut child = latchkey(&arguments).stderr(Stdio::piped()).spawn().unwrap();
    function.called(2).await;
    let interrupt = || async {
        let id = child.id().unwrap().to_string();
        Command::new("kill").args(["-INT", &id]).status().await.unwrap();
    };
    interrupt().await;
    function.plan(|_, _| Verdict::Do);
    let status = child.wait().await.unwrap();
    assert_eq!(status.code(), Some(130));
    assert!(folder.files().contains(&"in.ndjson.latchkey-progress".to_owned()));
    assert_eq!(function.calls().len(), 1, "what was under way is finished, and no more");

    let (code, _, said) = run(&arguments).await;
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("Going on behind line 40"), "{said}");
    assert_eq!(function.customers().len(), 1020);
    assert_eq!(folder.lines("in.ndjson.refused.ndjson").len(), 5);
}

#[cfg(unix)]
#[tokio::test]
async fn an_export_that_is_interrupted_leaves_nothing_behind_however_often() {
    let (function, folder) = (Function::start().await, Folder::new());
    let file = folder.path("out.ndjson");
    let arguments = ["export", "--organization", ORGANIZATION, "--endpoint", function.endpoint()];
    let arguments = [&arguments[..], &["--output", file.to_str().unwrap()]].concat();
    for interrupts in 1..=2 {
        function.plan(|_, _| Verdict::Refuse(429, "TooManyRequestsException"));
        let child = latchkey(&arguments).stderr(Stdio::piped()).spawn().unwrap();
        function.called(1).await;
        assert_eq!(folder.files(), ["out.ndjson.part"]);
        let id = child.id().unwrap().to_string();
        for _ in 0..interrupts {
            // The second one may find nobody any more.
            Command::new("kill").args(["-INT", &id]).stderr(Stdio::null()).status().await.unwrap();
        }
        let ended = child.wait_with_output().await.unwrap();
        let said = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(130), "{said}");
        assert_eq!(folder.files(), [""; 0], "{said}");
    }
}
