//! `POST /v1/customers`

use std::collections::BTreeMap;

use futures_util::future::join_all;
use serde_json::{Map, Value, json};
use tests::{Answer, Call, PortalPaths, Verdict, World};

use crate::{
    contract::{
        CUSTOMER, CUSTOMER_TEAM, assert_faults, assert_malformed, assert_uncached_json, fixture,
        shape,
    },
    customers::{
        NOBODY, as_merchant, assert_opens_nothing, assert_table_agrees, assert_takes_only,
        by_external_id, by_id, create, created, created_elsewhere, id, joined, list, members,
        odd_external_ids, shown, total, user,
    },
};

const ADA: &str = "ada@new.example.com";

/// An individual with this and more.
fn ada_with(field: &str, value: Value) -> Value {
    let mut body = json!({ "email": ADA });
    body[field] = value;
    body
}

/// Fails unless this refuses one field for what it holds.
#[track_caller]
fn assert_refuses(answer: &Answer, field: &str, value: &Value) {
    assert_faults(answer, &[(field, "value_error")]);
    assert_eq!(answer.json()["detail"][0]["input"], *value, "{field}");
}

/// Where the faults of an answer are.
fn places(answer: &Answer) -> Vec<Value> {
    let body = answer.json();
    let faults = body["detail"].as_array().unwrap();
    faults.iter().map(|fault| fault["loc"].clone()).collect()
}

#[tokio::test]
async fn a_customer_has_exactly_the_contract_s_fields() {
    let world = World::new().await;
    let ada = json!({ "email": ADA, "external_id": "ext_1" });
    let team = json!({ "type": "team", "external_id": "ext_2" });
    for (body, expected) in [(ada, CUSTOMER), (team, CUSTOMER_TEAM)] {
        let answer = create(&world, &body).await.expect(201);
        assert_eq!(shape(&answer.json()), shape(&fixture(expected)));
        assert_uncached_json(&answer);
    }
}

#[tokio::test]
async fn a_customer_is_what_was_sent() {
    let world = World::new().await;
    let metadata = json!({ "plan": "pro", "seats": 5, "price": 1.5, "trial": false });
    let body = json!({
        "email": ADA, "type": "individual", "name": "Ada", "external_id": "ext_1",
        "metadata": metadata, "organization_id": world.seed.organization.id,
    });
    let mut customer = created(&world, &body).await;
    assert_eq!(customer, shown(&world, &by_external_id("ext_1")).await, "now and later");

    let id = customer["id"].take();
    let bytes = id.as_str().unwrap().bytes();
    assert!(
        bytes.len() == 36 && bytes.clone().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f' | b'-'))
    );
    let avatar = customer["avatar_url"].take();
    assert!(avatar.as_str().unwrap().starts_with("data:image/svg+xml,"));
    let expected = json!({
        "id": null, "created_at": "2026-11-21T12:00:00Z", "modified_at": null, "metadata": metadata,
        "external_id": "ext_1", "email": ADA, "email_verified": false, "type": "individual",
        "name": "Ada", "billing_name": null, "billing_address": null, "tax_id": null,
        "organization_id": world.seed.organization.id, "deleted_at": null, "avatar_url": null,
        "first_user_event_at": null,
    });
    assert_eq!(customer, expected);
}

#[tokio::test]
async fn what_is_not_sent_is_null_and_what_is_null_is_not_sent() {
    let world = World::new().await;
    let least = json!({ "email": ADA });
    let nulls = json!({
        "email": ADA, "type": null, "name": null, "external_id": null, "metadata": null,
        "organization_id": null, "owner": null,
    });
    for body in [least, nulls] {
        let customer = created(&world, &body).await;
        assert_eq!(customer["type"], "individual");
        assert_eq!(customer["metadata"], json!({}));
        assert_eq!([&customer["name"], &customer["external_id"]], [&json!(null); 2]);
    }
}

#[tokio::test]
async fn a_field_that_nobody_knows_is_no_fault() {
    let world = World::new().await;
    let body = json!({
        "email": ADA, "billing_address": { "country": "DE" }, "tax_id": ["DE1", "eu_vat"],
        "locale": "xx-not-one", "deleted_at": 7, "": null,
        // An individual has no owner, and the field's SDKs let one be sent.
        "owner": { "email": "nonsense" },
    });
    let customer = created(&world, &body).await;
    assert_eq!(customer["billing_address"], json!(null));
    assert_eq!(customer["tax_id"], json!(null));
    assert_eq!(members(&world, id(&customer)).await, [] as [Value; 0]);
}

