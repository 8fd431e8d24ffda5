//! `GET /v1/customers`

use std::sync::Arc;

use serde_json::{Value, json};
use tests::{Answer, Call, PortalPaths, TABLE, Verdict, WireCall, World};

use crate::{
    contract::{CUSTOMERS_LIST, assert_faults_of, assert_uncached_json, fixture, shape},
    customers::{
        NOBODY, as_merchant, assert_takes_only, by_id, created, created_elsewhere, delete, encoded,
        id, ids, list,
    },
};

/// An organization without any customers yet.
struct Shop<'w> {
    world: &'w World,
    token: String,
}

impl<'w> Shop<'w> {
    async fn open(world: &'w World) -> Self {
        let body = json!({ "operation": "create_organization", "name": "Shop", "slug": "shop" });
        let organization = world.admin(body).await.unwrap()["id"].take();
        let scopes = ["customers:read", "customers:write"];
        let mint = json!({
            "operation": "mint_access_token", "organization_id": organization, "scopes": scopes,
        });
        let token = world.admin(mint).await.unwrap()["token"].as_str().unwrap().to_owned();
        Self { world, token }
    }

    async fn call(&self, call: Call) -> Answer {
        self.world.call(call.bearer(&self.token)).await
    }

    /// Creates a customer a second later, and gives its id.
    async fn create(&self, body: &Value) -> String {
        self.world.clock.advance(1);
        self.call(Call::post(PortalPaths::CUSTOMERS).json(body)).await.expect(201).text("id")
    }

    async fn delete(&self, id: &str) {
        self.call(Call::delete(&by_id(id))).await.expect_status(204);
    }

    async fn ask(&self, query: &str) -> Answer {
        self.call(Call::get(&format!("{}?{query}", PortalPaths::CUSTOMERS))).await
    }

    async fn list(&self, query: &str) -> Value {
        self.ask(query).await.expect(200).json()
    }

    /// Fails unless every page of a list, one after the other, is these and says so.
    async fn assert_pages(&self, filter: &str, limit: usize, expected: &[String]) {
        let pages = expected.len().div_ceil(limit);
        let mut found = Vec::new();
        for page in 1..=pages + 1 {
            let list = self.list(&format!("{filter}&page={page}&limit={limit}")).await;
            let pagination = json!({ "total_count": expected.len(), "max_page": pages });
            assert_eq!(list["pagination"], pagination, "page {page} of {limit}");
            assert!(ids(&list).len() <= limit);
            found.extend(ids(&list).into_iter().map(str::to_owned));
        }
        assert_eq!(found, expected, "pages of {limit}");
    }

    /// Lets the index by email have so many entries of customers that are gone, as it may for a
    /// moment, and answer with some of them at once.
    fn crowd(&self, email: &str, count: usize) {
        let entries: Vec<_> = (0..count).map(|number| index_entry(email, number)).collect();
        let part = |part: &[Value]| json!({ "Items": part, "ScannedCount": part.len() });
        let parts: Vec<_> = entries.chunks(500).map(part).collect();
        self.world.wire.decide(move |_, call| {
            if call.request["IndexName"] != "customers-by-email" {
                return Verdict::Pass;
            }
            // The key that an answer ends with is made to tell which part comes next.
            let next = call.request["ExclusiveStartKey"]["pk"]["S"].as_str();
            let number = next.map_or(0, |next| next.parse().unwrap());
            let mut answer = parts[number].clone();
            if number + 1 < parts.len() {
                answer["LastEvaluatedKey"] = json!({ "pk": { "S": (number + 1).to_string() } });
            }
            Verdict::Answer(200, answer)
        });
    }
}

/// What of a customer's entry in the index by email is read.
fn index_entry(email: &str, number: usize) -> Value {
    let id = format!("00000000-0000-4000-8000-{number:012}");
    json!({
        "pk": { "S": format!("CUSTOMER#{id}") }, "sk": { "S": "CUSTOMER" },
        "directory_email": { "S": format!("{email}#{:015}#{id}", 1_700_000_000_000 + number) },
    })
}

fn newest_first(ids: &[String]) -> Vec<String> {
    ids.iter().rev().cloned().collect()
}

