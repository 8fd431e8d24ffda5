//! `PATCH /v1/customers/{id}/members/{member_id}`, and the same below `/external/{external_id}`

use std::sync::Arc;

use serde_json::{Value, json};
use tests::{Answer, Call, PortalPaths, WireCall, World};

use crate::{
    begun::{ALL, Begun, NONE},
    contract::{
        MEMBER, assert_faults, assert_malformed, assert_not_found, assert_uncached_json, fixture,
        shape,
    },
    team::{
        NOBODY, add, add_foreign, as_merchant, assert_takes_only, at_once, create, delete_customer,
        each, external_members, list, members, new_customer, new_foreign_team, new_team, spellings,
        struck,
    },
};

/// The path of a member of a team.
fn path(team: &str, member: &Value) -> String {
    format!("{}/{}", members(team), member["id"].as_str().unwrap())
}

async fn change(world: &World, path: &str, body: &Value) -> Answer {
    as_merchant(world, Call::patch(path).json(body)).await
}

async fn get(world: &World, path: &str) -> Value {
    as_merchant(world, Call::get(path)).await.expect(200).json()
}

async fn user(world: &World, token: &str) -> Value {
    world.call(Call::get(PortalPaths::USER).bearer(token)).await.expect(200).json()
}

/// The seeded team's member of this number, as a merchant sees it, and where it is.
async fn seeded(world: &World, number: usize) -> (String, Value) {
    let team = &world.seed.customers.team;
    let path = format!("{}/{}", members(&team.id), team.members[number].id);
    let member = get(world, &path).await;
    (path, member)
}

#[tokio::test]
async fn a_member_is_what_was_sent_and_otherwise_what_it_was() {
    let world = World::new().await;
    let team = new_team(&world, "team_1").await;
    add(&world, &team, &json!({ "email": "ann@example.com" })).await;
    world.clock.advance(1);
    let body = json!({ "email": "mia@example.com", "external_id": "mia" });
    let mut expected = add(&world, &team, &body).await;
    let path = path(&team, &expected);
    for (body, modified_at) in [
        (json!({ "name": " Mia " }), "2026-11-21T12:00:02Z"),
        (json!({ "email": "Mia@New.example.com" }), "2026-11-21T12:00:03Z"),
        (json!({ "role": "billing_manager" }), "2026-11-21T12:00:04Z"),
        (
            json!({ "name": "Mia Li", "email": "li@example.com", "role": "owner" }),
            "2026-11-21T12:00:05Z",
        ),
    ] {
        world.clock.advance(1);
        for (field, value) in body.as_object().unwrap() {
            expected[field] = value.as_str().unwrap().trim().into();
        }
        expected["modified_at"] = modified_at.into();
        let answer = change(&world, &path, &body).await.expect(200);
        assert_eq!(answer.json(), expected);
        assert_uncached_json(&answer);
        assert_eq!(get(&world, &path).await, expected);
        assert_eq!(list(&world, &team).await["items"][0], expected);
    }
}

#[tokio::test]
async fn a_member_has_exactly_the_contract_s_fields() {
    let world = World::new().await;
    let (path, mut member) = seeded(&world, 0).await;
    let mut answer = change(&world, &path, &json!({ "name": "Amazing" })).await.expect(200).json();
    for body in [&mut answer, &mut member] {
        body["name"].take();
        body["modified_at"].take();
    }
    assert_eq!(answer, member);
    assert_eq!(shape(&answer), shape(&fixture(MEMBER)));
}

#[tokio::test]
async fn each_path_of_a_member_changes_it() {
    let world = World::new().await;
    let team = new_team(&world, "team_1").await;
    let body = json!({ "email": "mia@example.com", "external_id": "mia 1" });
    let made = add(&world, &team, &body).await;
    let id = made["id"].as_str().unwrap();
    let paths = [
        format!("{}/{id}", members(&team)),
        format!("{}/mia%201", external_members("team_1")),
        format!("{}/{id}", external_members("team_1")),
    ];
    for (number, path) in paths.iter().flat_map(|path| spellings(path)).enumerate() {
        let body = json!({ "name": format!("Mia {number}") });
        let answer = change(&world, &path, &body).await.expect(200);
        assert_eq!(answer.text("name"), format!("Mia {number}"), "{path}");
        assert_eq!(answer.text("id"), id);
    }
    assert_eq!(get(&world, &paths[0]).await["name"], "Mia 5");
}

