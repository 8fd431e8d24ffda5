//! `infra/template.yaml`, held against everything that repeats a part of it.

use std::collections::{BTreeMap, BTreeSet};

use http::Method;
use local::{
    functions,
    template::{StreamSource, Template},
};
use serde_json::{Value, json};
use shared::http::ROUTES;
use tests::World;

const YAML: &str = include_str!("../../infra/template.yaml");
const WORKSPACE: &str = include_str!("../../Cargo.toml");
const FUNCTIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../functions");

/// What is behind a route's own path when it is the sibling for its trailing slash.
const REST: &str = "/{proxy+}";
/// What is behind the path of a function that has a whole tree of them, and all methods.
const TREE: &str = "/{page+}";

fn template() -> Template {
    Template::bundled().unwrap()
}

/// The folders of functions.
fn folders() -> BTreeSet<String> {
    let entries = std::fs::read_dir(FUNCTIONS).unwrap();
    let folders = entries.map(Result::unwrap).filter(|entry| entry.path().is_dir());
    folders.map(|entry| entry.file_name().into_string().unwrap()).collect()
}

/// The functions that a request can reach.
fn routed(template: &Template) -> BTreeSet<String> {
    let routed = template.routes().iter().map(|route| route.function.clone());
    routed.chain(template.default_function().map(str::to_owned)).collect()
}

#[test]
fn the_paths_that_functions_know_are_the_template_s() {
    let template = template();
    let mut expected: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    // A function with all methods knows its paths by itself.
    let with_method =
        template.routes().iter().filter_map(|it| Some((&it.path, it.method.as_ref()?)));
    for (path, method) in with_method {
        let path = path.strip_suffix(REST).unwrap_or(path);
        expected.entry(path).or_default().insert(method.as_str());
    }
    let known: BTreeMap<&str, BTreeSet<&str>> = ROUTES
        .into_iter()
        .map(|(path, methods)| (path, methods.iter().copied().collect()))
        .collect();
    assert_eq!(known, expected);
    assert_eq!(known.len(), ROUTES.len(), "no path stands twice");
}

#[test]
fn every_path_has_a_sibling_for_its_trailing_slash() {
    let template = template();
    let key = |path: &str, method: &Option<Method>, function: &str| {
        (path.to_owned(), method.clone(), function.to_owned())
    };
    let (siblings, paths): (Vec<_>, Vec<_>) =
        template.routes().iter().partition(|route| is_sibling(&route.path));
    let siblings: Vec<_> =
        siblings.iter().map(|it| key(&it.path, &it.method, &it.function)).collect();
    for route in &paths {
        let rest = if route.method.is_some() { REST } else { TREE };
        let sibling = key(&format!("{}{rest}", route.path), &route.method, &route.function);
        assert!(siblings.contains(&sibling), "{sibling:?}");
    }
    assert_eq!(siblings.len(), paths.len());
    assert_eq!(paths.len(), 34);
}

fn is_sibling(path: &str) -> bool {
    path.ends_with(REST) || path.ends_with(TREE)
}

#[test]
fn every_folder_of_a_function_is_deployed_and_nothing_else_is() {
    let template = template();
    let deployed: BTreeSet<_> = template.functions().map(str::to_owned).collect();
    assert_eq!(folders(), deployed);
}

#[test]
fn every_function_s_binary_and_logs_are_its_own() {
    for folder in folders() {
        let resource = format!("\n  {}:\n", pascal_case(&folder));
        let (_, rest) = YAML.split_once(&resource).unwrap();
        let own = rest.split("\n\n").next().unwrap();
        let binary = format!("BuildProperties: {{ Binary: {folder} }}");
        assert!(own.contains(&binary), "{folder}");
        let logs = format!("LogGroup: !Ref {}Logs", pascal_case(&folder));
        assert!(own.contains(&logs), "{folder}");
    }
}

#[test]
fn the_gateway_may_invoke_every_function_with_a_route_however_it_spells_the_path() {
    for function in routed(&template()) {
        let permission = format!(
            "      FunctionName: !Ref {}\n      Principal: apigateway.amazonaws.com\n      \
             SourceArn: !Sub arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{Api}}/*/*\n",
            pascal_case(&function)
        );
        assert!(YAML.contains(&permission), "{function}");
    }
}

#[tokio::test]
async fn the_local_stack_calls_every_function_with_a_route_and_no_other() {
    let world = World::new().await;
    let routed = routed(world.template);
    for function in folders() {
        let call =
            functions::call(&function, world.app(&function), lambda_http::Request::default());
        assert_eq!(call.is_some(), routed.contains(&function), "{function}");
    }
    let request = lambda_http::Request::default();
    assert!(functions::call("nothing", world.app("admin"), request).is_none());
}

