//! `PATCH /v1/customers/{id}`, `PATCH /v1/customers/external/{external_id}`

use std::sync::Arc;

use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::{Answer, Call, Verdict, World};

use crate::{
    begun::{ALL, Begun, NONE},
    contract::{
        CUSTOMER, CUSTOMER_TEAM, assert_faults, assert_malformed, assert_not_found,
        assert_uncached_json, fixture, shape,
    },
    customers::{
        as_merchant, assert_finds_own_customers_only, assert_opens_nothing, assert_table_agrees,
        assert_takes_only, by_external_id, by_id, create, created, delete, encoded, id, ids,
        joined, list, members, odd_external_ids, patch, paths, shown, user,
    },
};

const ADA: &str = "ada@new.example.com";
const NEW: &str = "ada@newer.example.com";

/// An individual of whom much is known.
async fn ada(world: &World) -> Value {
    let body = json!({
        "email": ADA, "name": "Ada", "external_id": "ext_1", "metadata": { "a": 1, "b": "two" },
    });
    created(world, &body).await
}

/// Changes a customer and gives it.
async fn changed(world: &World, path: &str, body: &Value) -> Value {
    patch(world, path, body).await.expect(200).json()
}

/// Asks for a change, and does this after the function has read and before it writes.
async fn patched_meanwhile(world: &Arc<World>, path: &str, body: &Value, strike: Call) -> Answer {
    world.strike(
        |_, call| call.operation == "TransactWriteItems",
        |world| async move {
            let done = as_merchant(&world, strike).await;
            assert!(done.status < 300, "{done:?}");
        },
    );
    let answer = patch(world, path, body).await;
    world.wire.heal();
    answer
}

#[tokio::test]
async fn a_customer_has_exactly_the_contract_s_fields() {
    let world = World::new().await;
    let one = json!({ "email": ADA, "external_id": "ext_1" });
    let team = json!({ "type": "team", "external_id": "ext_2" });
    for (body, expected) in [(one, CUSTOMER), (team, CUSTOMER_TEAM)] {
        let customer = created(&world, &body).await;
        let answer = patch(&world, &by_id(id(&customer)), &json!({})).await.expect(200);
        assert_eq!(shape(&answer.json()), shape(&fixture(expected)));
        assert_uncached_json(&answer);
    }
}

#[tokio::test]
async fn each_field_changes_alone_and_by_any_name_of_the_customer() {
    let world = World::new().await;
    let mut customer = ada(&world).await;
    for (field, value) in [
        ("email", json!(NEW)),
        ("name", json!("Countess of Lovelace")),
        ("metadata", json!({ "c": true })),
        ("metadata", json!({})),
        ("external_id", json!("ext_2")),
        ("type", json!("team")),
    ] {
        for path in paths(&customer, "") {
            world.clock.advance(1);
            let after = changed(&world, &path, &json!({ field: value })).await;
            if customer[field] == value {
                assert_eq!(after, customer, "{field} is so already");
            }
            customer[field] = value.clone();
            customer["modified_at"] = after["modified_at"].clone();
            assert_eq!(after, customer, "{field}");
            assert_eq!(shown(&world, &by_id(id(&customer))).await, customer, "{field}");
            if field == "external_id" {
                break;
            }
        }
    }
    assert_table_agrees(&world);
}

#[tokio::test]
async fn all_fields_change_at_once_and_the_customer_says_when() {
    let world = World::new().await;
    let mut customer = ada(&world).await;
    world.clock.advance(90);
    let change = json!({
        "email": NEW, "name": "A", "external_id": "ext_2", "metadata": { "k": 1 }, "type": "team",
    });
    let after = changed(&world, &by_id(id(&customer)), &change).await;
    for (field, value) in change.as_object().unwrap() {
        customer[field] = value.clone();
    }
    customer["modified_at"] = "2026-11-21T12:01:30Z".into();
    assert_eq!(after, customer);
    assert_eq!(shown(&world, &by_external_id("ext_2")).await, customer);
    let old = Call::get(&by_external_id("ext_1"));
    assert_not_found(&as_merchant(&world, old).await);
    assert_table_agrees(&world);
}