#[tokio::test]
async fn a_customer_signs_in_by_any_spelling_of_its_email() {
    let world = World::unlimited().await;
    for (given, same, others) in [
        (" Ada.L+shop@New.Example.com ", "ADA.l+SHOP@new.example.COM", "adal+shop@new.example.com"),
        ("bo@BÜCHER.example", "Bo@xn--bcher-kva.example", "bo@bucher.example"),
        ("j\u{f6}rg@new.example.com", "jo\u{308}rg@new.example.com", "J\u{d6}RG@new.example.com"),
    ] {
        let customer = created(&world, &json!({ "email": given, "name": "Ada" })).await;
        assert_eq!(customer["email"], given.trim(), "it is shown as it was given");
        for email in [given, same] {
            let token = world.sign_in(email).await;
            assert_eq!(user(&world, &token).await["customer_id"], customer["id"], "{email}");
        }
        assert_opens_nothing(&world, others).await;
    }
}

#[tokio::test]
async fn several_customers_may_share_an_email() {
    let world = World::new().await;
    let mut customers = Vec::new();
    for name in ["Ada", "Bob", "Cyd"] {
        customers.push(created(&world, &json!({ "email": ADA, "name": name })).await);
    }
    let choice = world.call(world.code_request(&ADA.to_uppercase())).await.expect(409).json();
    let offered = choice["customers"].as_array().unwrap();
    assert_eq!(offered.len(), 3);
    for customer in &customers {
        assert!(offered.contains(&json!({ "id": customer["id"], "name": customer["name"] })));
        assert_eq!(shown(&world, &by_id(id(customer))).await, *customer);
    }
}

#[tokio::test]
async fn an_email_is_required_of_an_individual() {
    let world = World::new().await;
    for body in [json!({}), json!({ "email": null }), json!({ "type": "individual", "name": "A" })]
    {
        assert_faults(&create(&world, &body).await, &[("email", "missing")]);
    }
}

#[tokio::test]
async fn each_field_has_its_form() {
    let world = World::new().await;
    let before = world.items();
    for (field, values) in [
        (
            "email",
            vec![json!(""), json!("ada"), json!("a@b@example.com"), json!("a\nb@example.com")],
        ),
        ("type", vec![json!(""), json!("Team"), json!("person")]),
        ("name", vec![json!(""), json!(" "), json!("a\nb"), json!("a".repeat(257))]),
        (
            "external_id",
            vec![
                json!(""),
                json!("a/b"),
                json!("a?b"),
                json!("."),
                json!(".."),
                json!("a\nb"),
                json!("x".repeat(256)),
            ],
        ),
        ("organization_id", vec![json!(""), json!("acme"), json!(NOBODY.replace('-', ""))]),
    ] {
        for value in values {
            let answer = create(&world, &ada_with(field, value.clone())).await;
            assert_refuses(&answer, field, &value);
        }
        for value in [json!(7), json!(true), json!([]), json!({ "a": 1 })] {
            let answer = create(&world, &ada_with(field, value.clone())).await;
            assert_faults(&answer, &[(field, "string_type")]);
            assert_eq!(answer.json()["detail"][0]["input"], value);
        }
    }
    assert_eq!(world.items(), before, "nothing of it is kept");
}

#[tokio::test]
async fn every_fault_is_listed_at_once() {
    let world = World::new().await;
    let body = json!({
        "organization_id": "x", "type": "team", "email": "ada", "name": "", "external_id": "a/b",
        "metadata": [], "owner": { "email": 7, "name": "\n", "external_id": "" },
    });
    let answer = create(&world, &body).await.expect(422);
    let expected = [
        json!(["body", "organization_id"]),
        json!(["body", "email"]),
        json!(["body", "name"]),
        json!(["body", "external_id"]),
        json!(["body", "metadata"]),
        json!(["body", "owner", "email"]),
        json!(["body", "owner", "name"]),
        json!(["body", "owner", "external_id"]),
    ];
    assert_eq!(places(&answer), expected);
    let unknown = json!({ "type": "person", "name": 7 });
    assert_faults(
        &create(&world, &unknown).await,
        &[("type", "value_error"), ("name", "string_type")],
    );
}