#[tokio::test]
async fn what_changes_nothing_is_no_change() {
    let world = World::new().await;
    let (path, member) = seeded(&world, 0).await;
    let before = world.items();
    world.clock.advance(60);
    for body in [
        json!({}),
        json!({ "email": null, "name": null, "role": null }),
        json!({ "email": member["email"], "name": member["name"], "role": member["role"] }),
        // Not to be changed, so not known here.
        json!({ "external_id": "new", "customer_id": NOBODY, "id": NOBODY, "metadata": 7 }),
    ] {
        let answer = change(&world, &path, &body).await.expect(200);
        assert_eq!(answer.json(), member, "{body}");
    }
    assert_eq!(member["modified_at"], Value::Null);
    assert_eq!(world.items(), before);
}

#[tokio::test]
async fn a_team_holds_an_email_once() {
    let world = World::new().await;
    let (path, _) = seeded(&world, 2).await;
    let before = world.items();
    for email in ["bob@team.example.com", " BOB@Team.Example.com "] {
        let body = json!({ "email": email, "name": "Bob", "role": "owner" });
        let answer = change(&world, &path, &body).await;
        assert_faults(&answer, &[("email", "value_error")]);
        assert_eq!(answer.json()["detail"][0]["input"], email.trim());
    }
    assert_eq!(world.items(), before, "all that is named, or nothing");
    // Others of the organization may have it.
    let body = json!({ "email": world.email() });
    assert_eq!(change(&world, &path, &body).await.expect(200).text("email"), world.email());
}

#[tokio::test]
async fn an_email_is_free_again_once_its_member_has_another() {
    let world = World::new().await;
    let team = world.seed.customers.team.clone();
    let (path, _) = seeded(&world, 2).await;
    change(&world, &path, &json!({ "email": "new@example.com" })).await.expect_status(200);
    let successor = add(&world, &team.id, &json!({ "email": team.members[2].email })).await;
    let token = world.sign_in(&team.members[2].email).await;
    assert_eq!(user(&world, &token).await["member_id"], successor["id"]);
    // And it is not had back.
    let answer = change(&world, &path, &json!({ "email": team.members[2].email })).await;
    assert_faults(&answer, &[("email", "value_error")]);
}

#[tokio::test]
async fn a_new_email_ends_all_that_began_by_the_old_one_and_nothing_else() {
    let world = World::unlimited().await;
    let team = world.seed.customers.team.clone();
    let (path, mia) = seeded(&world, 2).await;
    let email = mia["email"].as_str().unwrap();
    // The same person, elsewhere.
    let other_team = new_team(&world, "team_2").await;
    let twin = add(&world, &other_team, &json!({ "email": email })).await;
    let individual = new_customer(&world, json!({ "email": email })).await;
    let hers = [
        Begun::of(&world, email, &team.id, Some(&team.members[2].id)).await,
        Begun::of(&world, email, &team.id, Some(&team.members[2].id)).await,
    ];
    let others = [
        Begun::of(&world, email, &other_team, Some(twin["id"].as_str().unwrap())).await,
        Begun::of(&world, email, &individual, None).await,
        Begun::of(&world, &team.members[0].email, &team.id, Some(&team.members[0].id)).await,
        Begun::of(&world, &team.members[1].email, &team.id, Some(&team.members[1].id)).await,
        Begun::of(&world, world.email(), &world.seed.customers.individual.id, None).await,
    ];

    change(&world, &path, &json!({ "email": "new@example.com" })).await.expect_status(200);
    for begun in hers {
        assert_eq!(begun.leads_in(&world).await, NONE);
    }
    for begun in others {
        assert_eq!(begun.leads_in(&world).await, ALL);
    }
    let token = world.sign_in("new@example.com").await;
    let expected = json!({
        "type": "member", "name": "Mia", "email": "new@example.com", "customer_id": team.id,
        "member_id": mia["id"], "role": "member",
    });
    assert_eq!(user(&world, &token).await, expected);
}

#[tokio::test]
async fn nothing_is_mailed_to_an_email_that_is_not_the_member_s_any_more() {
    let world = World::new().await;
    let (path, mia) = seeded(&world, 2).await;
    let email = mia["email"].as_str().unwrap();
    world.request_code(email).await;
    change(&world, &path, &json!({ "email": "new@example.com" })).await.expect_status(200);
    world.request_code(email).await;
    assert!(world.mails().await.is_empty());
    let (request_id, code) = world.fresh_code("new@example.com").await;
    world.authenticate(&code, &request_id).await.expect_status(200);
}