#[tokio::test]
async fn what_is_not_different_is_not_written() {
    let world = World::new().await;
    let customer = ada(&world).await;
    world.clock.advance(1);
    let customer = changed(&world, &by_id(id(&customer)), &json!({ "name": "Lovelace" })).await;
    world.clock.advance(1);
    let same = |field: &str| json!({ field: customer[field] });
    let nulls = json!({
        "email": null, "name": null, "external_id": null, "metadata": null, "type": null,
    });
    for body in [
        json!({}),
        nulls,
        same("email"),
        same("name"),
        same("external_id"),
        same("metadata"),
        same("type"),
        customer.clone(),
        json!({ "email": format!(" {ADA} "), "name": " Lovelace " }),
        json!({ "billing_name": "X", "tax_id": 7, "locale": [], "deleted_at": "now", "id": "x" }),
    ] {
        world.wire.forget();
        assert_eq!(changed(&world, &by_id(id(&customer)), &body).await, customer, "{body}");
        assert_eq!(world.wire.operations(), ["BatchGetItem"], "{body}");
    }
}

#[tokio::test]
async fn metadata_is_replaced_as_a_whole() {
    let world = World::new().await;
    let path = by_id(id(&ada(&world).await));
    for metadata in
        [json!({ "b": 3 }), json!({ "name": "n", "role": "r" }), json!({}), json!({ "b": 3.5 })]
    {
        let after = changed(&world, &path, &json!({ "metadata": metadata })).await;
        assert_eq!(after["metadata"], metadata);
        assert_eq!(shown(&world, &path).await["metadata"], metadata);
    }
}

#[tokio::test]
async fn each_field_has_its_form_and_every_fault_is_listed_at_once() {
    let world = World::new().await;
    let path = by_id(id(&ada(&world).await));
    let before = world.items();
    for (field, value) in [
        ("email", json!("")),
        ("email", json!("ada")),
        ("name", json!(" ")),
        ("name", json!("a\u{202e}b")),
        ("external_id", json!("")),
        ("external_id", json!("a/b")),
        ("external_id", json!("a?b")),
        ("external_id", json!("..")),
        ("external_id", json!("x".repeat(256))),
        ("type", json!("person")),
    ] {
        let answer = patch(&world, &path, &json!({ field: value })).await;
        assert_faults(&answer, &[(field, "value_error")]);
        assert_eq!(answer.json()["detail"][0]["input"], value);
    }
    for field in ["email", "name", "external_id", "type"] {
        for value in [json!(7), json!(false), json!([]), json!({})] {
            let answer = patch(&world, &path, &json!({ field: value })).await;
            assert_faults(&answer, &[(field, "string_type")]);
        }
    }
    let answer = patch(&world, &path, &json!({ "metadata": [] })).await;
    assert_faults(&answer, &[("metadata", "object_type")]);
    let answer = patch(&world, &path, &json!({ "metadata": { "a": null } })).await.expect(422);
    assert_eq!(answer.json()["detail"][0]["loc"], json!(["body", "metadata", "a"]));
    let all = json!({ "type": "x", "email": "x", "name": "", "external_id": 7, "metadata": "x" });
    let kinds = ["value_error", "value_error", "value_error", "string_type", "object_type"];
    let fields = ["type", "email", "name", "external_id", "metadata"];
    let faults: Vec<_> = fields.into_iter().zip(kinds).collect();
    assert_faults(&patch(&world, &path, &all).await, &faults);
    assert_eq!(world.items(), before, "nothing of it is kept");
}

#[tokio::test]
async fn what_is_no_json_object_is_refused_as_a_whole() {
    let world = World::new().await;
    let path = by_external_id("user_ada");
    for body in ["", "{", "[]", "null", "\"a\"", "{\"email\":}"] {
        let call = Call::patch(&path).body(body.to_owned());
        assert_malformed(&as_merchant(&world, call).await);
    }
    let typed = Call::patch(&path).body("{}").header("content-type", "text/plain");
    as_merchant(&world, typed).await.expect_status(415);
    let large = Call::patch(&path).body("x".repeat(64 * 1024 + 1));
    as_merchant(&world, large).await.expect_status(413);
    let nobody = Call::patch(&by_external_id("nobody")).body("{");
    assert_not_found(&as_merchant(&world, nobody).await);
}

