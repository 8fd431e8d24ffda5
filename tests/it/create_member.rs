//! `POST /v1/customers/{id}/members`, and the same below `/external/{external_id}`

use std::sync::Arc;

use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::{Answer, Call, PortalPaths, World};

use crate::{
    contract::{
        MEMBER, assert_faults, assert_faults_of, assert_malformed, assert_not_found,
        assert_uncached_json, fixture, shape,
    },
    team::{
        NOBODY, add, as_merchant, assert_takes_only, create, delete_customer, each,
        external_members, list, members, new_customer, new_foreign_team, new_team, spellings,
        struck,
    },
};

/// The statuses of several answers, the lowest first.
fn statuses(answers: &[Answer]) -> Vec<u16> {
    let mut statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    statuses
}

#[tokio::test]
async fn a_member_has_exactly_the_contract_s_fields() {
    let world = World::new().await;
    let team = new_team(&world, "team_1").await;
    let answer = create(&world, &team, &json!({ "email": "mia@example.com" })).await.expect(201);
    assert_eq!(shape(&answer.json()), shape(&fixture(MEMBER)));
    assert_uncached_json(&answer);
}

#[tokio::test]
async fn a_member_is_what_was_sent_and_nothing_else() {
    let world = World::new().await;
    let team = world.seed.customers.team.id.clone();
    let sent = json!({
        "email": " Ann@Example.com", "name": "Ann", "external_id": "user 1#%ü", "role": "billing_manager",
    });
    world.clock.advance(90);
    let mut member = add(&world, &team, &sent).await;
    let id = member["id"].take();
    // Version 7, so that members sort by age.
    assert_eq!(&id.as_str().unwrap()[14..15], "7");
    let expected = json!({
        "id": null, "created_at": "2026-11-21T12:01:30Z", "modified_at": null, "customer_id": team,
        "email": "Ann@Example.com", "name": "Ann", "external_id": "user 1#%ü", "role": "billing_manager",
    });
    assert_eq!(member, expected);

    let mut plain = add(&world, &team, &json!({ "email": "pat@example.com" })).await;
    plain["id"].take();
    let expected = json!({
        "id": null, "created_at": "2026-11-21T12:01:30Z", "modified_at": null, "customer_id": team,
        "email": "pat@example.com", "name": null, "external_id": null, "role": "member",
    });
    assert_eq!(plain, expected);
}

#[tokio::test]
async fn a_team_goes_by_either_of_its_names_and_its_path_by_either_spelling() {
    let world = World::new().await;
    let team = new_team(&world, "team 1#%ü@").await;
    let encoded = external_members("team%201%23%25%C3%BC@");
    let paths = [members(&team), encoded].map(|path| spellings(&path));
    for (number, path) in paths.as_flattened().iter().enumerate() {
        let body = json!({ "email": format!("member{number}@example.com") });
        let answer = as_merchant(&world, Call::post(path).json(&body)).await.expect(201);
        assert_eq!(answer.text("customer_id"), team, "{path}");
    }
    assert_eq!(list(&world, &team).await["pagination"]["total_count"], 4);
}

#[tokio::test]
async fn who_proves_a_member_s_email_is_signed_in_as_it() {
    let world = World::new().await;
    let team = world.seed.customers.team.id.clone();
    let body = json!({ "email": "ann@example.com", "name": "Ann", "role": "billing_manager" });
    let member = add(&world, &team, &body).await;
    let token = world.sign_in("ann@example.com").await;
    let user = world.call(Call::get(PortalPaths::USER).bearer(&token)).await.expect(200).json();
    let expected = json!({
        "type": "member", "name": "Ann", "email": "ann@example.com", "customer_id": team,
        "member_id": member["id"], "role": "billing_manager",
    });
    assert_eq!(user, expected);
}

#[tokio::test]
async fn the_first_member_is_the_owner_whatever_role_was_sent() {
    let world = World::new().await;
    for (number, role) in
        [json!(null), json!("owner"), json!("billing_manager"), json!("member")].iter().enumerate()
    {
        let team = new_team(&world, &format!("team_{number}")).await;
        let first = json!({ "email": "first@example.com", "role": role });
        assert_eq!(add(&world, &team, &first).await["role"], "owner", "{role}");
        let shown = list(&world, &team).await;
        assert_eq!(each(&shown, "role"), ["owner"], "{role}");
        let second = json!({ "email": "second@example.com", "role": role });
        let expected = role.as_str().unwrap_or("member");
        assert_eq!(add(&world, &team, &second).await["role"], expected, "{role}");
    }
}

#[tokio::test]
async fn of_many_first_members_at_once_one_is_the_owner_and_none_is_lost() {
    let world = World::new().await;
    let team = new_team(&world, "team_1").await;
    let bodies: Vec<_> = (0..6)
        .map(|number| json!({ "email": format!("m{number}@example.com"), "role": "member" }))
        .collect();
    let answers = join_all(bodies.iter().map(|body| create(&world, &team, body))).await;
    assert_eq!(statuses(&answers), [201; 6]);
    let shown = list(&world, &team).await;
    assert_eq!(shown["pagination"]["total_count"], 6);
    let owners = |roles: Vec<&str>| roles.into_iter().filter(|role| *role == "owner").count();
    assert_eq!(owners(each(&shown, "role")), 1);
    let told: Vec<_> = answers.iter().map(|answer| answer.text("role")).collect();
    assert_eq!(owners(told.iter().map(String::as_str).collect()), 1, "as the answers say");
}