#[tokio::test]
async fn no_sign_in_outlives_a_change_of_email_at_any_point_of_its_exchange() {
    for at in 0..2 {
        let world = Arc::new(World::new().await);
        let (path, mia) = seeded(&world, 2).await;
        let (request_id, code) = world.fresh_code(mia["email"].as_str().unwrap()).await;
        let exchange = Call::post(PortalPaths::AUTHENTICATE)
            .json(&json!({ "code": code, "request_id": request_id }));
        let strike = Call::patch(&path).json(&json!({ "email": "new@example.com" }));
        struck(&world, at, strike, exchange).await.expect_status(401);
        assert!(world.items_of("SESSION#").is_empty());
        world.sign_in("new@example.com").await;
    }
}

#[tokio::test]
async fn no_session_of_the_merchant_s_outlives_a_change_of_email() {
    for at in 0..2 {
        let world = Arc::new(World::new().await);
        let (path, mia) = seeded(&world, 2).await;
        let body = json!({ "customer_id": mia["customer_id"], "member_id": mia["id"] });
        let strike = Call::patch(&path).json(&json!({ "email": "new@example.com" }));
        world.wire.forget();
        let answer = struck(&world, at, strike, world.session_for(&body)).await.expect(201);
        let writes = |call: &WireCall| {
            call.function == "create-session" && call.operation == "TransactWriteItems"
        };
        let writes = world.wire.calls().iter().filter(|call| writes(call)).count();
        assert_eq!(writes, at + 1, "what was read before the change opens nothing");
        assert_eq!(world.items_of("SESSION#").len(), 1);
        world.introspect(&answer.text("token")).await.expect_status(200);
    }
}

#[tokio::test]
async fn an_email_in_another_spelling_ends_nothing_and_is_shown_as_it_is_spelt() {
    let world = World::unlimited().await;
    let team = world.seed.customers.team.clone();
    let (path, mia) = seeded(&world, 2).await;
    let email = mia["email"].as_str().unwrap();
    let begun = Begun::of(&world, email, &team.id, Some(&team.members[2].id)).await;
    let body = json!({ "email": "Mia@Team.Example.com" });
    let answer = change(&world, &path, &body).await.expect(200);
    assert_eq!(answer.text("email"), "Mia@Team.Example.com");
    assert_eq!(user(&world, begun.token()).await["email"], "Mia@Team.Example.com");
    assert_eq!(begun.leads_in(&world).await, ALL);
}

#[tokio::test]
async fn a_new_name_or_role_shows_in_the_next_answer_and_ends_nothing() {
    let world = World::unlimited().await;
    let team = world.seed.customers.team.clone();
    let (path, mia) = seeded(&world, 2).await;
    let email = mia["email"].as_str().unwrap();
    for (field, value) in [("name", "Mia Li"), ("role", "billing_manager"), ("role", "owner")] {
        let begun = Begun::of(&world, email, &team.id, Some(&team.members[2].id)).await;
        change(&world, &path, &json!({ field: value })).await.expect_status(200);
        assert_eq!(user(&world, begun.token()).await[field], value);
        assert_eq!(begun.leads_in(&world).await, ALL, "{field}");
    }
}

#[tokio::test]
async fn the_last_owner_keeps_its_role() {
    let world = World::new().await;
    let (grace, _) = seeded(&world, 0).await;
    let (bob, _) = seeded(&world, 1).await;
    let before = world.items();
    for role in ["member", "billing_manager"] {
        let body = json!({ "role": role, "name": "Grace Hopper" });
        let answer = change(&world, &grace, &body).await;
        assert_faults(&answer, &[("role", "value_error")]);
        assert_eq!(answer.json()["detail"][0]["input"], role);
    }
    assert_eq!(world.items(), before, "all that is named, or nothing");
    for body in [json!({ "role": "owner" }), json!({ "name": "Grace Hopper" })] {
        assert_eq!(change(&world, &grace, &body).await.expect(200).text("role"), "owner");
    }
    // Only once there is another.
    change(&world, &bob, &json!({ "role": "owner" })).await.expect_status(200);
    change(&world, &grace, &json!({ "role": "member" })).await.expect_status(200);
    let answer = change(&world, &bob, &json!({ "role": "member" })).await;
    assert_faults(&answer, &[("role", "value_error")]);
    change(&world, &grace, &json!({ "role": "owner" })).await.expect_status(200);
    change(&world, &bob, &json!({ "role": "member" })).await.expect_status(200);
}