#[tokio::test]
async fn metadata_is_flat_and_small() {
    let world = World::new().await;
    let many = |count: usize| -> Value {
        (0..count).map(|n| (format!("key {n}"), n.into())).collect::<Map<_, _>>().into()
    };
    for metadata in [
        json!({}),
        many(50),
        json!({ "é".repeat(40): "é".repeat(500) }),
        json!({ "empty": "", "number as text": "7" }),
        json!({ "zero": 0, "minus": -7, "large": u64::MAX, "tiny": 1e-300, "huge": 1e300, "no": false }),
        json!({ "name": "a reserved word", "a.b": "#:$", " ": "\n\u{0}\"\\" }),
    ] {
        let customer = created(&world, &ada_with("metadata", metadata.clone())).await;
        assert_eq!(customer["metadata"], metadata);
        assert_eq!(shown(&world, &by_id(id(&customer))).await["metadata"], metadata);
    }
    for refused in [
        many(51),
        (0..22).map(|n| (n.to_string(), "日".repeat(500).into())).collect::<Map<_, _>>().into(),
    ] {
        let answer = create(&world, &ada_with("metadata", refused.clone())).await;
        assert_faults(&answer, &[("metadata", "value_error")]);
        assert_eq!(answer.json()["detail"][0]["input"], refused);
    }
    let refused = [
        (String::new(), json!(1)),
        ("é".repeat(41), json!(1)),
        ("k".to_owned(), json!("é".repeat(501))),
        ("l".to_owned(), Value::Null),
        ("m".to_owned(), json!([])),
        ("n".to_owned(), json!({ "a": 1 })),
    ];
    let metadata: Map<_, _> =
        refused.iter().cloned().chain([("good".to_owned(), 1.into())]).collect();
    let answer = create(&world, &ada_with("metadata", metadata.into())).await.expect(422);
    let told: Vec<_> = answer.json()["detail"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| {
            assert_eq!((&fault["loc"][0], &fault["loc"][1]), (&json!("body"), &json!("metadata")));
            (fault["loc"][2].as_str().unwrap().to_owned(), fault["input"].clone())
        })
        .collect();
    assert_eq!(told, refused, "each key that is at fault, and what was sent for it");
    for refused in [json!("a"), json!(7), json!([])] {
        let answer = create(&world, &ada_with("metadata", refused.clone())).await;
        assert_faults(&answer, &[("metadata", "object_type")]);
        assert_eq!(answer.json()["detail"][0]["input"], refused);
    }
}

#[tokio::test]
async fn an_external_id_is_one_customer_s() {
    let world = World::new().await;
    let first = created(&world, &json!({ "email": ADA, "external_id": "ext_1" })).await;
    let before = world.items();
    for second in [
        json!({ "email": "bob@new.example.com", "external_id": "ext_1" }),
        json!({ "type": "team", "external_id": "ext_1", "owner": { "email": ADA } }),
    ] {
        assert_refuses(&create(&world, &second).await, "external_id", &json!("ext_1"));
    }
    assert_eq!(world.items(), before, "nothing of it is kept");
    assert_eq!(shown(&world, &by_external_id("ext_1")).await, first);

    for other in ["EXT_1", "ext_1 ", "ext_"] {
        created(&world, &json!({ "email": ADA, "external_id": other })).await;
    }
    created_elsewhere(&world, &json!({ "email": ADA, "external_id": "ext_1" })).await;
    assert_eq!(shown(&world, &by_external_id("ext_1")).await, first);
}

#[tokio::test]
async fn external_ids_are_told_apart_byte_by_byte() {
    let world = World::new().await;
    for external_id in odd_external_ids() {
        let customer = created(&world, &ada_with("external_id", json!(external_id))).await;
        assert_eq!(customer["external_id"], external_id);
        let again = create(&world, &ada_with("external_id", json!(external_id))).await;
        assert_refuses(&again, "external_id", &json!(external_id));
    }
}

#[tokio::test]
async fn of_many_that_claim_an_external_id_at_once_one_gets_it() {
    let world = World::new().await;
    let before = total(&world).await;
    let claims =
        (0..20).map(|n| json!({ "email": format!("{n}@new.example.com"), "external_id": "ext_1" }));
    let claims: Vec<_> = claims.collect();
    let answers = join_all(claims.iter().map(|body| create(&world, body))).await;
    let (won, lost): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 201);
    assert_eq!(won.len(), 1);
    for answer in lost {
        assert_refuses(answer, "external_id", &json!("ext_1"));
    }
    assert_eq!(shown(&world, &by_external_id("ext_1")).await, won[0].json());
    assert_eq!(total(&world).await, before + 1);
}