#[tokio::test]
async fn a_new_email_signs_in_and_ends_all_that_was_begun_by_the_old_one() {
    for by_own_id in [true, false] {
        let world = World::unlimited().await;
        let customer = ada(&world).await;
        let begun = Begun::of(&world, ADA, id(&customer), None).await;
        let [.., own, external] = paths(&customer, "");
        let path = if by_own_id { own } else { external };
        changed(&world, &path, &json!({ "email": NEW })).await;
        assert_eq!(begun.leads_in(&world).await, NONE);
        assert_opens_nothing(&world, ADA).await;
        let token = world.sign_in(NEW).await;
        let expected = json!({
            "type": "customer", "name": "Ada", "email": NEW, "customer_id": customer["id"],
            "member_id": null, "role": null,
        });
        assert_eq!(user(&world, &token).await, expected);
        assert_table_agrees(&world);

        changed(&world, &path, &json!({ "email": ADA })).await;
        world.introspect(&token).await.expect_status(401);
        world.sign_in(ADA).await;
    }
}

#[tokio::test]
async fn another_spelling_of_the_email_ends_nothing_and_is_how_it_is_shown_and_mailed() {
    let world = World::unlimited().await;
    let customer = created(&world, &json!({ "email": "j\u{f6}rg@b\u{fc}cher.example" })).await;
    let path = by_id(id(&customer));
    for (given, mailed) in [
        ("J\u{f6}rG@b\u{fc}cher.example", "J\u{f6}rG@xn--bcher-kva.example"),
        ("j\u{f6}rg@B\u{dc}CHER.Example", "j\u{f6}rg@xn--bcher-kva.example"),
        ("j\u{f6}rg@xn--bcher-kva.example", "j\u{f6}rg@xn--bcher-kva.example"),
    ] {
        let begun = Begun::of(&world, given, id(&customer), None).await;
        world.clock.advance(1);
        let after = changed(&world, &path, &json!({ "email": given })).await;
        assert_eq!(after["email"], given);
        assert_eq!(after["modified_at"], json!(now(&world)));
        assert_eq!(user(&world, begun.token()).await["email"], given);
        assert_eq!(begun.leads_in(&world).await, ALL, "{given}");
        world.request_code("jo\u{308}rg@b\u{fc}cher.example").await;
        assert_eq!(world.mails().await[0].to, mailed);
        let found = list(&world, &format!("email={}", encoded(given))).await;
        assert_eq!(ids(&found), [id(&customer)]);
        assert_table_agrees(&world);
    }
}

/// The time, as answers write it.
fn now(world: &World) -> String {
    let seconds = world.clock.millis() / 1000 - 1_795_262_400;
    format!("2026-11-21T12:00:{seconds:02}Z")
}

#[tokio::test]
async fn a_change_of_anything_else_ends_nothing_and_shows_at_once() {
    let world = World::unlimited().await;
    let customer = ada(&world).await;
    for change in [
        json!({ "name": "Countess" }),
        json!({ "metadata": { "z": 1 } }),
        json!({ "external_id": "ext_2" }),
        json!({ "name": "Ada", "metadata": {}, "external_id": "ext_3", "email": ADA }),
    ] {
        let begun = Begun::of(&world, ADA, id(&customer), None).await;
        let after = changed(&world, &by_id(id(&customer)), &change).await;
        assert_eq!(user(&world, begun.token()).await["name"], after["name"]);
        assert_eq!(begun.leads_in(&world).await, ALL, "{change}");
    }
    assert_table_agrees(&world);
}

#[tokio::test]
async fn a_new_email_concerns_nobody_else_who_has_the_old_or_the_new_one() {
    let world = World::unlimited().await;
    let shared = world.seed.customers.shared_email.clone();
    let [leaving, staying] = [&shared.customer_ids[0], &shared.customer_ids[1]];
    let stays = Begun::of(&world, &shared.email, staying, None).await;
    let joined = Begun::of(&world, world.email(), &world.individual().to_string(), None).await;
    changed(&world, &by_id(leaving), &json!({ "email": world.email() })).await;
    assert_eq!(stays.leads_in(&world).await, ALL);
    assert_eq!(joined.leads_in(&world).await, ALL);
    let choice = world.call(world.code_request(world.email())).await.expect(409).json();
    assert_eq!(choice["customers"].as_array().unwrap().len(), 2);
    assert_table_agrees(&world);
}

