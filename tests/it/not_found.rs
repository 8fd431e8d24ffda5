//! `$default`: what has no route.

use std::collections::{BTreeMap, BTreeSet};

use http::Method;
use serde_json::{Value, json};
use tests::{Call, PortalPaths, World};

use crate::contract::{assert_not_found, assert_unauthorized, assert_uncached_json, shape};

/// The template's paths, without their siblings, and the methods of each.
fn paths(world: &World) -> BTreeMap<String, BTreeSet<String>> {
    let mut paths: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for route in world.template.routes() {
        // A function with all methods answers what is not its own by itself.
        let Some(method) = route.method.as_ref().map(ToString::to_string) else { continue };
        if !route.path.ends_with("/{proxy+}") {
            paths.entry(route.path.clone()).or_default().insert(method);
        }
    }
    paths
}

/// A path with something in place of each of its variables.
fn filled(path: &str) -> String {
    path.replace("{id}", "00000000-0000-4000-8000-000000000999")
        .replace("{external_id}", "user_1")
        .replace("{member_id}", "00000000-0000-7000-8000-000000000999")
}

/// The methods of a path that says something in place of a template's variables, decoded; none where
/// there is no such path.
fn methods<'a>(
    paths: &'a BTreeMap<String, BTreeSet<String>>,
    path: &str,
) -> Option<&'a BTreeSet<String>> {
    let path = path.strip_suffix('/').unwrap_or(path);
    let given: Vec<_> = path.split('/').collect();
    let fits = |pattern: &str| {
        let parts: Vec<_> = pattern.split('/').collect();
        let fits =
            |(part, given): (&&str, &&str)| part == given || part.starts_with('{') && given != &"";
        parts.len() == given.len() && parts.iter().zip(&given).all(fits)
    };
    paths.iter().find(|(pattern, _)| fits(pattern)).map(|(_, methods)| methods)
}

const METHODS: [Method; 7] = [
    Method::GET,
    Method::HEAD,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
    Method::OPTIONS,
];

#[tokio::test]
async fn an_unknown_path_is_not_found_whatever_the_method() {
    let world = World::new().await;
    for path in [
        "/",
        "/v1",
        "/v1/",
        "/v2/customer-sessions",
        "/v1/customer-sessionsx",
        "/V1/customer-sessions/",
        "/v1/customer-portal",
        "/v1/customer-portal/customer-sessio",
        "/favicon.ico",
        "/acme",
        "/..",
        "/%00",
        "/%",
        "/%ff",
        "/$default",
        "/{proxy+}",
    ] {
        for method in METHODS {
            assert_not_found(&world.call(Call::new(method, path)).await);
        }
    }
}

#[tokio::test]
async fn a_method_that_a_path_does_not_take_is_told_which_it_takes() {
    let world = World::new().await;
    for (path, allowed) in paths(&world) {
        for method in METHODS {
            if allowed.contains(method.as_str()) {
                continue;
            }
            let path = filled(&path);
            for spelling in [path.clone(), format!("{path}/")] {
                let answer = world.call(Call::new(method.clone(), &spelling)).await;
                let told = (answer.status, answer.header("allow"));
                let allow: Vec<_> = allowed.iter().map(String::as_str).collect();
                assert_eq!(told, (405, Some(allow.join(", ").as_str())), "{method} {spelling}");
                let body = answer.json();
                assert_eq!(body["error"], "MethodNotAllowed");
                assert_eq!(shape(&body), json!({ "error": "string", "detail": "string" }));
                assert_uncached_json(&answer);
            }
        }
    }
    assert_eq!(paths(&world).len(), 20);
}

#[tokio::test]
async fn what_stands_behind_a_path_s_slash_is_another_path() {
    let world = World::new().await;
    let paths = paths(&world);
    let (mut known, mut unknown) = (0, 0);
    for path in paths.keys() {
        for (beyond, decoded) in [
            ("/x", "/x"),
            ("//", "//"),
            ("/x/", "/x/"),
            ("//x", "//x"),
            ("/%2F", "//"),
            ("/%20", "/ "),
            ("/.", "/."),
            ("/x/y", "/x/y"),
        ] {
            let path = filled(path);
            let methods = methods(&paths, &format!("{path}{decoded}"));
            for method in METHODS {
                let answer =
                    world.call(Call::new(method.clone(), &format!("{path}{beyond}"))).await;
                match methods {
                    Some(methods) if methods.contains(method.as_str()) => {
                        assert_unauthorized(&answer);
                        known += 1;
                    }
                    Some(_) => answer.expect_status(405),
                    None => {
                        assert_not_found(&answer);
                        unknown += 1;
                    }
                }
            }
        }
    }
    assert!(known > 0 && unknown > 0, "{known} known, {unknown} unknown");
}

