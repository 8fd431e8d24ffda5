//! `$default`: what has no route.

use std::collections::{BTreeMap, BTreeSet};

use http::Method;
use serde_json::json;
use tests::{Call, PortalPaths, World};

use crate::contract::{assert_not_found, assert_uncached_json, shape};

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
    assert_eq!(paths(&world).len(), 6);
}

#[tokio::test]
async fn what_stands_behind_a_path_s_slash_is_another_path() {
    let world = World::new().await;
    for (path, methods) in paths(&world) {
        for beyond in ["/x", "//", "/x/", "//x", "/%2F", "/%20", "/."] {
            let path = format!("{path}{beyond}");
            for method in &methods {
                let call = Call::new(method.parse().unwrap(), &path);
                assert_not_found(&world.call(call).await);
            }
            assert_not_found(&world.call(Call::new(Method::PUT, &path)).await);
        }
    }
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
        assert_eq!(answer.header("allow"), Some("POST"), "{path}");
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