#[tokio::test]
async fn a_team_s_own_email_opens_nothing_and_changing_it_ends_nothing() {
    let world = World::unlimited().await;
    let team = world.seed.customers.team.clone();
    let member = &team.members[0];
    for email in ["office@example.com", "Office@example.com", "desk@example.com"] {
        let begun = Begun::of(&world, &member.email, &team.id, Some(&member.id)).await;
        let after = changed(&world, &by_id(&team.id), &json!({ "email": email })).await;
        assert_eq!(after["email"], email);
        assert_eq!(begun.leads_in(&world).await, ALL, "{email}");
        assert_opens_nothing(&world, email).await;
        let found = list(&world, &format!("email={}", encoded(email))).await;
        assert_eq!(ids(&found), [&team.id]);
        assert_table_agrees(&world);
    }
    assert_eq!(ids(&list(&world, "query=office").await), [""; 0]);
}

#[tokio::test]
async fn an_individual_that_becomes_a_team_goes_on_as_its_owner_and_signs_in_anew() {
    let world = World::unlimited().await;
    let customer = ada(&world).await;
    let begun = Begun::of(&world, ADA, id(&customer), None).await;
    world.clock.advance(1);
    let team = changed(&world, &by_id(id(&customer)), &json!({ "type": "team" })).await;
    assert_eq!(team["type"], "team");
    assert_eq!(team["email"], ADA);
    assert_eq!(begun.leads_in(&world).await, NONE);

    let members = members(&world, id(&team)).await;
    assert_eq!(members.len(), 1);
    let expected = json!({
        "id": members[0]["id"], "created_at": "2026-11-21T12:00:01Z", "modified_at": null,
        "customer_id": team["id"], "email": ADA, "name": "Ada", "external_id": null,
        "role": "owner",
    });
    assert_eq!(members[0], expected);
    let token = world.sign_in(ADA).await;
    let expected = json!({
        "type": "member", "name": "Ada", "email": ADA, "customer_id": team["id"],
        "member_id": members[0]["id"], "role": "owner",
    });
    assert_eq!(user(&world, &token).await, expected);

    let session = world.session_for(&json!({ "customer_id": team["id"] }));
    assert_faults(&world.call(session).await, &[("member_id", "missing")]);
    let second = joined(&world, id(&team), &json!({ "email": "b@new.example.com" })).await;
    assert_eq!(second["role"], "member");
    assert_table_agrees(&world);
}

#[tokio::test]
async fn what_is_changed_with_the_type_is_the_owner_s_too() {
    let world = World::new().await;
    let customer = ada(&world).await;
    let change = json!({ "type": "team", "email": NEW, "name": "Countess" });
    changed(&world, &by_id(id(&customer)), &change).await;
    let members = members(&world, id(&customer)).await;
    assert_eq!([&members[0]["email"], &members[0]["name"]], [NEW, "Countess"]);
    assert_opens_nothing(&world, ADA).await;
    let token = world.sign_in(NEW).await;
    assert_eq!(user(&world, &token).await["role"], "owner");
    assert_table_agrees(&world);
}

#[tokio::test]
async fn a_team_stays_a_team() {
    let world = World::new().await;
    let team = world.seed.customers.team.id.clone();
    let before = world.items();
    let body = json!({ "type": "individual", "name": "Grace", "email": NEW });
    let answer = patch(&world, &by_id(&team), &body).await;
    assert_faults(&answer, &[("type", "value_error")]);
    assert_eq!(answer.json()["detail"][0]["input"], "individual");
    assert_eq!(world.items(), before);
    let renamed = changed(&world, &by_id(&team), &json!({ "type": "team", "name": "New" })).await;
    assert_eq!(renamed["name"], "New");
    assert_eq!(members(&world, &team).await.len(), 3);
}

