use std::sync::atomic::{AtomicUsize, Ordering};

use http::header::{CONTENT_TYPE, SET_COOKIE};
use lambda_http::RequestExt;
use lambda_http::request::RequestContext;
use serde_json::{Value, json};
use time::macros::datetime;
use tokio::net::TcpListener;

use super::*;
use crate::testing::exchange;

const SIGN_OUT: &str = "/v1/customer-portal/customer-session";

fn gateway() -> Gateway {
    let count = AtomicUsize::new(0);
    Gateway::new(
        &Template::bundled().unwrap(),
        Arc::new(|| datetime!(2026-01-02 03:04:05 UTC)),
        Arc::new(move || format!("request-{}", count.fetch_add(1, Ordering::Relaxed))),
    )
    .unwrap()
}

/// Says what the function got, panics when it is asked to, and answers some headers twice.
fn echo() -> Dispatch {
    Arc::new(|function, request| {
        let function = function.to_owned();
        Box::pin(async move {
            assert!(!request.headers().contains_key("x-crash"), "as asked");
            let RequestContext::ApiGatewayV2(context) = request.request_context() else {
                panic!("wrong event")
            };
            let body = json!({
                "function": function,
                "proxy": request.path_parameters().first("proxy"),
                "source_ip": context.http.source_ip,
                "length": request.body().len(),
            });
            let response =
                Response::builder().status(201).header("x-twice", "1").header("x-twice", "2");
            let response = response.header(SET_COOKIE, "a=1").header(SET_COOKIE, "b=2");
            response.body(Body::Text(body.to_string())).unwrap()
        })
    })
}

fn request(method: &str, uri: &str) -> Request<Bytes> {
    Request::builder().method(method).uri(uri).body(Bytes::new()).unwrap()
}

async fn answer(request: Request<Bytes>) -> (Response<()>, Value) {
    let response = gateway().handle(request, [127, 0, 0, 3].into(), &echo()).await;
    let (parts, body) = response.into_parts();
    (Response::from_parts(parts, ()), serde_json::from_slice(&body).unwrap())
}

#[tokio::test]
async fn a_request_reaches_the_function_of_its_route() {
    let (response, body) = answer(request("DELETE", SIGN_OUT)).await;
    assert_eq!(response.status(), StatusCode::CREATED);
    assert_eq!(
        body,
        json!({"function": "sign-out", "proxy": null, "source_ip": "127.0.0.3", "length": 0})
    );

    let (_, body) = answer(request("DELETE", &format!("{SIGN_OUT}/"))).await;
    assert_eq!(body["function"], "sign-out");
    assert_eq!(body["proxy"], "");
}

#[tokio::test]
async fn what_has_no_route_reaches_the_default_function() {
    for (method, path) in
        [("GET", "/"), ("POST", SIGN_OUT), ("HEAD", SIGN_OUT), ("OPTIONS", SIGN_OUT)]
    {
        let (_, body) = answer(request(method, path)).await;
        assert_eq!(body["function"], "not-found", "{method} {path}");
    }
}

#[tokio::test]
async fn of_a_repeated_header_only_the_first_is_left_and_of_cookies_all() {
    let (response, _) = answer(request("DELETE", SIGN_OUT)).await;
    let values = |name: &str| response.headers().get_all(name).iter().cloned().collect::<Vec<_>>();
    assert_eq!(values("x-twice"), ["1"]);
    assert_eq!(values("set-cookie"), ["a=1", "b=2"]);
    assert_eq!(values("apigw-requestid"), ["request-0"]);
    assert_eq!(values("content-type"), ["text/plain; charset=utf-8"]);
}

#[tokio::test]
async fn a_crash_is_the_gateways_500() {
    let mut crashing = request("DELETE", SIGN_OUT);
    crashing.headers_mut().insert("x-crash", "1".parse().unwrap());
    let (response, body) = answer(crashing).await;
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(response.headers()[CONTENT_TYPE], "application/json");
    assert_eq!(body, json!({"message": "Internal Server Error"}));
}

#[tokio::test]
async fn ten_megabytes_are_let_in_and_not_a_byte_more() {
    let with_body = |length: usize| request("POST", "/").map(|_| Bytes::from(vec![b'a'; length]));
    let (response, body) = answer(with_body(MAXIMUM_BODY)).await;
    assert_eq!(response.status(), StatusCode::CREATED);
    assert_eq!(body["length"], MAXIMUM_BODY);

    let (response, body) = answer(with_body(MAXIMUM_BODY + 1)).await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(body, json!({"message": "Request Entity Too Large"}));
}

#[tokio::test]
async fn a_host_that_is_none_is_the_gateways_400() {
    let mut odd = request("DELETE", SIGN_OUT);
    odd.headers_mut().insert("host", "a b".parse().unwrap());
    let (response, body) = answer(odd).await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert_eq!(body, json!({"message": "Bad Request"}));
}

#[tokio::test]
async fn on_a_socket_it_answers_on_after_a_crash_and_after_a_body_too_large() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(serve(listener, gateway(), echo()));

    let head = |line: &str, more: &str| {
        format!("{line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{more}\r\n")
    };
    let crash = exchange(address, head("GET /", "X-Crash: 1\r\n").as_bytes()).await;
    assert!(crash.starts_with("HTTP/1.1 500 "), "{crash}");

    let mut large =
        head("POST /", &format!("Content-Length: {}\r\n", MAXIMUM_BODY + 1)).into_bytes();
    large.resize(large.len() + MAXIMUM_BODY + 1, b'a');
    let large = exchange(address, &large).await;
    assert!(large.starts_with("HTTP/1.1 413 "), "{large}");
    assert!(large.ends_with(r#"{"message":"Request Entity Too Large"}"#), "{large}");

    let fine = exchange(address, head("GET /", "").as_bytes()).await;
    assert!(fine.starts_with("HTTP/1.1 201 "), "{fine}");
    assert!(fine.contains(r#""source_ip":"127.0.0.1""#), "{fine}");

    let bodiless = exchange(address, head("HEAD /", "").as_bytes()).await;
    assert!(bodiless.ends_with("\r\n\r\n"), "{bodiless}");
    server.abort();
}