fn email_of(text: &str) -> String {
    format!("email={}", encoded(text))
}

fn query_of(text: &str) -> String {
    format!("query={}", encoded(text))
}

#[tokio::test]
async fn a_list_has_exactly_the_contract_s_fields() {
    let world = World::new().await;
    let shop = Shop::open(&world).await;
    shop.create(&json!({ "email": "ada@example.com", "external_id": "ext_1" })).await;
    for path in ["/v1/customers", "/v1/customers/"] {
        let answer = shop.call(Call::get(path)).await.expect(200);
        assert_eq!(shape(&answer.json()), shape(&fixture(CUSTOMERS_LIST)));
        assert_eq!(answer.json()["pagination"], json!({ "total_count": 1, "max_page": 1 }));
        assert_uncached_json(&answer);
    }
}

#[tokio::test]
async fn a_list_shows_its_customers_as_they_are() {
    let world = World::new().await;
    let shop = Shop::open(&world).await;
    let ada = shop.create(&json!({ "email": "ada@example.com", "metadata": { "n": 1 } })).await;
    let team = shop.create(&json!({ "type": "team", "name": "Team" })).await;
    let renamed =
        Call::patch(&by_id(&ada)).json(&json!({ "name": "Ada", "email": "a@example.com" }));
    shop.call(renamed).await.expect_status(200);
    let mut expected = Vec::new();
    for id in [&team, &ada] {
        expected.push(shop.call(Call::get(&by_id(id))).await.expect(200).json());
    }
    assert_eq!(shop.list("").await["items"], json!(expected));
    assert_eq!(expected[1]["name"], "Ada");
}

#[tokio::test]
async fn totals_and_pages_are_exact_however_many_there_are() {
    let world = World::new().await;
    let shop = Shop::open(&world).await;
    let mut created = Vec::new();
    for count in [0, 1, 9, 10, 11, 101] {
        while created.len() < count {
            created.push(shop.create(&json!({ "email": "ada@example.com" })).await);
        }
        let expected = newest_first(&created);
        for limit in [1, 7, 10, 100] {
            if limit == 1 && count == 101 {
                continue;
            }
            shop.assert_pages("", limit, &expected).await;
        }
        let usual = shop.list("").await;
        assert_eq!(ids(&usual), expected[..count.min(10)], "a page has ten unless told");
        assert_eq!(usual["pagination"]["max_page"], count.div_ceil(10));
        shop.assert_pages(&query_of("ada@"), 10, &expected).await;
        shop.assert_pages(&email_of("ada@example.com"), 10, &expected).await;
    }
}

#[tokio::test]
async fn deletions_leave_totals_and_pages_exact() {
    let world = World::new().await;
    let shop = Shop::open(&world).await;
    let mut left = Vec::new();
    for n in 0..23 {
        left.push(shop.create(&json!({ "email": format!("a{n}@example.com") })).await);
    }
    while !left.is_empty() {
        for place in [left.len() / 2, 0, left.len().saturating_sub(3)] {
            if place < left.len() {
                shop.delete(&left.remove(place)).await;
            }
        }
        let expected = newest_first(&left);
        shop.assert_pages("", 5, &expected).await;
        shop.assert_pages("query=a", 5, &expected).await;
    }
}

#[tokio::test]
async fn customers_of_one_moment_are_each_listed_once() {
    let world = World::new().await;
    let shop = Shop::open(&world).await;
    for _ in 0..12 {
        shop.call(Call::post(PortalPaths::CUSTOMERS).json(&json!({ "email": "a@example.com" })))
            .await
            .expect_status(201);
    }
    let all = shop.list("limit=100").await;
    let all: Vec<_> = ids(&all).into_iter().map(str::to_owned).collect();
    assert_eq!(all.len(), 12);
    for limit in [1, 5, 12] {
        shop.assert_pages("", limit, &all).await;
        shop.assert_pages("query=a", limit, &all).await;
    }
}