#[tokio::test]
async fn an_external_id_that_is_taken_changes_nothing_at_all() {
    let world = World::new().await;
    let customer = ada(&world).await;
    let begun = Begun::of(&world, ADA, id(&customer), None).await;
    let before = world.items();
    for body in [
        json!({ "external_id": "user_ada" }),
        json!({ "external_id": "user_ada", "email": NEW, "name": "N", "metadata": {} }),
        json!({ "external_id": "user_ada", "type": "team" }),
    ] {
        let answer = patch(&world, &by_id(id(&customer)), &body).await;
        assert_faults(&answer, &[("external_id", "value_error")]);
        assert_eq!(answer.json()["detail"][0]["input"], "user_ada");
    }
    assert_eq!(world.items(), before);
    assert_eq!(begun.leads_in(&world).await, ALL);
}

#[tokio::test]
async fn an_external_id_moves_on_and_leaves_the_old_one_free() {
    let world = World::new().await;
    let mut customer = ada(&world).await;
    for external_id in odd_external_ids() {
        let old = by_external_id(customer["external_id"].as_str().unwrap());
        customer = changed(&world, &old, &json!({ "external_id": external_id })).await;
        assert_eq!(shown(&world, &by_external_id(&external_id)).await, customer);
        assert_not_found(&as_merchant(&world, Call::get(&old)).await);
    }
    let nameless = created(&world, &json!({ "email": ADA })).await;
    let named = changed(&world, &by_id(id(&nameless)), &json!({ "external_id": "ext_1" })).await;
    assert_eq!(shown(&world, &by_external_id("ext_1")).await, named);
    assert_table_agrees(&world);
}

#[tokio::test]
async fn of_many_that_claim_an_external_id_at_once_one_gets_it() {
    let world = World::new().await;
    let mut customers = Vec::new();
    for n in 0..8 {
        let body = json!({ "email": ADA, "external_id": format!("old_{n}") });
        customers.push(created(&world, &body).await);
    }
    let claim = json!({ "external_id": "ext_1" });
    let created = json!({ "email": ADA, "external_id": "ext_1" });
    let claims: Vec<_> = customers.iter().map(|it| by_id(id(it))).collect();
    let claims = join_all(claims.iter().map(|path| patch(&world, path, &claim)));
    let (mut answers, new) = tokio::join!(claims, create(&world, &created));
    answers.push(new);
    let (won, lost): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status < 300);
    assert_eq!(won.len(), 1);
    for answer in lost {
        assert_faults(answer, &[("external_id", "value_error")]);
    }
    assert_eq!(shown(&world, &by_external_id("ext_1")).await, won[0].json());
    assert_table_agrees(&world);
}

#[tokio::test]
async fn changes_that_meet_are_both_made() {
    let changes = [
        json!({ "email": NEW }),
        json!({ "name": "Countess" }),
        json!({ "external_id": "ext_2" }),
        json!({ "metadata": { "z": 1 } }),
        json!({ "type": "team" }),
    ];
    for one in &changes {
        for other in changes.iter().filter(|other| *other != one) {
            let world = Arc::new(World::new().await);
            let customer = ada(&world).await;
            let path = by_id(id(&customer));
            let strike = Call::patch(&path).json(other);
            patched_meanwhile(&world, &path, one, strike).await.expect_status(200);
            let after = shown(&world, &path).await;
            for (field, value) in one.as_object().unwrap().iter().chain(other.as_object().unwrap())
            {
                assert_eq!(after[field], *value, "{one} meets {other}");
            }
            assert_table_agrees(&world);
        }
    }
}

#[tokio::test]
async fn of_two_emails_that_meet_the_later_one_stays() {
    let world = Arc::new(World::new().await);
    let customer = ada(&world).await;
    let path = by_id(id(&customer));
    let strike = Call::patch(&path).json(&json!({ "email": "other@new.example.com" }));
    let change = json!({ "email": NEW });
    let after = patched_meanwhile(&world, &path, &change, strike).await.expect(200).json();
    assert_eq!(after["email"], NEW);
    assert_table_agrees(&world);
    assert_opens_nothing(&world, "other@new.example.com").await;
    world.sign_in(NEW).await;
}

