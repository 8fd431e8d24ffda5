//! A generation raised at any moment leaves nothing alive that began before: not between two store
//! calls of a sign-in or a create-session, not on a session that is open.

use std::sync::Arc;

use serde_json::{Value, json};
use tests::{Answer, Call, PortalPaths, Verdict, World};

/// What an operator does to the customer, or to its member.
fn operations(world: &World) -> Vec<(Value, String)> {
    let organization = &world.seed.organization.id;
    let individual = &world.seed.customers.individual;
    let (team, member) = (&world.seed.customers.team.id, &world.seed.customers.team.members[0]);
    let of = |operation: &str, customer: &str| json!({ "operation": operation, "organization_id": organization, "customer_id": customer });
    let mut new_email = of("change_customer_email", &individual.id);
    new_email["email"] = "new@example.com".into();
    let mut removal = of("delete_member", team);
    removal["member_id"] = member.id.as_str().into();
    vec![
        (of("revoke_customer_sessions", &individual.id), individual.email.clone()),
        (new_email, individual.email.clone()),
        (of("delete_customer", &individual.id), individual.email.clone()),
        (of("revoke_customer_sessions", team), member.email.clone()),
        (of("delete_customer", team), member.email.clone()),
        (removal, member.email.clone()),
    ]
}

/// Answers a call while the operation strikes before its call of this number.
async fn struck(world: &Arc<World>, at: usize, operation: &Value, call: Call) -> Answer {
    let (striker, operation) = (Arc::clone(world), operation.clone());
    world.wire.plan(move |number, _| {
        let (world, operation) = (Arc::clone(&striker), operation.clone());
        Box::pin(async move {
            if number == at {
                world.admin(operation).await.unwrap();
            }
            Verdict::Pass
        })
    });
    let answer = world.call(call).await;
    world.wire.heal();
    answer
}

async fn assert_dead(world: &World, answer: &Answer, at: usize, operation: &Value) {
    if answer.status < 300 {
        let status = world.introspect(&answer.text("token")).await.status;
        assert_eq!(status, 401, "{operation} before call {at} left a live session");
    }
}

#[tokio::test]
async fn no_sign_in_outlives_a_revocation_at_any_point_of_its_exchange() {
    for case in 0..6 {
        for at in 0..2 {
            let world = Arc::new(World::new().await);
            let (operation, email) = operations(&world).remove(case);
            let (request_id, code) = world.fresh_code(&email).await;
            let body = json!({ "code": code, "request_id": request_id });
            let call = Call::post(PortalPaths::AUTHENTICATE).json(&body);
            let answer = struck(&world, at, &operation, call).await;
            assert_eq!(answer.status, 401, "{operation} before call {at}");
            assert!(world.items_of("SESSION#").is_empty());
        }
    }
}

#[tokio::test]
async fn no_sign_in_outlives_a_revocation_at_any_point_of_its_beginning() {
    for case in 0..6 {
        for at in 0..4 {
            let world = Arc::new(World::new().await);
            let (operation, email) = operations(&world).remove(case);
            let answer = struck(&world, at, &operation, world.code_request(&email)).await;
            let request_id = answer.expect(202).text("request_id");
            // What was read before the strike opens nothing; the third call reads the principal.
            let Some(mail) = world.mails().await.into_iter().next() else {
                continue;
            };
            let code = mail.text.unwrap().trim_end().rsplit_once('#').unwrap().1.to_owned();
            let answer = world.authenticate(&code, &request_id).await;
            let only_raised = operation["operation"] == "revoke_customer_sessions";
            assert!(
                answer.status == 401 || (only_raised && at < 3),
                "{operation} before call {at}"
            );
        }
    }
}

#[tokio::test]
async fn no_merchant_s_session_outlives_a_revocation_at_any_point() {
    for case in 0..6 {
        for at in 0..3 {
            let world = Arc::new(World::new().await);
            let (operation, _) = operations(&world).remove(case);
            let team = world.seed.customers.team.clone();
            let body = if operation["customer_id"] == json!(team.id) {
                json!({ "customer_id": team.id, "member_id": team.members[0].id })
            } else {
                json!({ "external_customer_id": world.seed.customers.individual.external_id })
            };
            let calls = if body["external_customer_id"].is_string() { 3 } else { 2 };
            if at >= calls {
                continue;
            }
            let answer = struck(&world, at, &operation, world.session_for(&body)).await;
            let last = at == calls - 1;
            match answer.status {
                // Read anew after the strike, and so begun after it.
                201 if operation["operation"] != "delete_customer" => {}
                201 => assert_dead(&world, &answer, at, &operation).await,
                422 => {}
                status => panic!("{operation} before call {at}: {status}"),
            }
            if last && operation["operation"] == "revoke_customer_sessions" {
                assert_eq!(answer.status, 201, "what is asked for after it is granted");
                assert_eq!(world.items_of("SESSION#").len(), 1, "the first try left nothing");
            }
        }
    }
}

#[tokio::test]
async fn an_open_session_is_dead_when_the_operation_answers() {
    for case in 0..6 {
        let world = World::new().await;
        let (operation, email) = operations(&world).remove(case);
        let first = world.sign_in(&email).await;
        let second = world.sign_in(&email).await;
        let bystander = world.sign_in(&world.seed.customers.team.members[1].email).await;
        world.admin(operation.clone()).await.unwrap();
        for token in [&first, &second] {
            world.introspect(token).await.expect_status(401);
        }
        let of_the_team = operation["customer_id"] == json!(world.seed.customers.team.id);
        let spared = !of_the_team || operation["operation"] == "delete_member";
        world.introspect(&bystander).await.expect_status(if spared { 200 } else { 401 });
    }
}

#[tokio::test]
async fn after_a_revocation_a_new_sign_in_works() {
    let world = World::new().await;
    let (operation, email) = operations(&world).remove(0);
    world.admin(operation).await.unwrap();
    let token = world.sign_in(&email).await;
    world.introspect(&token).await.expect_status(200);
}