#[tokio::test]
async fn a_page_and_its_size_have_bounds() {
    let world = World::new().await;
    let page = ("page", "value_error");
    let limit = ("limit", "value_error");
    for (query, faults) in [
        ("page=0", vec![page]),
        ("page=-1", vec![page]),
        ("page=1.5", vec![page]),
        ("page=", vec![page]),
        ("page=one", vec![page]),
        ("page=99999999999999999999999", vec![page]),
        ("limit=0", vec![limit]),
        ("limit=101", vec![limit]),
        ("limit=ten", vec![limit]),
        ("page=0&limit=0", vec![page, limit]),
        // Both have their form, and the page lies too deep.
        ("page=1001", vec![page]),
        ("page=101&limit=100", vec![page]),
        ("page=10001&limit=1", vec![page]),
        ("page=18446744073709551615&limit=100", vec![page]),
    ] {
        let call = Call::get(&format!("{}?{query}", PortalPaths::CUSTOMERS));
        assert_faults_of("query", &as_merchant(&world, call).await, &faults);
    }
    for query in ["page=1000", "page=100&limit=100", "page=10000&limit=1", "page=1&limit=1"] {
        let list = list(&world, query).await;
        assert_eq!(list["pagination"]["total_count"], 4, "{query}");
    }
}

#[tokio::test]
async fn every_fault_is_listed_at_once() {
    let world = World::new().await;
    let long = "x".repeat(255);
    let query = format!(
        "organization_id=x&active=x&metadata[k]=v&email=ada&query={long}&external_id=a/b&page=0&limit=0"
    );
    let call = Call::get(&format!("{}?{query}", PortalPaths::CUSTOMERS));
    let fields =
        ["organization_id", "active", "metadata", "email", "query", "external_id", "page", "limit"];
    let faults = fields.map(|field| (field, "value_error"));
    let answer = as_merchant(&world, call).await;
    assert_faults_of("query", &answer, &faults);
    assert_eq!(answer.json()["detail"][3]["input"], "ada");
}

#[tokio::test]
async fn every_bad_value_of_a_field_that_takes_several_is_listed() {
    let world = World::new().await;
    let own = &world.seed.organization.id;
    let query = format!("organization_id=x&organization_id={own}&limit=0&organization_id=y");
    let call = Call::get(&format!("{}?{query}", PortalPaths::CUSTOMERS));
    let answer = as_merchant(&world, call).await;
    let faults = ["organization_id", "organization_id", "limit"].map(|it| (it, "value_error"));
    assert_faults_of("query", &answer, &faults);
    let detail = answer.json()["detail"].take();
    assert_eq!([&detail[0]["input"], &detail[1]["input"]], ["x", "y"]);
}

#[tokio::test]
async fn an_email_is_compared_as_at_sign_in() {
    let world = World::new().await;
    let shop = Shop::open(&world).await;
    let mut shared = Vec::new();
    for (email, name) in [("Ada+x@BÜCHER.example", "one"), ("ada+X@xn--bcher-kva.EXAMPLE", "two")]
    {
        shared.push(shop.create(&json!({ "email": email, "name": name })).await);
    }
    let team = json!({ "type": "team", "email": "ada+x@bücher.example" });
    shared.push(shop.create(&team).await);
    for other in ["ada@bücher.example", "ada+x@bücher.example.com", "xada+x@bücher.example"] {
        shop.create(&json!({ "email": other })).await;
    }
    let umlaut = shop.create(&json!({ "email": "j\u{f6}rg@example.com" })).await;
    shop.create(&json!({ "type": "team" })).await;

    for spelling in
        [" ADA+X@Bücher.Example ", "ada+x@bu\u{308}cher.example", "ada+x@xn--bcher-kva.example"]
    {
        shop.assert_pages(&email_of(spelling), 2, &newest_first(&shared)).await;
    }
    shop.assert_pages(&email_of("jo\u{308}rg@example.com"), 10, &[umlaut]).await;
    shop.assert_pages(&email_of("J\u{d6}RG@example.com"), 10, &[]).await;
    shop.assert_pages(&email_of("ada+x@bücher.exampl"), 10, &[]).await;
    for malformed in ["", "ada", "ada@", "a@b@example.com"] {
        assert_faults_of(
            "query",
            &shop.ask(&email_of(malformed)).await,
            &[("email", "value_error")],
        );
    }
}