#[tokio::test]
async fn an_individual_becomes_a_team_once() {
    let world = Arc::new(World::new().await);
    let customer = ada(&world).await;
    let path = by_id(id(&customer));
    let change = json!({ "type": "team" });
    let strike = Call::patch(&path).json(&change);
    patched_meanwhile(&world, &path, &change, strike).await.expect_status(200);
    assert_eq!(members(&world, id(&customer)).await.len(), 1);
    assert_table_agrees(&world);
}

#[tokio::test]
async fn an_external_id_that_another_claims_meanwhile_is_taken() {
    let world = Arc::new(World::new().await);
    let customer = ada(&world).await;
    let path = by_id(id(&customer));
    let claim = json!({ "external_id": "ext_2", "name": "N" });
    let other = Call::post("/v1/customers").json(&json!({ "email": ADA, "external_id": "ext_2" }));
    let answer = patched_meanwhile(&world, &path, &claim, other).await;
    assert_faults(&answer, &[("external_id", "value_error")]);
    assert_eq!(shown(&world, &path).await, customer);

    let claim = json!({ "external_id": "ext_3" });
    let itself = Call::patch(&path).json(&claim);
    patched_meanwhile(&world, &path, &claim, itself).await.expect_status(200);
    assert_table_agrees(&world);
}

#[tokio::test]
async fn a_change_never_brings_a_deleted_customer_back() {
    for change in [
        json!({ "name": "N" }),
        json!({ "email": NEW }),
        json!({ "external_id": "ext_2" }),
        json!({ "type": "team" }),
    ] {
        let world = Arc::new(World::new().await);
        let customer = ada(&world).await;
        let path = by_id(id(&customer));
        let strike = Call::delete(&format!("{path}?anonymize=true"));
        assert_not_found(&patched_meanwhile(&world, &path, &change, strike).await);
        assert_not_found(&as_merchant(&world, Call::get(&path)).await);
        for email in [ADA, NEW] {
            assert_opens_nothing(&world, email).await;
        }
        assert_table_agrees(&world);
    }
}

#[tokio::test]
async fn a_customer_that_never_stops_changing_is_busy() {
    let world = Arc::new(World::new().await);
    let customer = ada(&world).await;
    let (striker, strike) = (Arc::clone(&world), id(&customer).to_owned());
    world.wire.plan(move |number, call| {
        let (world, customer) = (Arc::clone(&striker), strike.clone());
        Box::pin(async move {
            if call.operation == "TransactWriteItems" {
                let change = json!({
                    "operation": "change_customer_email", "customer_id": customer,
                    "organization_id": world.seed.organization.id,
                    "email": format!("{number}@new.example.com"),
                });
                world.admin(change).await.unwrap();
            }
            Verdict::Pass
        })
    });
    let answer = patch(&world, &by_id(id(&customer)), &json!({ "name": "N" })).await.expect(503);
    assert_eq!(answer.header("retry-after"), Some("1"));
    world.wire.heal();
    assert_eq!(shown(&world, &by_id(id(&customer))).await["name"], "Ada");
    assert_table_agrees(&world);
}

#[tokio::test]
async fn what_is_no_customer_of_the_organization_is_not_found() {
    let world = World::new().await;
    let change = json!({ "name": "N" });
    assert_finds_own_customers_only(&world, |path| Call::patch(path).json(&change)).await;
}

#[tokio::test]
async fn an_external_id_that_was_given_up_is_another_s_at_once() {
    let world = World::new().await;
    let customer = ada(&world).await;
    changed(&world, &by_external_id("ext_1"), &json!({ "external_id": "ext_2" })).await;
    let successor = created(&world, &json!({ "email": ADA, "external_id": "ext_1" })).await;
    delete(&world, &by_id(id(&customer))).await;
    assert_eq!(shown(&world, &by_external_id("ext_1")).await, successor);
    assert_table_agrees(&world);
}

#[tokio::test]
async fn only_a_token_that_may_write_customers_changes_one() {
    let world = World::unlimited().await;
    for (path, body) in [
        (by_external_id("user_ada"), r#"{"name":"N"}"#),
        (by_external_id("user_ada"), "{"),
        (by_external_id("nobody"), "{}"),
        (by_id("x"), "{}"),
    ] {
        assert_takes_only(&world, "customers:write", &|| Call::patch(&path).body(body)).await;
    }
}
