//! A generation raised at any moment leaves nothing alive that began before: not between two store
//! calls of a sign-in or a create-session, not on a session that is open.

use std::sync::Arc;

use local::seed::SeededMember;
use serde_json::{Value, json};
use tests::{Answer, Call, PortalPaths, World};

/// What is done to a customer or a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    /// All its sessions are ended.
    Revoked,
    /// It gets another email.
    Moved,
    /// It becomes a team, whose owner it goes on as.
    BecomesTeam,
    /// It is deleted.
    Deleted,
    /// It is removed from its team.
    Removed,
}

use Deed::{BecomesTeam, Deleted, Moved, Removed, Revoked};

/// Whom it is done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum To {
    Individual,
    Team,
    Member,
}

use To::{Individual, Member, Team};

/// Who does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Operator,
    Merchant,
}

use By::{Merchant, Operator};

#[derive(Clone, Copy, Debug)]
struct Revocation {
    by: By,
    deed: Deed,
    to: To,
}

const REVOCATIONS: [Revocation; 14] = [
    Revocation { by: Operator, deed: Revoked, to: Individual },
    Revocation { by: Operator, deed: Moved, to: Individual },
    Revocation { by: Operator, deed: Deleted, to: Individual },
    Revocation { by: Operator, deed: Revoked, to: Team },
    Revocation { by: Operator, deed: Deleted, to: Team },
    Revocation { by: Operator, deed: Removed, to: Member },
    Revocation { by: Merchant, deed: Revoked, to: Individual },
    Revocation { by: Merchant, deed: Moved, to: Individual },
    Revocation { by: Merchant, deed: BecomesTeam, to: Individual },
    Revocation { by: Merchant, deed: Deleted, to: Individual },
    Revocation { by: Merchant, deed: Revoked, to: Team },
    Revocation { by: Merchant, deed: Deleted, to: Team },
    Revocation { by: Merchant, deed: Moved, to: Member },
    Revocation { by: Merchant, deed: Removed, to: Member },
];

impl Revocation {
    async fn strike(self, world: &World) {
        match self.by {
            Operator => drop(world.admin(self.operation(world)).await.unwrap()),
            Merchant => {
                let call = self.call(world).bearer(&world.seed.access_token);
                let answer = world.call(call).await;
                assert!([200, 204].contains(&answer.status), "{self:?}: {answer:?}");
            }
        }
    }

    fn operation(self, world: &World) -> Value {
        let name = match self.deed {
            Revoked => "revoke_customer_sessions",
            Moved => "change_customer_email",
            Deleted => "delete_customer",
            Removed => "delete_member",
            BecomesTeam => "no operation of the operator's",
        };
        let organization = &world.seed.organization.id;
        let mut operation = json!({ "operation": name, "organization_id": organization });
        operation["customer_id"] = self.customer(world).into();
        match self.deed {
            Moved => operation["email"] = "new@example.com".into(),
            Removed => operation["member_id"] = member(world).id.into(),
            _ => {}
        }
        operation
    }

    fn call(self, world: &World) -> Call {
        let customer = self.customer(world);
        let one = match self.to {
            Member => {
                format!("{}/{customer}/members/{}", PortalPaths::CUSTOMERS, member(world).id)
            }
            Individual | Team => format!("{}/{customer}", PortalPaths::CUSTOMERS),
        };
        match self.deed {
            Revoked => {
                let path = PortalPaths::CUSTOMER_SESSIONS;
                Call::delete(&format!("{path}?customer_id={customer}"))
            }
            Moved => Call::patch(&one).json(&json!({ "email": "new@example.com" })),
            BecomesTeam => Call::patch(&one).json(&json!({ "type": "team" })),
            Deleted | Removed => Call::delete(&one),
        }
    }

    fn customer(self, world: &World) -> String {
        let customers = &world.seed.customers;
        match self.to {
            Individual => customers.individual.id.clone(),
            Team | Member => customers.team.id.clone(),
        }
    }

    /// Who signs in with this is concerned.
    fn email(self, world: &World) -> String {
        match self.to {
            Individual => world.email().to_owned(),
            Team | Member => member(world).email,
        }
    }

    /// A call that opens a session for who is concerned, and the calls of the table that it makes.
    fn session(self, world: &World) -> (Call, usize) {
        if self.to == Individual {
            let external_id = &world.seed.customers.individual.external_id;
            return (world.session_for(&json!({ "external_customer_id": external_id })), 3);
        }
        let team = &world.seed.customers.team.id;
        let body = json!({ "customer_id": team, "member_id": member(world).id });
        (world.session_for(&body), 2)
    }
}

/// A member who can be removed: no owner.
fn member(world: &World) -> SeededMember {
    world.seed.customers.team.members[2].clone()
}

/// Answers a call while the revocation strikes before its call of this number.
async fn struck(world: &Arc<World>, at: usize, revocation: Revocation, call: Call) -> Answer {
    world.strike(
        move |number, _| number == at,
        move |world| async move {
            revocation.strike(&world).await;
        },
    );
    let answer = world.call(call).await;
    world.wire.heal();
    answer
}

