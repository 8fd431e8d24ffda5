use super::*;

fn router(routes: &[(&str, &str)]) -> Router {
    let mut patterns = Vec::new();
    for (index, (method, path)) in routes.iter().enumerate() {
        let method = (*method != "ANY").then(|| method.parse().unwrap());
        let route =
            Route { function: format!("function-{index}"), method, path: (*path).to_owned() };
        patterns.push(Pattern::new(&route).unwrap());
    }
    patterns.sort_by_key(Pattern::vagueness);
    Router { routes: patterns, default_function: Some("not-found".to_owned()) }
}

fn route<'a>(router: &'a Router, method: &Method, path: &str) -> &'a str {
    router.find(method, path).unwrap().route_key
}

#[test]
fn the_most_specific_route_wins_whatever_the_order_they_stand_in() {
    let router = router(&[
        ("ANY", "/{proxy+}"),
        ("GET", "/pets/{proxy+}"),
        ("GET", "/pets/{kind}/{id}"),
        ("GET", "/pets/dog/{id}"),
        ("ANY", "/pets/dog/1"),
        ("GET", "/pets/dog/1"),
        ("GET", "/pets/dog/{proxy+}"),
    ]);
    let cases = [
        ("/pets/dog/1", "GET /pets/dog/1"),
        ("/pets/dog/2", "GET /pets/dog/{id}"),
        ("/pets/cat/1", "GET /pets/{kind}/{id}"),
        ("/pets/dog/2/x", "GET /pets/dog/{proxy+}"),
        ("/pets/cat", "GET /pets/{proxy+}"),
        ("/cars/1", "ANY /{proxy+}"),
    ];
    for (path, expected) in cases {
        assert_eq!(route(&router, &Method::GET, path), expected, "{path}");
    }
    assert_eq!(route(&router, &Method::POST, "/pets/dog/1"), "ANY /pets/dog/1");
    assert_eq!(route(&router, &Method::POST, "/pets/dog/2"), "ANY /{proxy+}");
}

#[test]
fn a_whole_match_goes_before_a_greedy_one_that_is_more_literal() {
    let router = router(&[("GET", "/a/{proxy+}"), ("GET", "/{x}/{y}")]);
    assert_eq!(route(&router, &Method::GET, "/a/b"), "GET /{x}/{y}");
    assert_eq!(route(&router, &Method::GET, "/a/b/c"), "GET /a/{proxy+}");
}

#[test]
fn a_trailing_slash_is_the_siblings_with_an_empty_rest_and_never_the_route_itself() {
    let router = router(&[("GET", "/x"), ("GET", "/x/{proxy+}")]);
    assert_eq!(route(&router, &Method::GET, "/x"), "GET /x");
    let with_slash = router.find(&Method::GET, "/x/").unwrap();
    assert_eq!(with_slash.route_key, "GET /x/{proxy+}");
    assert_eq!(with_slash.path_parameters.get("proxy").unwrap(), "");
    assert_eq!(
        router.find(&Method::GET, "/x//y/").unwrap().path_parameters.get("proxy").unwrap(),
        "/y/"
    );
    assert_eq!(route(&router, &Method::GET, "/xy"), "$default");
}

#[test]
fn a_variable_is_exactly_one_segment_with_something_in_it() {
    let router = router(&[("GET", "/a/{id}/b")]);
    let found = router.find(&Method::GET, "/a/some id/b").unwrap();
    assert_eq!(found.path_parameters, BTreeMap::from([("id".to_owned(), "some id".to_owned())]));
    for path in ["/a//b", "/a/b", "/a/1/2/b", "/a/1/b/", "a/1"] {
        assert_eq!(route(&router, &Method::GET, path), "$default", "{path}");
    }
}

#[test]
fn head_and_options_have_no_route_unless_they_are_given_one() {
    let router = router(&[("GET", "/x")]);
    assert_eq!(route(&router, &Method::HEAD, "/x"), "$default");
    assert_eq!(route(&router, &Method::OPTIONS, "/x"), "$default");
    assert_eq!(route(&router, &Method::DELETE, "/x"), "$default");
}

#[test]
fn a_path_api_gateway_would_not_take_is_refused() {
    for path in ["x", "/{}", "/{+}", "/{proxy+}/x"] {
        let route = Route { function: "f".to_owned(), method: None, path: path.to_owned() };
        assert!(Pattern::new(&route).is_err(), "{path}");
    }
}