#[test]
fn what_is_not_for_the_public_has_no_route() {
    let routed = routed(&template());
    for function in ["admin", "send-mail"] {
        assert!(!routed.contains(function), "{function}");
        assert!(folders().contains(function), "{function}");
    }
    assert_eq!(template().default_function(), Some("not-found"));
}

#[test]
fn cargo_lambda_watch_has_the_template_s_routes_and_no_others() {
    let workspace: toml::Table = toml::from_str(WORKSPACE).unwrap();
    let router = &workspace["workspace"]["metadata"]["lambda"]["watch"]["router"];
    let router: BTreeMap<String, Value> = router.clone().try_into().unwrap();

    let template = template();
    let mut by_path: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let mut expected: BTreeMap<String, Value> = BTreeMap::new();
    for route in template.routes() {
        let Some(method) = &route.method else {
            // All methods are the function by itself; nor does the rest of a tree match an empty one.
            let root = route.path.strip_suffix("{page+}");
            let paths = root.map_or(vec![route.path.clone()], |root| {
                vec![root.to_owned(), format!("{root}{{*page}}")]
            });
            expected.extend(paths.into_iter().map(|path| (path, json!(route.function))));
            continue;
        };
        let path = route.path.strip_suffix("{proxy+}").unwrap_or(&route.path);
        let target = json!({ "method": method.as_str(), "function": route.function });
        by_path.entry(path.to_owned()).or_default().push(target);
    }
    expected.extend(by_path.into_iter().map(|(path, targets)| (path, by_method(targets).into())));
    for everything_else in ["/", "/{slug}", "/{slug}/{*path}"] {
        let function = template.default_function().unwrap();
        expected.insert(everything_else.to_owned(), function.into());
    }
    let router: BTreeMap<String, Value> = router
        .into_iter()
        .map(|(path, target)| match target {
            Value::Array(targets) => (path, by_method(targets).into()),
            function => (path, function),
        })
        .collect();
    assert_eq!(router, expected);
}

fn by_method(mut targets: Vec<Value>) -> Vec<Value> {
    targets.sort_by_key(|target| target["method"].to_string());
    targets
}

#[test]
fn no_function_may_do_everything() {
    let template = template();
    for function in template.functions() {
        for action in template.allowed_actions(function).unwrap() {
            let (service, name) = action.split_once(':').unwrap();
            assert!(!action.contains('*'), "{function}: {action}");
            assert!(["dynamodb", "ses", "secretsmanager"].contains(&service));
            assert!(!["Scan", "DeleteTable"].contains(&name), "{function}");
        }
    }
    assert!(template.allowed_actions("not-found").unwrap().is_empty());
    let open = YAML.lines().filter(|line| line.trim() == "Resource: \"*\"");
    assert_eq!(open.count(), 0);
}

#[test]
fn only_what_makes_or_checks_codes_reads_the_pepper_and_only_send_mail_sends() {
    let template = template();
    let with = |action: &str| -> Vec<&str> {
        let may = |function: &&str| {
            let allowed = template.allowed_actions(function).unwrap();
            allowed.contains(action)
        };
        template.functions().filter(may).collect()
    };
    let peppered = ["authenticate", "portal", "request-code", "send-mail"];
    assert_eq!(with("secretsmanager:GetSecretValue"), peppered);
    assert_eq!(with("ses:SendEmail"), ["send-mail"]);
    let pepper = "LATCHKEY_PEPPER_SECRET_ID";
    for function in template.functions() {
        let given = template.environment(function).unwrap().contains(pepper);
        assert_eq!(given, peppered.contains(&function), "{function}");
    }
}

#[test]
fn the_stream_is_read_as_the_design_says() {
    let announces_mail = json!({
        "eventName": ["INSERT"], "dynamodb": { "NewImage": { "mail": { "S": [{ "exists": true }] } } },
    });
    let expected = StreamSource {
        function: "send-mail".to_owned(),
        batch_size: 10,
        filters: vec![announces_mail],
        maximum_retry_attempts: None,
        maximum_record_age_seconds: Some(840),
        bisect_on_error: true,
        report_batch_item_failures: true,
    };
    assert_eq!(*template().stream_source(), expected);
    for line in [
        "StreamViewType: NEW_IMAGE",
        "ParallelizationFactor: 10",
        "OnFailure: { Type: SQS, Destination: !GetAtt MailDeadLetters.Arn }",
    ] {
        assert!(YAML.contains(line), "{line}");
    }
}

#[test]
fn the_table_s_ttl_is_the_attribute_that_every_read_checks() {
    assert_eq!(template().ttl_attribute(), "expires_at");
}

/// `request-code` → `RequestCode`.
fn pascal_case(folder: &str) -> String {
    let words = folder.split('-').map(|word| {
        let (first, rest) = word.split_at(1);
        first.to_uppercase() + rest
    });
    words.collect()
}