#[tokio::test]
async fn many_that_are_created_at_once_are_all_counted() {
    let world = World::new().await;
    let before = total(&world).await;
    let bodies: Vec<_> =
        (0..40).map(|n| json!({ "email": ADA, "external_id": format!("{n}") })).collect();
    for answer in join_all(bodies.iter().map(|body| create(&world, body))).await {
        answer.expect_status(201);
    }
    assert_eq!(total(&world).await, before + 40);
    assert_table_agrees(&world);
    assert_eq!(list(&world, "email=ada%40new.example.com").await["pagination"]["total_count"], 40);
}

#[tokio::test]
async fn those_who_are_created_are_counted_at_different_counters() {
    let world = World::new().await;
    let counters = || counters(&world, &world.seed.organization.id);
    let before = counters();
    assert_eq!(before.len(), 16);
    // Ids are the operating system's chance: 40 of them leave half of the counters out in fewer than
    // one of 10^10 runs.
    for number in 0..40 {
        created(&world, &json!({ "email": format!("{number}@new.example.com") })).await;
    }
    let after = counters();
    assert!(before.keys().eq(after.keys()), "there are no more of them");
    let more: Vec<_> = before.iter().map(|(counter, was)| after[counter] - was).collect();
    assert_eq!(more.iter().sum::<i64>(), 40);
    let used = more.iter().filter(|count| **count > 0).count();
    assert!(used >= 8, "those who create customers at once meet at few items: {more:?}");
    assert_eq!(Ok(total(&world).await), u64::try_from(after.values().sum::<i64>()));
}

/// What each of an organization's counters counts, by its sort key.
fn counters(world: &World, organization: &str) -> BTreeMap<String, i64> {
    let pk = format!("ORG#{organization}#COUNT");
    let own = world.items().into_iter().filter(|item| item["pk"]["S"] == pk);
    own.map(|item| {
        let counted = item["customers"]["N"].as_str().unwrap().parse().unwrap();
        (item["sk"]["S"].as_str().unwrap().to_owned(), counted)
    })
    .collect()
}

#[tokio::test]
async fn a_customer_is_created_once_though_an_answer_of_the_table_is_lost() {
    let world = World::new().await;
    let before = total(&world).await;
    world.wire.decide(|_, call| {
        static LOST: std::sync::Once = std::sync::Once::new();
        let mut verdict = Verdict::Pass;
        if call.operation == "TransactWriteItems" {
            LOST.call_once(|| verdict = Verdict::LoseAnswer);
        }
        verdict
    });
    let customer = created(&world, &json!({ "email": ADA, "external_id": "ext_1" })).await;
    world.wire.heal();
    assert_eq!(shown(&world, &by_external_id("ext_1")).await, customer);
    assert_eq!(total(&world).await, before + 1);
}

#[tokio::test]
async fn a_customer_is_of_the_token_s_organization_and_no_other() {
    let world = World::new().await;
    let other = &world.seed.second_organization.id;
    for named in [other.as_str(), NOBODY] {
        let answer = create(&world, &ada_with("organization_id", json!(named))).await;
        assert_refuses(&answer, "organization_id", &json!(named));
    }
    let wrong = json!({ "organization_id": other, "email": "ada", "name": 7 });
    let faults =
        [("organization_id", "value_error"), ("email", "value_error"), ("name", "string_type")];
    assert_faults(&create(&world, &wrong).await, &faults);
    let own = world.seed.organization.id.to_uppercase();
    let customer = created(&world, &ada_with("organization_id", json!(own))).await;
    assert_eq!(customer["organization_id"], json!(world.seed.organization.id));
    let theirs = created_elsewhere(&world, &json!({ "email": ADA })).await;
    assert_eq!(theirs["organization_id"], json!(other));
}