#[tokio::test]
async fn a_query_is_what_an_email_begins_with() {
    let world = World::new().await;
    let shop = Shop::open(&world).await;
    let emails = [
        "Ada@Example.com",
        "ada@example.com.au",
        "ada+shop@example.com",
        "a#da@example.com",
        "a#d#1@example.com",
        "adam@BÜCHER.example",
        "\u{e9}ve@example.com",
        "bob@example.com",
    ];
    let mut customers = Vec::new();
    for email in emails {
        customers.push((email, shop.create(&json!({ "email": email })).await));
    }
    shop.create(&json!({ "type": "team", "name": "ada of no email" })).await;
    let beginning = |canonical: &[&str]| -> Vec<String> {
        let found = customers.iter().rev().filter(|(email, _)| canonical.contains(email));
        found.map(|(_, id)| id.clone()).collect()
    };
    for (query, expected) in [
        ("ada", &emails[..3]),
        ("ADA", &emails[..3]),
        (" ada ", &emails[..3]),
        ("ada@", &emails[..2]),
        ("Ada@EXAMPLE.com", &emails[..2]),
        (" adam@B\u{dc}CHER.example ", &emails[5..6]),
        ("ada@example.com.", &emails[1..2]),
        ("ada+", &emails[2..3]),
        ("a#", &emails[3..5]),
        ("a#d#", &emails[4..5]),
        ("a#da@example.com", &emails[3..4]),
        ("adam@xn--b", &emails[5..6]),
        ("\u{e9}", &emails[6..7]),
        ("e\u{301}v", &emails[6..7]),
        ("bob@example.com", &emails[7..]),
        // What the index has behind an email is no part of it.
        ("bob@example.com#", &[]),
        ("bob@example.com#0", &[]),
        ("ob@", &[]),
        ("@", &[]),
        ("#", &[]),
        ("%", &[]),
        ("\u{0}", &[]),
        ("\u{10ffff}", &[]),
    ] {
        let mut expected = beginning(expected);
        if query.trim().eq_ignore_ascii_case("ada") {
            expected = beginning(&[emails[0], emails[1], emails[2], emails[5]]);
        }
        shop.assert_pages(&query_of(query), 2, &expected).await;
    }
}

#[tokio::test]
async fn a_query_is_no_longer_than_an_email_can_be() {
    let world = World::new().await;
    let longest = format!("{}@{}example.com", "a".repeat(64), "b.".repeat(89));
    assert_eq!(longest.len(), 254);
    let customer = created(&world, &json!({ "email": longest })).await;
    assert_eq!(ids(&list(&world, &query_of(&longest)).await), [id(&customer)]);
    let of_four_bytes_each = list(&world, &query_of(&"🙂".repeat(254))).await;
    assert_eq!(of_four_bytes_each["pagination"], json!({ "total_count": 0, "max_page": 0 }));
    for length in [255, 1_025, 6_000] {
        let longer = longest.clone() + &"x".repeat(length - 254);
        let call = Call::get(&format!("{}?{}", PortalPaths::CUSTOMERS, query_of(&longer)));
        let answer = as_merchant(&world, call).await;
        assert_faults_of("query", &answer, &[("query", "value_error")]);
    }
}

#[tokio::test]
async fn an_empty_query_is_none() {
    let world = World::new().await;
    for query in ["", "query=", "query=%20", "query=&external_id=user_ada"] {
        let total = if query.contains("external") { 1 } else { 4 };
        assert_eq!(list(&world, query).await["pagination"]["total_count"], total, "{query}");
    }
}