#[tokio::test]
async fn a_team_holds_an_email_once() {
    let world = World::new().await;
    let team = world.seed.customers.team.id.clone();
    add(&world, &team, &json!({ "email": "jo@bücher.example" })).await;
    let before = world.items();
    for email in [
        "mia@team.example.com",
        " MIA@Team.Example.COM ",
        "grace@team.example.com",
        "jo@xn--bcher-kva.example",
    ] {
        let answer = create(&world, &team, &json!({ "email": email })).await;
        assert_faults(&answer, &[("email", "value_error")]);
        assert_eq!(answer.json()["detail"][0]["input"], email.trim());
    }
    assert_eq!(world.items(), before, "a member that was refused leaves nothing");
    // Plus signs and dots are kept, so these are other people.
    for email in ["mia+1@team.example.com", "m.ia@team.example.com"] {
        add(&world, &team, &json!({ "email": email })).await;
    }
}

#[tokio::test]
async fn an_email_may_be_in_two_teams_and_be_a_customer_s_too() {
    let world = World::new().await;
    let ada = world.seed.customers.individual.clone();
    let teams = [new_team(&world, "team_1").await, new_team(&world, "team_2").await];
    for team in &teams {
        add(&world, team, &json!({ "email": ada.email })).await;
    }
    let answer = world.call(world.code_request(&ada.email)).await.expect(409).json();
    let mut found: Vec<_> = answer["customers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["id"].as_str().unwrap())
        .collect();
    let mut expected = vec![ada.id.as_str(), &teams[0], &teams[1]];
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn an_external_id_is_one_member_s_in_a_team_and_another_s_elsewhere() {
    let world = World::new().await;
    let (one, two) = (new_team(&world, "team_1").await, new_team(&world, "team_2").await);
    let body = |email: &str| json!({ "email": email, "external_id": "user_ada" });
    // A customer has it already.
    assert_eq!(world.seed.customers.individual.external_id, "user_ada");
    for team in [&one, &two] {
        add(&world, team, &body("a@example.com")).await;
    }
    let before = world.items();
    let answer = create(&world, &one, &body("b@example.com")).await;
    assert_faults(&answer, &[("external_id", "value_error")]);
    assert_eq!(answer.json()["detail"][0]["input"], "user_ada");
    assert_eq!(world.items(), before);
    let other_case = json!({ "email": "b@example.com", "external_id": "User_Ada" });
    add(&world, &one, &other_case).await;
}

#[tokio::test]
async fn a_taken_email_and_a_taken_external_id_are_told_together() {
    let world = World::new().await;
    let team = new_team(&world, "team_1").await;
    add(&world, &team, &json!({ "email": "a@example.com", "external_id": "a" })).await;
    add(&world, &team, &json!({ "email": "b@example.com", "external_id": "b" })).await;
    for (email, external_id) in [("a@example.com", "a"), ("a@example.com", "b")] {
        let body = json!({ "email": email, "external_id": external_id });
        let answer = create(&world, &team, &body).await;
        assert_faults(&answer, &[("email", "value_error"), ("external_id", "value_error")]);
    }
}

#[tokio::test]
async fn of_many_at_once_with_one_email_or_external_id_one_is_made() {
    let world = World::new().await;
    let team = new_team(&world, "team_1").await;
    add(&world, &team, &json!({ "email": "owner@example.com" })).await;
    let same_email = json!({ "email": "a@example.com" });
    let answers = join_all((0..6).map(|_| create(&world, &team, &same_email))).await;
    assert_eq!(statuses(&answers), [201, 422, 422, 422, 422, 422]);

    let same_external_id: Vec<_> = (0..6)
        .map(|number| json!({ "email": format!("m{number}@example.com"), "external_id": "m" }))
        .collect();
    let answers = join_all(same_external_id.iter().map(|body| create(&world, &team, body))).await;
    assert_eq!(statuses(&answers), [201, 422, 422, 422, 422, 422]);
    assert_eq!(list(&world, &team).await["pagination"]["total_count"], 3);
}

#[tokio::test]
async fn a_member_that_meets_its_team_s_deletion_is_not_made() {
    let world = Arc::new(World::new().await);
    let team = new_team(&world, "team_1").await;
    add(&world, &team, &json!({ "email": "ann@example.com" })).await;
    let strike = Call::delete(&format!("{}/{team}", PortalPaths::CUSTOMERS));
    let late = Call::post(&members(&team)).json(&json!({ "email": "mia@example.com" }));
    let late = late.bearer(&world.seed.access_token);
    assert_not_found(&struck(&world, 1, strike, late).await);
    let table = serde_json::to_string(&world.items()).unwrap();
    assert!(!table.contains("mia@example.com"));
}

#[tokio::test]
async fn an_individual_takes_no_member_until_it_is_a_team() {
    let world = World::new().await;
    let ada = world.seed.customers.individual.clone();
    let body = json!({ "email": "mia@example.com" });
    for (path, field, name) in [
        (members(&ada.id), "id", &ada.id),
        (external_members(&ada.external_id), "external_id", &ada.external_id),
    ] {
        let answer = as_merchant(&world, Call::post(&path).json(&body)).await;
        assert_faults_of("path", &answer, &[(field, "value_error")]);
        assert_eq!(answer.json()["detail"][0]["input"], json!(name));
    }
    assert_eq!(each(&list(&world, &ada.id).await, "id"), [""; 0]);

    let itself = format!("{}/{}", PortalPaths::CUSTOMERS, ada.id);
    let becomes_team = Call::patch(&itself).json(&json!({ "type": "team" }));
    as_merchant(&world, becomes_team).await.expect_status(200);
    assert_eq!(add(&world, &ada.id, &body).await["role"], "member", "Ada herself is the owner");
}

#[tokio::test]
async fn every_fault_is_listed_at_once() {
    let world = World::new().await;
    let team = world.seed.customers.team.id.clone();
    let body = json!({ "email": "nobody", "name": "\n", "external_id": "a/b", "role": "boss" });
    let answer = create(&world, &team, &body).await;
    let fields = ["email", "name", "external_id", "role"];
    assert_faults(&answer, &fields.map(|field| (field, "value_error")));
    for (place, field) in fields.iter().enumerate() {
        assert_eq!(answer.json()["detail"][place]["input"], body[field]);
    }
    let body = json!({ "email": 7, "name": {}, "external_id": [], "role": true });
    let answer = create(&world, &team, &body).await;
    assert_faults(&answer, &fields.map(|field| (field, "string_type")));
    for body in [json!({}), json!({ "email": null })] {
        assert_faults(&create(&world, &team, &body).await, &[("email", "missing")]);
    }
}

#[tokio::test]
async fn a_null_field_is_a_field_not_sent_and_an_unknown_one_is_no_fault() {
    let world = World::new().await;
    let team = world.seed.customers.team.id.clone();
    let body = json!({
        "email": "ann@example.com", "name": null, "external_id": null, "role": null,
        "id": NOBODY, "customer_id": 7, "metadata": { "a": [] }, "": null,
    });
    let member = add(&world, &team, &body).await;
    let fields = ["name", "external_id"].map(|field| member[field].clone());
    assert_eq!((fields, &member["role"]), ([Value::Null, Value::Null], &json!("member")));
    assert_eq!(member["customer_id"], json!(team));
    assert_ne!(member["id"], NOBODY);
}

#[tokio::test]
async fn a_body_that_is_no_json_object_is_refused() {
    let world = World::new().await;
    let path = members(&world.seed.customers.team.id);
    for body in ["", "{", "[]", "\"mia@example.com\"", "null"] {
        assert_malformed(&as_merchant(&world, Call::post(&path).body(body)).await);
    }
    let form = Call::post(&path).header("content-type", "text/plain").body("{}");
    as_merchant(&world, form).await.expect_status(415);
    let long = json!({ "email": "mia@example.com", "more": "x".repeat(64 * 1024) });
    as_merchant(&world, Call::post(&path).json(&long)).await.expect_status(413);
    let untyped = Call::post(&path).body(r#"{"email":"ann@example.com"}"#);
    as_merchant(&world, untyped).await.expect_status(201);
}

#[tokio::test]
async fn an_unknown_customer_and_a_foreign_one_are_not_found() {
    let world = World::new().await;
    let foreign = new_foreign_team(&world, "globex_team").await;
    let gone = new_customer(&world, json!({ "type": "team", "external_id": "gone" })).await;
    delete_customer(&world, &gone).await;
    let before = world.items();
    for path in [
        members(NOBODY),
        members(&foreign),
        members(&gone),
        members("garbage"),
        members("external"),
        external_members("nobody"),
        external_members("globex_team"),
        external_members("gone"),
        external_members(&world.seed.customers.team.id),
        external_members(&"x".repeat(256)),
    ] {
        // Whatever the body says.
        for body in [json!({ "email": "mia@example.com" }), json!({})] {
            assert_not_found(&as_merchant(&world, Call::post(&path).json(&body)).await);
        }
    }
    assert_eq!(world.items(), before);
}

#[tokio::test]
async fn who_may_not_add_members_learns_nothing_else() {
    let world = World::new().await;
    let before = world.items_of("MEMBER#");
    let team = &world.seed.customers.team;
    for (team, email) in [(&*team.id, "x"), (NOBODY, "x"), ("garbage", "mia@example.com")] {
        let call = || Call::post(&members(team)).json(&json!({ "email": email }));
        assert_takes_only(&world, "members:write", &call).await;
    }
    assert_eq!(world.items_of("MEMBER#"), before);
}