/// A body that every endpoint takes that takes one.
fn body() -> Value {
    json!({ "email": "joan@example.com" })
}

#[tokio::test]
async fn a_path_that_names_what_cannot_be_is_not_found_and_not_looked_for() {
    let world = World::new().await;
    let (token, customer) = (world.seed.access_token.clone(), world.individual().to_string());
    let session = world.sign_in(world.email()).await;
    let long = "x".repeat(256);
    let mut tried = 0;
    for (path, methods) in paths(&world) {
        for name in ["x", "%20", ".", "%00", "%F0%9F%98%80", "null", "a%0Ab", &long] {
            let impossible = match () {
                () if path.contains("{member_id}") => path.replace("{member_id}", name),
                () if path.contains("{id}") => path.replace("{id}", name),
                () if path.contains("{external_id}")
                    && ["%00", ".", "a%0Ab", &long].contains(&name) =>
                {
                    path.replace("{external_id}", name)
                }
                () => continue,
            };
            // Below a customer's external id, a member goes by its own.
            if path.contains("/external/") && path.contains("{member_id}") {
                continue;
            }
            let impossible = impossible.replace("{id}", &customer);
            let own = path.starts_with(PortalPaths::SESSIONS);
            let bearer = if own { &session } else { &token };
            for method in &methods {
                let call = Call::new(method.parse().unwrap(), &impossible).json(&body());
                world.wire.forget();
                assert_not_found(&world.call(call.bearer(bearer)).await);
                let reads = world.wire.operations();
                let expected = if own { "BatchGetItem" } else { "GetItem" };
                assert_eq!(reads, [expected], "who calls, and no more: {impossible}");
                tried += 1;
            }
        }
    }
    assert!(tried > 80, "{tried}");
}

#[tokio::test]
async fn what_does_not_exist_is_not_found_whoever_asks_and_read_nowhere() {
    let world = World::new().await;
    let token = world.sign_in(world.email()).await;
    world.wire.forget();
    for path in [
        format!("{}/x", PortalPaths::REQUEST),
        format!("{}/x", PortalPaths::SESSION),
        "/v1/customer-sessions/x".to_owned(),
        "/v1/nothing".to_owned(),
        format!("{}/x", PortalPaths::MEMBERS),
        format!("{}/x/y", PortalPaths::CUSTOMERS),
        format!("{}/x/members/y/z", PortalPaths::CUSTOMERS),
        format!("{}/external/x/state/y", PortalPaths::CUSTOMERS),
        format!("{}/x/y", PortalPaths::SESSIONS),
    ] {
        for method in [Method::POST, Method::DELETE] {
            let call = Call::new(method, &path).json(&json!({})).bearer(&token);
            assert_not_found(&world.call(call).await);
        }
    }
    assert_eq!(world.wire.operations(), [""; 0]);
    world.introspect(&token).await.expect_status(200);
}

#[tokio::test]
async fn a_slash_too_many_at_the_front_is_another_path() {
    let world = World::new().await;
    for path in ["//", "//v1/customer-sessions", "/v1//customer-sessions/"] {
        for method in METHODS {
            assert_not_found(&world.call(Call::new(method, path)).await);
        }
    }
}

#[tokio::test]
async fn a_path_is_what_it_says_decoded() {
    let world = World::new().await;
    for path in [
        "/v1%2Fcustomer-sessions",
        "/v1/customer-sessions%2F",
        "/v1/customer%2Dsessions",
        "/%76%31/customer-sessions",
    ] {
        let answer = world.call(Call::post(path)).await;
        assert_eq!(answer.json()["error"], "Unauthorized", "{path}");
        let answer = world.call(Call::get(path)).await;
        assert_eq!(answer.header("allow"), Some("DELETE, POST"), "{path}");
    }
    for path in ["/v1%2Fcustomers%2Fx", "/v1/customers/x%2Fmembers", "/v1/%63ustomers"] {
        let answer = world.call(Call::get(path)).await;
        assert_eq!(answer.json()["error"], "Unauthorized", "{path}");
    }
    for path in ["/v1/customer-sessions%2Fx", "/v1/customer-sessions%252F"] {
        for method in METHODS {
            assert_not_found(&world.call(Call::new(method, path)).await);
        }
    }
}

#[tokio::test]
async fn a_query_makes_no_other_path() {
    let world = World::new().await;
    let answer = world.call(Call::get("/v1/customer-sessions?x=/y")).await;
    assert_eq!(answer.status, 405);
    assert_not_found(&world.call(Call::get("/v1/nothing?x")).await);
}