#[tokio::test]
async fn an_external_id_finds_the_one_customer() {
    let world = World::new().await;
    created_elsewhere(&world, &json!({ "email": "b@example.com", "external_id": "theirs" })).await;
    let odd = created(&world, &json!({ "email": "b@example.com", "external_id": "a b#%&ü" })).await;
    let ada = world.seed.customers.individual.id.as_str();
    for (external_id, expected) in [
        ("user_ada", vec![ada]),
        ("a b#%&ü", vec![id(&odd)]),
        ("USER_ADA", vec![]),
        ("user", vec![]),
        ("theirs", vec![]),
        (ada, vec![]),
    ] {
        let found = list(&world, &format!("external_id={}", encoded(external_id))).await;
        assert_eq!(ids(&found), expected, "{external_id}");
        let total = expected.len();
        assert_eq!(found["pagination"], json!({ "total_count": total, "max_page": total }));
    }
    let second = list(&world, "external_id=user_ada&page=2&limit=1").await;
    assert_eq!(second["pagination"], json!({ "total_count": 1, "max_page": 1 }));
    assert_eq!(ids(&second), [""; 0]);
    for malformed in ["", "a/b", "a\nb", &"x".repeat(256)] {
        let call = Call::get(&format!("/v1/customers?external_id={}", encoded(malformed)));
        let answer = as_merchant(&world, call).await;
        assert_faults_of("query", &answer, &[("external_id", "value_error")]);
    }
}

#[tokio::test]
async fn all_filters_that_are_sent_must_hold() {
    let world = World::new().await;
    let ada = world.seed.customers.individual.id.as_str();
    let own = &world.seed.organization.id;
    let filters = [
        ("email=ADA@example.com", true),
        ("email=family@example.com", false),
        ("query=ada@ex", true),
        ("query=family", false),
        ("external_id=user_ada", true),
        ("external_id=nobody", false),
        (&format!("organization_id={own}"), true),
        (&format!("organization_id={}", world.seed.second_organization.id), false),
    ];
    let unlike = |one: &str, other: &str| one.split('=').next() != other.split('=').next();
    for (one, one_holds) in &filters[..6] {
        for (other, other_holds) in filters.iter().filter(|(other, _)| unlike(one, other)) {
            let found = list(&world, &format!("{one}&{other}")).await;
            if *one_holds && *other_holds {
                assert_eq!(ids(&found), [ada], "{one} and {other}");
            } else if one.contains("family") && other.contains("family") || *other == filters[6].0 {
                assert_ne!(ids(&found), [ada], "{one} and {other}");
            } else {
                assert_eq!(ids(&found), [""; 0], "{one} and {other}");
            }
        }
    }
}

#[tokio::test]
async fn an_organization_sees_its_own_customers_only() {
    let world = World::new().await;
    let other = &world.seed.second_organization;
    let theirs = json!({ "email": "ada@example.com", "external_id": "theirs" });
    created_elsewhere(&world, &theirs).await;
    for query in ["", "email=ada%40example.com", "query=ada", "external_id=theirs"] {
        for id in ids(&list(&world, query).await) {
            let customer = Call::get(&by_id(id));
            as_merchant(&world, customer).await.expect_status(200);
        }
        for named in [&other.id, NOBODY, &format!("{}&organization_id={NOBODY}", other.id)] {
            let list = list(&world, &format!("organization_id={named}&{query}")).await;
            let nothing = json!({
                "items": [], "pagination": { "total_count": 0, "max_page": 0 },
            });
            assert_eq!(list, nothing);
        }
    }
    let own = &world.seed.organization.id;
    for named in [vec![own], vec![&other.id, own], vec![own, &other.id]] {
        let query: Vec<_> = named.iter().map(|id| format!("organization_id={id}")).collect();
        assert_eq!(list(&world, &query.join("&")).await, list(&world, "").await);
    }
    let own = list(&world, "").await;
    assert_eq!(own["pagination"]["total_count"], 4);
    let call = Call::get(PortalPaths::CUSTOMERS).bearer(&other.access_token);
    let theirs = world.call(call).await.expect(200).json();
    assert_eq!(theirs["pagination"]["total_count"], 2);
}

#[tokio::test]
async fn what_a_list_does_not_know_is_ignored() {
    let world = World::new().await;
    let plain = list(&world, "").await;
    for query in ["sorting=-created_at", "sorting=email&active=false", "%zz=&=&&", "metadata=v"] {
        assert_eq!(list(&world, query).await, plain, "{query}");
    }
    let first = list(&world, "page=1&page=2&limit=3&limit=0").await;
    assert_eq!(ids(&first), ids(&plain)[..3], "of several values the first counts");
}