#[tokio::test]
async fn no_sign_in_outlives_a_revocation_at_any_point_of_its_exchange() {
    for revocation in REVOCATIONS {
        for at in 0..2 {
            let world = Arc::new(World::new().await);
            let (request_id, code) = world.fresh_code(&revocation.email(&world)).await;
            let body = json!({ "code": code, "request_id": request_id });
            let call = Call::post(PortalPaths::AUTHENTICATE).json(&body);
            let answer = struck(&world, at, revocation, call).await;
            assert_eq!(answer.status, 401, "{revocation:?} before call {at}");
            assert!(world.items_of("SESSION#").is_empty());
        }
    }
}

#[tokio::test]
async fn no_sign_in_outlives_a_revocation_at_any_point_of_its_beginning() {
    for revocation in REVOCATIONS {
        for at in 0..4 {
            let world = Arc::new(World::new().await);
            let call = world.code_request(&revocation.email(&world));
            let answer = struck(&world, at, revocation, call).await;
            let request_id = answer.expect(202).text("request_id");
            // What was read before the strike opens nothing; the third call reads the principal.
            let Some(mail) = world.mails().await.into_iter().next() else {
                continue;
            };
            let code = mail.text.unwrap().trim_end().rsplit_once('#').unwrap().1.to_owned();
            let answer = world.authenticate(&code, &request_id).await;
            // What was read behind the strike began after it.
            let begun_after = match revocation.deed {
                Revoked => at < 3,
                // One of the first two calls reads whom the email leads to.
                BecomesTeam => at < 2,
                Moved | Deleted | Removed => false,
            };
            assert!(answer.status == 401 || begun_after, "{revocation:?} before call {at}");
            if revocation.deed == BecomesTeam && answer.status == 200 {
                let call = Call::get(PortalPaths::USER).bearer(&answer.text("token"));
                assert_eq!(world.call(call).await.text("role"), "owner", "before call {at}");
            }
        }
    }
}

#[tokio::test]
async fn no_merchant_s_session_outlives_a_revocation_at_any_point() {
    for revocation in REVOCATIONS {
        let calls = if revocation.to == Individual { 3 } else { 2 };
        for at in 0..calls {
            let world = Arc::new(World::new().await);
            let (call, expected) = revocation.session(&world);
            assert_eq!(expected, calls);
            let answer = struck(&world, at, revocation, call).await;
            match revocation.deed {
                // Read anew after the strike, and so begun after it: the first try left nothing.
                Revoked | Moved => {
                    let token = answer.expect(201).text("token");
                    world.introspect(&token).await.expect_status(200);
                    assert_eq!(world.items_of("SESSION#").len(), 1, "{revocation:?}");
                }
                BecomesTeam | Deleted | Removed => {
                    assert_eq!(answer.status, 422, "{revocation:?} before call {at}");
                    assert!(world.items_of("SESSION#").is_empty(), "{revocation:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn an_open_session_is_dead_when_the_revocation_answers() {
    for revocation in REVOCATIONS {
        let world = World::new().await;
        let email = revocation.email(&world);
        let first = world.sign_in(&email).await;
        let second = world.sign_in(&email).await;
        let bystander = world.sign_in(&world.seed.customers.team.members[1].email).await;
        revocation.strike(&world).await;
        for token in [&first, &second] {
            world.introspect(token).await.expect_status(401);
        }
        let spared = if revocation.to == Team { 401 } else { 200 };
        world.introspect(&bystander).await.expect_status(spared);
    }
}

#[tokio::test]
async fn what_only_shows_otherwise_ends_nothing() {
    let world = World::new().await;
    let individual = world.sign_in(world.email()).await;
    let mia = world.sign_in(&member(&world).email).await;
    let customer = format!("{}/{}", PortalPaths::CUSTOMERS, world.individual());
    let team = format!("{}/{}", PortalPaths::CUSTOMERS, world.seed.customers.team.id);
    let own = format!("{team}/members/{}", member(&world).id);
    let call = |path: &str, body: &Value| {
        world.call(Call::patch(path).json(body).bearer(&world.seed.access_token))
    };
    let named = json!({ "name": "Ada Lovelace", "external_id": "ada_2", "metadata": { "a": 1 } });
    call(&customer, &named).await.expect_status(200);
    call(&customer, &json!({ "email": world.email().to_uppercase() })).await.expect_status(200);
    call(&team, &json!({ "email": "team@example.com", "name": "Team" })).await.expect_status(200);
    call(&own, &json!({ "name": "Mia", "role": "owner" })).await.expect_status(200);
    call(&own, &json!({ "role": "billing_manager" })).await.expect_status(200);
    for (token, field, value) in
        [(&individual, "name", "Ada Lovelace"), (&mia, "role", "billing_manager")]
    {
        let user = world.call(Call::get(PortalPaths::USER).bearer(token)).await;
        assert_eq!(user.expect(200).text(field), value, "it shows in the next answer");
    }
}

#[tokio::test]
async fn after_a_revocation_a_new_sign_in_works() {
    let world = World::new().await;
    REVOCATIONS[0].strike(&world).await;
    let token = world.sign_in(world.email()).await;
    world.introspect(&token).await.expect_status(200);
}