#[tokio::test]
async fn a_taken_email_and_a_last_owner_are_told_together() {
    let world = World::new().await;
    let (grace, _) = seeded(&world, 0).await;
    let body = json!({ "email": "bob@team.example.com", "role": "member" });
    let answer = change(&world, &grace, &body).await;
    assert_faults(&answer, &[("email", "value_error"), ("role", "value_error")]);
}

#[tokio::test]
async fn of_two_owners_who_demote_each_other_at_once_one_is_left() {
    for other_role in ["member", "billing_manager"] {
        let world = World::new().await;
        let team = new_team(&world, "team_1").await;
        let mut calls = Vec::new();
        for (name, role) in [("ann", "member"), ("mia", other_role)] {
            let body = json!({ "email": format!("{name}@example.com"), "role": "owner" });
            let owner = add(&world, &team, &body).await;
            calls.push(Call::patch(&path(&team, &owner)).json(&json!({ "role": role })));
        }
        let [one, other] = calls.try_into().unwrap();
        let answers = at_once(&world, one, other).await;
        let mut statuses = answers.clone().map(|answer| answer.status);
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 422]);
        let refused = answers.iter().find(|answer| answer.status == 422).unwrap();
        assert_faults(refused, &[("role", "value_error")]);
        let roles = list(&world, &team).await;
        let owners = each(&roles, "role").into_iter().filter(|role| *role == "owner").count();
        assert_eq!(owners, 1);
    }
}

#[tokio::test]
async fn two_changes_that_meet_both_happen() {
    let changes = [
        json!({ "name": "Mia Li" }),
        json!({ "email": "new@example.com" }),
        json!({ "role": "owner" }),
    ];
    for (first, second) in [(0, 1), (1, 0), (1, 2), (2, 1), (2, 0), (0, 2)] {
        let world = Arc::new(World::new().await);
        let (path, mut expected) = seeded(&world, 2).await;
        let [first, second] = [&changes[first], &changes[second]];
        let strike = Call::patch(&path).json(first);
        let late = Call::patch(&path).json(second).bearer(&world.seed.access_token);
        // The second has read what the first then changes.
        struck(&world, 1, strike, late).await.expect_status(200);
        for body in [first, second] {
            expected.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
        }
        expected["modified_at"] = "2026-11-21T12:00:00Z".into();
        assert_eq!(get(&world, &path).await, expected);
        let token = world.sign_in(expected["email"].as_str().unwrap()).await;
        let shown = user(&world, &token).await;
        for field in ["name", "email", "role"] {
            assert_eq!(shown[field], expected[field], "who may act is the same as who is seen");
        }
    }
}

#[tokio::test]
async fn one_change_that_is_made_twice_at_once_is_made_and_no_fault() {
    for body in [json!({ "role": "member" }), json!({ "email": "new@example.com" })] {
        let world = World::new().await;
        let team = new_team(&world, "team_1").await;
        let mut owner = Value::Null;
        for name in ["ann", "mia"] {
            let body = json!({ "email": format!("{name}@example.com"), "role": "owner" });
            owner = add(&world, &team, &body).await;
        }
        let path = path(&team, &owner);
        let call = || Call::patch(&path).json(&body);
        let answers = at_once(&world, call(), call()).await;
        assert_eq!(answers.map(|answer| answer.status), [200, 200], "{body}");
        owner.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
        owner["modified_at"] = "2026-11-21T12:00:00Z".into();
        assert_eq!(get(&world, &path).await, owner);
    }
}

#[tokio::test]
async fn of_two_who_take_one_email_at_once_one_has_it() {
    let world = World::new().await;
    let (bob, _) = seeded(&world, 1).await;
    let (mia, _) = seeded(&world, 2).await;
    let body = json!({ "email": "new@example.com" });
    let calls = [&bob, &mia].map(|path| Call::patch(path).json(&body));
    let [one, other] = calls;
    let mut statuses = at_once(&world, one, other).await.map(|answer| answer.status);
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 422]);
    world.sign_in("new@example.com").await;
}