#[tokio::test]
async fn a_filter_that_cannot_be_served_is_not_ignored() {
    let world = World::new().await;
    for query in ["active=true", "active=true&email=ada@example.com"] {
        let active = list(&world, query).await;
        let nothing = json!({ "items": [], "pagination": { "total_count": 0, "max_page": 0 } });
        assert_eq!(active, nothing, "nobody has a subscription here");
    }
    for (query, field) in [
        ("metadata%5Bplan%5D=pro", "metadata"),
        ("metadata[plan]=pro&metadata[seats]=5", "metadata"),
        ("active=maybe", "active"),
        ("active=", "active"),
    ] {
        let call = Call::get(&format!("{}?{query}", PortalPaths::CUSTOMERS));
        let answer = as_merchant(&world, call).await;
        assert_faults_of("query", &answer, &[(field, "value_error")]);
    }
}

#[tokio::test]
async fn a_customer_is_found_by_the_email_that_it_has_now() {
    let world = World::new().await;
    let shop = Shop::open(&world).await;
    let customer = shop.create(&json!({ "email": "old@example.com" })).await;
    let team = shop.create(&json!({ "type": "team" })).await;
    let newer = shop.create(&json!({ "email": "newer@example.com" })).await;
    for id in [&customer, &team] {
        let change = Call::patch(&by_id(id)).json(&json!({ "email": "New@example.com" }));
        shop.call(change).await.expect_status(200);
    }
    shop.assert_pages("query=old", 10, &[]).await;
    shop.assert_pages("email=old@example.com", 10, &[]).await;
    let found = [team.clone(), customer.clone()];
    shop.assert_pages("email=new@example.com", 10, &found).await;
    shop.assert_pages("query=new", 10, &[newer, team, customer]).await;
}

#[tokio::test]
async fn a_deleted_customer_is_in_no_list() {
    let world = World::new().await;
    for query in ["", "?anonymize=true"] {
        let body = json!({ "email": "gone@example.com", "external_id": "gone" });
        let gone = created(&world, &body).await;
        delete(&world, &format!("{}{query}", by_id(id(&gone)))).await;
        for filter in ["limit=100", "email=gone%40example.com", "query=gone", "external_id=gone"] {
            let list = list(&world, filter).await;
            assert!(!ids(&list).contains(&id(&gone)), "{filter}");
            let total = if filter == "limit=100" { 4 } else { 0 };
            assert_eq!(list["pagination"]["total_count"], total, "{filter}");
        }
    }
}

#[tokio::test]
async fn a_customer_that_goes_while_a_list_is_read_is_left_out() {
    for filter in ["", "query=family", "email=family%40example.com"] {
        let world = Arc::new(World::new().await);
        let before = list(&world, filter).await;
        let gone = world.seed.customers.shared_email.customer_ids[0].clone();
        assert!(ids(&before).contains(&gone.as_str()));
        let strike = json!({
            "operation": "delete_customer", "organization_id": world.seed.organization.id,
            "customer_id": gone,
        });
        let is_row = |_: usize, call: &WireCall| {
            call.operation == "BatchGetItem" && !call.request.to_string().contains("TOKEN#")
        };
        world.strike(is_row, |world| async move {
            world.admin(strike).await.unwrap();
        });
        let after = list(&world, filter).await;
        world.wire.heal();
        let mut left = ids(&before);
        left.retain(|id| *id != gone);
        assert_eq!(ids(&after), left, "{filter}");
    }
}

#[tokio::test]
async fn what_more_customers_fit_than_a_list_reaches_is_refused() {
    let world = World::new().await;
    let shop = Shop::open(&world).await;
    shop.create(&json!({ "email": "many@example.com", "external_id": "ext_1" })).await;
    let both = "query=many&email=many@example.com";
    for (count, query, refused) in [
        (10_000, "query=many", None),
        (10_000, both, None),
        (10_001, "query=many", Some("query")),
        (10_001, "email=many@example.com", Some("email")),
        (10_001, both, Some("email")),
        (10_001, "query=many&page=7&limit=3", Some("query")),
        (25_000, "query=many", Some("query")),
        (25_000, "query=many&external_id=ext_1", None),
        (25_000, "query=", None),
    ] {
        shop.crowd("many@example.com", count);
        let answer = shop.ask(query).await;
        world.wire.heal();
        match refused {
            Some(field) => assert_faults_of("query", &answer, &[(field, "value_error")]),
            None if query.contains("ext_1") || query == "query=" => {
                assert_eq!(ids(&answer.expect(200).json()).len(), 1);
            }
            None => {
                let pagination = json!({ "total_count": count, "max_page": count / 10 });
                assert_eq!(answer.expect(200).json()["pagination"], pagination);
            }
        }
    }
}

