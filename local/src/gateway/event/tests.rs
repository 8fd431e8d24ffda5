use http::{Method, Request};
use lambda_http::request::RequestContext;
use lambda_http::{RequestExt, RequestPayloadExt};
use time::macros::datetime;

use super::*;

fn arrival(request: Request<&[u8]>) -> Arrival {
    let (parts, body) = request.into_parts();
    Arrival {
        parts,
        body: Bytes::copy_from_slice(body),
        source_ip: [127, 0, 0, 2].into(),
        at: datetime!(2020-03-12 19:03:58.390 UTC),
        request_id: "JKJaXmPLvHcESHA=".to_owned(),
    }
}

fn found() -> Match<'static> {
    let path_parameters = BTreeMap::from([("id".to_owned(), "a b".to_owned())]);
    Match { function: "get-thing", route_key: "POST /things/{id}", path_parameters }
}

fn event(request: Request<&[u8]>) -> Value {
    arrival(request).event(&found())
}

fn get(uri: &str) -> Request<&'static [u8]> {
    Request::get(uri).body(&b""[..]).unwrap()
}

#[test]
fn the_event_has_the_fields_of_payload_format_2() {
    let request = Request::post("/things/a%20b?x=1&y=%2B+2&x=3")
        .header("host", "shop.example:8080")
        .header("User-Agent", "curl")
        .header("accept", "text/html")
        .header("accept", "*/*")
        .header("cookie", "a=1; b=2")
        .header("cookie", "c=3")
        .header("connection", "keep-alive")
        .header("content-type", "application/json; charset=utf-8")
        .header("x-forwarded-for", "10.0.0.1")
        .body(&br#"{"a":1}"#[..]);

    assert_eq!(
        event(request.unwrap()),
        json!({
            "version": "2.0",
            "routeKey": "POST /things/{id}",
            "rawPath": "/things/a b",
            "rawQueryString": "x=1&y=%2B+2&x=3",
            "cookies": ["a=1", "b=2", "c=3"],
            "headers": {
                "accept": "text/html,*/*",
                "content-length": "7",
                "content-type": "application/json; charset=utf-8",
                "host": "shop.example:8080",
                "user-agent": "curl",
                "x-forwarded-for": "10.0.0.1, 127.0.0.2",
                "x-forwarded-proto": "http",
            },
            "queryStringParameters": {"x": "1,3", "y": "+ 2"},
            "pathParameters": {"id": "a b"},
            "requestContext": {
                "accountId": "000000000000",
                "apiId": "local",
                "domainName": "shop.example",
                "domainPrefix": "shop",
                "http": {
                    "method": "POST",
                    "path": "/things/a b",
                    "protocol": "HTTP/1.1",
                    "sourceIp": "127.0.0.2",
                    "userAgent": "curl",
                },
                "requestId": "JKJaXmPLvHcESHA=",
                "routeKey": "POST /things/{id}",
                "stage": "$default",
                "time": "12/Mar/2020:19:03:58 +0000",
                "timeEpoch": 1_584_039_838_390_i64,
            },
            "body": "{\"a\":1}",
            "isBase64Encoded": false,
        })
    );
}

#[test]
fn what_is_empty_is_not_there() {
    let event = arrival(get("/")).event(&Match { path_parameters: BTreeMap::new(), ..found() });
    for absent in ["cookies", "queryStringParameters", "pathParameters", "body"] {
        assert!(event.get(absent).is_none(), "{absent}");
    }
    assert_eq!(event["rawQueryString"], "");
}

#[test]
fn a_function_gets_back_what_was_sent() {
    let request = Request::post("/things/1?q=a%26b")
        .header("host", "127.0.0.1:3000")
        .header("cookie", "a=1; b=2")
        .header("content-type", "application/json");
    let event = event(request.body(&br#"{"n":1}"#[..]).unwrap());

    let request = lambda_http::request::from_str(&event.to_string()).unwrap();
    assert_eq!(request.method(), Method::POST);
    assert_eq!(request.uri().path(), "/things/1");
    assert_eq!(request.query_string_parameters().first("q"), Some("a&b"));
    assert_eq!(request.path_parameters().first("id"), Some("a b"));
    assert_eq!(request.headers()["cookie"], "a=1; b=2");
    assert_eq!(request.json::<Value>().unwrap(), Some(json!({"n": 1})));
    let RequestContext::ApiGatewayV2(context) = request.request_context() else {
        panic!("another kind of event")
    };
    assert_eq!(context.http.source_ip.as_deref(), Some("127.0.0.2"));
}

#[test]
fn only_text_travels_as_text_and_every_byte_arrives() {
    let cases: [(Option<&str>, &[u8], bool); 7] = [
        (Some("application/json"), b"{}", false),
        (Some("TEXT/plain;charset=utf-8"), "ä".as_bytes(), false),
        (Some("application/problem+json"), b"{}", false),
        (None, b"{}", false),
        (Some("application/x-www-form-urlencoded"), b"a=b", true),
        (Some("image/png"), b"\x89PNG", true),
        (Some("application/json"), b"\xff\xfe", true),
    ];
    for (content_type, body, encoded) in cases {
        let mut request = Request::post("/").body(body).unwrap();
        if let Some(content_type) = content_type {
            request.headers_mut().insert(CONTENT_TYPE, content_type.parse().unwrap());
        }
        let event = event(request);
        assert_eq!(event["isBase64Encoded"], encoded, "{content_type:?}");
        let request = lambda_http::request::from_str(&event.to_string()).unwrap();
        assert_eq!(&request.body()[..], body, "{content_type:?}");
    }
}

#[test]
fn the_path_is_decoded_and_what_cannot_be_stays_as_it_is() {
    let cases = [
        ("/a%2Fb", "/a/b"),
        ("/%C3%A4", "/ä"),
        ("/100%", "/100%"),
        ("/%zz%4", "/%zz%4"),
        ("/a+b", "/a+b"),
        ("/a%3Fb=c", "/a"),
        ("/%FF", "/\u{fffd}"),
    ];
    for (sent, path) in cases {
        assert_eq!(arrival(get(sent)).path(), path, "{sent}");
    }
}

#[test]
fn odd_bytes_in_headers_query_and_path_still_make_an_event() {
    let mut request = get("/%00%ff%23/x?%ff&&=&%");
    for (name, value) in
        [("x-odd", &b"\xff\xe9"[..]), ("cookie", b"; ;=;\xff"), ("user-agent", b"\xfe")]
    {
        request.headers_mut().insert(name, http::HeaderValue::from_bytes(value).unwrap());
    }
    let event = event(request);
    assert!(lambda_http::request::from_str(&event.to_string()).is_ok());
}

#[test]
fn a_host_that_is_none_and_a_request_without_a_path_are_not_let_in() {
    for host in ["a b", "[::1", "a/../%zz", "exa mple", "http://x y"] {
        let mut request = get("/");
        request.headers_mut().insert(HOST, host.parse().unwrap());
        assert!(!arrival(request).is_well_formed(), "{host}");
    }
    assert!(!arrival(get("*")).is_well_formed());
    for host in ["localhost", "127.0.0.1:80", "[::1]:80", "shop.example"] {
        let mut request = get("/");
        request.headers_mut().insert(HOST, host.parse().unwrap());
        assert!(arrival(request).is_well_formed(), "{host}");
    }
    assert!(arrival(get("/")).is_well_formed());
}