#[tokio::test]
async fn a_change_that_meets_a_removal_brings_nobody_back() {
    for body in [json!({ "name": "Mia Li" }), json!({ "email": "new@example.com" })] {
        let world = Arc::new(World::new().await);
        let team = world.seed.customers.team.clone();
        let (path, _) = seeded(&world, 2).await;
        let late = Call::patch(&path).json(&body).bearer(&world.seed.access_token);
        assert_not_found(&struck(&world, 1, Call::delete(&path), late).await);
        assert_eq!(list(&world, &team.id).await["pagination"]["total_count"], 2);
        for email in [&*team.members[2].email, "new@example.com"] {
            world.request_code(email).await;
        }
        assert!(world.mails().await.is_empty());
        let table = serde_json::to_string(&world.items()).unwrap();
        assert!(!table.contains(&team.members[2].id), "{body}");
    }
}

#[tokio::test]
async fn a_change_that_meets_its_team_s_deletion_brings_nobody_back() {
    for body in [
        json!({ "name": "Mia Li" }),
        json!({ "email": "new@example.com" }),
        json!({ "role": "owner" }),
    ] {
        let world = Arc::new(World::new().await);
        let team = world.seed.customers.team.clone();
        let (path, _) = seeded(&world, 2).await;
        let strike = Call::delete(&format!("{}/{}", PortalPaths::CUSTOMERS, team.id));
        let late = Call::patch(&path).json(&body).bearer(&world.seed.access_token);
        assert_not_found(&struck(&world, 1, strike, late).await);
        let table = serde_json::to_string(&world.items()).unwrap();
        assert!(!table.contains(&team.members[2].id), "{body}");
        assert!(!table.contains("new@example.com"));
    }
}

#[tokio::test]
async fn every_fault_is_listed_at_once() {
    let world = World::new().await;
    let (path, _) = seeded(&world, 0).await;
    let body = json!({ "email": "nobody", "name": "", "role": "boss" });
    let answer = change(&world, &path, &body).await;
    let fields = ["email", "name", "role"];
    assert_faults(&answer, &fields.map(|field| (field, "value_error")));
    for (place, field) in fields.iter().enumerate() {
        assert_eq!(answer.json()["detail"][place]["input"], body[field]);
    }
    let answer = change(&world, &path, &json!({ "email": [], "name": 7, "role": {} })).await;
    assert_faults(&answer, &fields.map(|field| (field, "string_type")));
}

#[tokio::test]
async fn a_body_that_is_no_json_object_is_refused() {
    let world = World::new().await;
    let (path, _) = seeded(&world, 0).await;
    for body in ["", "{", "[]", "null"] {
        assert_malformed(&as_merchant(&world, Call::patch(&path).body(body)).await);
    }
    let form = Call::patch(&path).header("content-type", "text/plain").body("{}");
    as_merchant(&world, form).await.expect_status(415);
    let long = json!({ "more": "x".repeat(64 * 1024) });
    as_merchant(&world, Call::patch(&path).json(&long)).await.expect_status(413);
}

#[tokio::test]
async fn who_is_not_in_the_team_is_not_found() {
    let world = World::new().await;
    let foreign = new_foreign_team(&world, "globex_team").await;
    let body = json!({ "email": "mia@example.com", "external_id": "mia" });
    let theirs = add_foreign(&world, &foreign, &body).await;
    let team = new_team(&world, "team_1").await;
    let gone = new_team(&world, "gone").await;
    let lost = create(&world, &gone, &body).await.expect(201).text("id");
    delete_customer(&world, &gone).await;
    let before = world.items();
    for path in [
        format!("{}/{NOBODY}", members(&team)),
        format!("{}/garbage", members(&team)),
        format!("{}/{}", members(&team), world.seed.customers.team.members[0].id),
        format!("{}/{theirs}", members(&foreign)),
        format!("{}/{lost}", members(&gone)),
        format!("{}/mia", external_members("globex_team")),
        format!("{}/mia", external_members("team_1")),
        format!("{}/mia", external_members("gone")),
    ] {
        // Whatever the body says.
        for body in [json!({ "name": "Mallory" }), json!({ "role": "boss" })] {
            assert_not_found(&change(&world, &path, &body).await);
        }
    }
    assert_eq!(world.items(), before);
}

#[tokio::test]
async fn who_may_not_change_members_learns_nothing_else() {
    let world = World::unlimited().await;
    let team = &world.seed.customers.team;
    let before = world.items_of("MEMBER#");
    for path in [
        format!("{}/{}", members(&team.id), team.members[0].id),
        format!("{}/{NOBODY}", members(NOBODY)),
        format!("{}/garbage", members("garbage")),
    ] {
        let call = || Call::patch(&path).json(&json!({ "email": "nobody" }));
        assert_takes_only(&world, "members:write", &call).await;
    }
    assert_eq!(world.items_of("MEMBER#"), before);
}