#[tokio::test]
async fn entries_of_customers_that_are_gone_are_left_out() {
    let world = World::new().await;
    let shop = Shop::open(&world).await;
    shop.crowd("gone@example.com", 30);
    for query in ["query=gone", "query=gone&page=3", "email=gone@example.com&limit=30"] {
        assert_eq!(ids(&shop.list(query).await), [""; 0], "{query}");
    }
}

#[tokio::test]
async fn a_customer_is_listed_once_by_the_email_that_it_has_now_though_the_index_lags_behind() {
    let world = World::new().await;
    let shop = Shop::open(&world).await;
    let ada = shop.create(&json!({ "email": "ada@example.com" })).await;
    let mut entries = Vec::new();
    for email in ["ab@example.com", "ada@example.com", "old@example.com"] {
        let mut entry = index_entry(email, 0);
        entry["pk"] = json!({ "S": format!("CUSTOMER#{ada}") });
        entries.push(entry);
    }
    for (query, held, shown) in [
        ("query=a", &entries[..2], true),
        ("email=ada@example.com", &entries[1..2], true),
        ("query=old", &entries[2..], false),
        ("email=old@example.com", &entries[2..], false),
    ] {
        let held = json!({ "Items": held, "ScannedCount": held.len() });
        world.wire.decide(move |_, call| match call.request["IndexName"].as_str() {
            Some("customers-by-email") => Verdict::Answer(200, held.clone()),
            _ => Verdict::Pass,
        });
        let listed = shop.list(query).await;
        let expected = if shown { vec![ada.as_str()] } else { vec![] };
        assert_eq!(ids(&listed), expected, "{query}");
    }
}

#[tokio::test]
async fn no_page_is_told_of_that_a_list_does_not_reach() {
    let world = World::new().await;
    let organization = &world.seed.organization.id;
    let counter = json!({
        "pk": { "S": format!("ORG#{organization}#COUNT") }, "sk": { "S": "COUNT#00" },
        "customers": { "N": "25000" },
    });
    let put = json!({ "TableName": TABLE, "Item": counter });
    world.database.put_item(serde_json::from_value(put).unwrap()).unwrap();
    for (query, last) in [("", 1_000), ("limit=100", 100), ("limit=7", 1_428), ("limit=1", 10_000)]
    {
        let pagination = list(&world, query).await["pagination"].take();
        assert_eq!(pagination["max_page"], last, "{query}");
        assert!(pagination["total_count"].as_u64().unwrap() >= 25_000);
        list(&world, &format!("{query}&page={last}")).await;
    }
}

#[tokio::test]
async fn a_list_reads_no_further_than_its_page_and_never_the_whole_table() {
    let world = World::new().await;
    for (query, reach) in
        [("", 10), ("page=3&limit=7", 21), ("page=100&limit=100", 500), ("query=a", 500)]
    {
        world.wire.forget();
        list(&world, query).await;
        let calls = world.wire.calls();
        let of_index = calls.iter().filter(|call| call.request["IndexName"].is_string());
        let limits: Vec<_> = of_index.map(|call| call.request["Limit"].clone()).collect();
        assert_eq!(limits, [json!(reach)], "{query}");
        assert!(calls.iter().all(|call| call.operation != "Scan"));
    }
}

#[tokio::test]
async fn only_a_token_that_may_read_customers_learns_anything() {
    let world = World::new().await;
    for query in ["", "?page=0", "?external_id=user_ada"] {
        let path = format!("{}{query}", PortalPaths::CUSTOMERS);
        assert_takes_only(&world, "customers:read", &|| Call::get(&path)).await;
    }
}