#[tokio::test]
async fn a_team_is_owned_by_who_is_named() {
    let world = World::new().await;
    let owner = json!({ "email": "Ada@team.new.example.com", "name": "Ada", "external_id": "m_1" });
    let body = json!({
        "type": "team", "email": "office@new.example.com", "name": "Lovelace Ltd", "owner": owner,
    });
    let team = created(&world, &body).await;
    assert_eq!(team["email"], "office@new.example.com");
    let members = members(&world, id(&team)).await;
    assert_eq!(members.len(), 1);
    for field in ["email", "name", "external_id"] {
        assert_eq!(members[0][field], owner[field]);
    }
    assert_eq!(members[0]["role"], "owner");

    let token = world.sign_in("ada@team.new.example.com").await;
    let expected = json!({
        "type": "member", "name": "Ada", "email": "Ada@team.new.example.com",
        "customer_id": team["id"], "member_id": members[0]["id"], "role": "owner",
    });
    assert_eq!(user(&world, &token).await, expected);
    let session = json!({ "customer_id": team["id"], "external_member_id": "m_1" });
    world.call(world.session_for(&session)).await.expect_status(201);
    assert_opens_nothing(&world, "office@new.example.com").await;
    assert_table_agrees(&world);
}

#[tokio::test]
async fn a_team_is_owned_by_who_has_its_email_unless_told() {
    for body in [
        json!({ "type": "team", "email": ADA, "name": "Ada", "external_id": "ext_1" }),
        json!({ "type": "team", "email": ADA, "name": "Ada", "owner": null }),
    ] {
        let world = World::new().await;
        let team = created(&world, &body).await;
        let members = members(&world, id(&team)).await;
        assert_eq!(members.len(), 1);
        let shown = ["email", "name", "external_id", "role"].map(|field| members[0][field].clone());
        assert_eq!(shown, [json!(ADA), json!("Ada"), json!(null), json!("owner")]);
        let token = world.sign_in(ADA).await;
        assert_eq!(user(&world, &token).await["member_id"], members[0]["id"]);
        assert_table_agrees(&world);
    }
}

#[tokio::test]
async fn a_team_of_nobody_is_owned_by_its_first_member() {
    let world = World::new().await;
    let team = created(&world, &json!({ "type": "team" })).await;
    assert_eq!(members(&world, id(&team)).await, [] as [Value; 0]);
    let first = joined(&world, id(&team), &json!({ "email": ADA })).await;
    let second = joined(&world, id(&team), &json!({ "email": "b@new.example.com" })).await;
    assert_eq!([&first["role"], &second["role"]], ["owner", "member"]);
}

#[tokio::test]
async fn an_owner_needs_an_email() {
    let world = World::new().await;
    let before = world.items();
    for owner in [json!({}), json!({ "email": null, "name": "Ada" })] {
        let answer = create(&world, &json!({ "type": "team", "email": ADA, "owner": owner })).await;
        assert_eq!(places(&answer.expect(422)), [json!(["body", "owner", "email"])]);
    }
    for owner in [json!("ada"), json!(7), json!([])] {
        let answer = create(&world, &json!({ "type": "team", "owner": owner })).await;
        assert_faults(&answer, &[("owner", "object_type")]);
    }
    assert_eq!(world.items(), before);
}

#[tokio::test]
async fn what_is_no_json_object_is_refused_as_a_whole() {
    let world = World::new().await;
    let deep = "[".repeat(10_000);
    for body in ["", "{", "[]", "null", "\"a\"", "{\"email\":}", "\u{feff}{}", &deep] {
        let call = Call::post(PortalPaths::CUSTOMERS).body(body.to_owned());
        assert_malformed(&as_merchant(&world, call).await);
    }
    let typed = Call::post(PortalPaths::CUSTOMERS).json(&json!({ "email": ADA }));
    let typed = typed.header("content-type", "text/plain");
    as_merchant(&world, typed).await.expect_status(415);
    let large = Call::post(PortalPaths::CUSTOMERS).body("x".repeat(64 * 1024 + 1));
    as_merchant(&world, large).await.expect_status(413);
}

#[tokio::test]
async fn both_spellings_of_the_path_answer() {
    let world = World::new().await;
    for path in ["/v1/customers", "/v1/customers/"] {
        let call = Call::post(path).json(&json!({ "email": ADA }));
        as_merchant(&world, call).await.expect_status(201);
    }
}

#[tokio::test]
async fn only_a_token_that_may_write_customers_creates_one() {
    let world = World::unlimited().await;
    let before = total(&world).await;
    for body in ["{", "{}", r#"{"email":"ada@new.example.com"}"#] {
        let call = || Call::post(PortalPaths::CUSTOMERS).body(body);
        assert_takes_only(&world, "customers:write", &call).await;
    }
    assert_eq!(total(&world).await, before + 1, "of the one token, and the one body");
}
