//! Who may call what. For each route of the template a row of one table says whom it is for; what
//! everybody else is told follows from that, and that they do nothing and learn nothing. A route or
//! a function without a row fails here.

mod callers;
mod rows;
mod things;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use shared::domain::access::Scope;
use tests::{Answer, World};

use self::{
    callers::{Caller, Callers, Told},
    rows::{Asked, Row, rows},
    things::{Names, Things},
};
use crate::contract::{assert_not_found, assert_uncached_json, fixture};

/// Functions that no credentials lead to.
const WITHOUT_ROUTE: [&str; 3] = [
    "admin",     // invoked by an operator, with IAM
    "not-found", // `$default`: refuses whoever asks and reads nothing (`not_found.rs`)
    "send-mail", // invoked by the table's stream
];

/// Whom a route is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Door {
    /// Everybody: credentials mean nothing there.
    Everybody,
    /// Everybody, and merchants by a token with this scope.
    EverybodyAnd(Scope),
    /// Merchants by a token with this scope.
    Merchant(Scope),
    /// Customers and members who are signed in.
    Customer,
}

/// What a route tells those whom it is for about things that are another's.
#[derive(Clone, Copy)]
enum OfAnother {
    /// 404.
    NotFound,
    /// 422 on this field of the body.
    Unknown(&'static str),
    /// An empty list.
    Nothing,
    /// Nothing: it is about the caller's own, with this status.
    NeverAsked(u16),
}

/// A world with two organizations and everybody who might call.
struct Isolation {
    world: World,
    callers: Callers,
    acme: Things,
    globex: Things,
}

impl Isolation {
    async fn new() -> Self {
        let world = World::unlimited().await;
        let callers = Callers::gather(&world).await;
        let (acme, globex) = (&world.seed.organization.id, &world.seed.second_organization.id);
        let acme = Things::make(&world, &world.seed.access_token, acme, "hush").await;
        let globex_token = &world.seed.second_organization.access_token;
        let globex = Things::make(&world, globex_token, globex, "loud").await;
        Self { world, callers, acme, globex }
    }

    /// Asks, and gives the answer and what was called for it.
    async fn ask(&self, asked: &Asked, header: Option<&str>) -> (Answer, Vec<String>) {
        self.world.wire.forget();
        let call = asked.call();
        let call = match header {
            Some(header) => call.header("authorization", header),
            None => call,
        };
        let answer = self.world.call(call).await;
        (answer, self.world.wire.operations())
    }

    /// Every item of the table but those of this organization.
    fn items_but_of(&self, organization: &str) -> Vec<Value> {
        let items = self.world.items();
        let own = items.iter().filter(|it| it["organization_id"]["S"] == organization);
        let own: BTreeSet<&str> = own.map(|it| it["pk"]["S"].as_str().unwrap()).collect();
        let is_own = |pk: &str| own.contains(pk) || pk.contains(organization);
        let is_others = |it: &&Value| !is_own(it["pk"]["S"].as_str().unwrap());
        items.iter().filter(is_others).cloned().collect()
    }
}

/// Fails unless these calls changed nothing.
#[track_caller]
fn assert_only_reads(operations: &[String], context: &str) {
    let reads = ["GetItem", "BatchGetItem", "Query"];
    let is_read = |it: &String| reads.contains(&it.as_str());
    assert!(operations.iter().all(is_read), "{context}: {operations:?}");
}

/// Fails where an answer has anything of these things that its call had not.
#[track_caller]
fn assert_tells_nothing_of(things: &Things, answer: &Answer, asked: &Asked, context: &str) {
    let text = format!("{answer:?}");
    for secret in things.secrets.iter().filter(|secret| !asked.mentions(secret)) {
        assert!(!text.contains(secret), "{context}: {text} tells {secret}");
    }
}

#[track_caller]
fn assert_told(told: Told, answer: &Answer, context: &str) {
    let (status, challenge, error) = match told {
        Told::Unauthorized => (401, "Bearer", "Unauthorized"),
        Told::InvalidToken => (401, r#"Bearer error="invalid_token""#, "invalid_token"),
        Told::Forbidden => (403, r#"Bearer error="insufficient_scope""#, "insufficient_scope"),
    };
    let body = answer.json();
    let found = (answer.status, answer.header("www-authenticate"), body["error"].as_str());
    assert_eq!(found, (status, Some(challenge), Some(error)), "{context}");
    match told {
        Told::Unauthorized => {
            assert!(body["detail"].is_string() && body.as_object().unwrap().len() == 2);
        }
        Told::InvalidToken => assert_eq!(body, fixture(crate::contract::INVALID_TOKEN)),
        Told::Forbidden => assert_eq!(body, fixture(crate::contract::INSUFFICIENT_SCOPE)),
    }
    assert_uncached_json(answer);
}

#[track_caller]
fn assert_of_another(expected: OfAnother, answer: &Answer, context: &str) {
    match expected {
        OfAnother::NotFound => assert_not_found(answer),
        OfAnother::Unknown(field) => {
            assert_eq!(answer.status, 422, "{context}: {answer:?}");
            let faults = answer.json()["detail"].take();
            assert_eq!(faults.as_array().unwrap().len(), 1, "{context}: {faults}");
            assert_eq!(faults[0]["loc"], json!(["body", field]), "{context}");
        }
        OfAnother::Nothing => {
            assert_eq!(answer.status, 200, "{context}: {answer:?}");
            let pagination = json!({ "total_count": 0, "max_page": 0 });
            assert_eq!(
                answer.json(),
                json!({ "items": [], "pagination": pagination }),
                "{context}"
            );
        }
        OfAnother::NeverAsked(status) => assert_eq!(answer.status, status, "{context}: {answer:?}"),
    }
}

/// An answer without what differs from one to the next.
fn plain(answer: &Answer, names: &[&Names]) -> String {
    let mut answer = answer.clone();
    answer.headers.remove("apigw-requestid");
    let text = format!("{answer:?}");
    names.iter().flat_map(|names| names.all()).fold(text, |text, name| text.replace(name, "…"))
}

#[test]
fn every_route_has_a_row_and_every_row_a_route() {
    let template = local::template::Template::bundled().unwrap();
    let is_path = |path: &str| !path.ends_with("/{proxy+}") && !path.ends_with("/{page+}");
    let paths = template.routes().iter().filter(|route| is_path(&route.path));
    let routes: BTreeSet<String> = paths
        .map(|route| {
            let method = route.method.as_ref().map_or("ANY", http::Method::as_str);
            format!("{method} {}", route.path)
        })
        .collect();
    let with_row: BTreeSet<String> = rows().iter().map(|row| row.route.to_owned()).collect();
    assert_eq!(with_row, routes);
}

#[test]
fn every_function_has_a_route_or_stands_among_those_without() {
    let template = local::template::Template::bundled().unwrap();
    let routed = template.routes().iter().map(|route| route.function.as_str());
    let known: BTreeSet<&str> = routed.chain(WITHOUT_ROUTE).collect();
    assert_eq!(known, template.functions().collect());
    for function in WITHOUT_ROUTE {
        assert!(template.routes().iter().all(|route| route.function != function), "{function}");
    }
}

#[tokio::test]
async fn each_row_s_call_is_granted_to_whom_it_is_for() {
    let Isolation { world, callers, .. } = Isolation::new().await;
    let (organization, token) = (&world.seed.organization.id, &world.seed.access_token);
    for (number, row) in rows().iter().enumerate() {
        let things = Things::make(&world, token, organization, &format!("row{number}")).await;
        let call = row.asked(&things.names).call();
        let call = match row.door {
            Door::Everybody | Door::EverybodyAnd(_) => call,
            Door::Customer => call.bearer(&things.session),
            Door::Merchant(scope) => call.bearer(callers.with_only(scope)),
        };
        let answer = world.call(call).await;
        assert_eq!(answer.status, row.granted, "{row}: {answer:?}");
    }
}

#[tokio::test]
async fn whoever_a_route_is_not_for_is_told_so_and_nothing_else() {
    let isolation = Isolation::new().await;
    for row in rows() {
        let asked = row.asked(&isolation.acme.names);
        let before = isolation.world.items();
        for Caller { what, header, told, is_read } in isolation.callers.refused(row.door) {
            for asked in [asked.clone(), asked.with_slash()] {
                let context = format!("{row} with {what}");
                let (answer, operations) = isolation.ask(&asked, header.as_deref()).await;
                assert_told(told, &answer, &context);
                assert_only_reads(&operations, &context);
                assert_eq!(!operations.is_empty(), is_read, "{context}: {operations:?}");
                assert_tells_nothing_of(&isolation.acme, &answer, &asked, &context);
            }
        }
        assert_eq!(isolation.world.items(), before, "{row}");
    }
}

#[tokio::test]
async fn whoever_may_not_call_learns_that_before_anything_else() {
    let isolation = Isolation::new().await;
    let nobody = Names::of_nobody();
    for row in rows() {
        let asked = row.asked(&isolation.acme.names);
        for Caller { what, header, .. } in isolation.callers.refused(row.door) {
            let (first, calls) = isolation.ask(&asked, header.as_deref()).await;
            for other in row.malformed(&isolation.acme.names) {
                let (answer, _) = isolation.ask(&other, header.as_deref()).await;
                assert_eq!(plain(&answer, &[]), plain(&first, &[]), "{row} with {what}: {other:?}");
            }
            // Nor whether there is such a thing, and not by how long it takes either.
            let (answer, other_calls) = isolation.ask(&row.asked(&nobody), header.as_deref()).await;
            assert_eq!(plain(&answer, &[]), plain(&first, &[]), "{row} with {what}");
            assert_eq!(other_calls, calls, "{row} with {what}");
        }
    }
}

#[tokio::test]
async fn another_organization_s_token_finds_nothing_of_this_one_s() {
    let isolation = Isolation::new().await;
    let Isolation { world, acme, .. } = &isolation;
    let globex = &world.seed.second_organization;
    let bearer = format!("Bearer {}", globex.access_token);
    for row in rows().iter().filter(|row| row.scope().is_some()) {
        let before = isolation.items_but_of(&globex.id);
        for asked in [row.asked(&acme.names), row.asked(&acme.names).with_slash()] {
            let context = row.to_string();
            let (answer, operations) = isolation.ask(&asked, Some(&bearer)).await;
            assert_of_another(row.of_another, &answer, &context);
            assert_tells_nothing_of(acme, &answer, &asked, &context);
            if !matches!(row.of_another, OfAnother::NeverAsked(_)) {
                assert_only_reads(&operations, &context);
            }
        }
        assert_eq!(isolation.items_but_of(&globex.id), before, "{row}");
    }
}

#[tokio::test]
async fn what_is_another_organization_s_looks_like_what_is_nobody_s() {
    let isolation = Isolation::new().await;
    let Isolation { world, acme, globex, .. } = &isolation;
    let nobody = Names::of_nobody();
    for row in rows() {
        if row.door == Door::Everybody || matches!(row.of_another, OfAnother::NeverAsked(_)) {
            continue;
        }
        let token = match row.door {
            Door::Customer => &globex.session,
            _ => &world.seed.second_organization.access_token,
        };
        let bearer = format!("Bearer {token}");
        let (answer, calls) = isolation.ask(&row.asked(&acme.names), Some(&bearer)).await;
        let (other, other_calls) = isolation.ask(&row.asked(&nobody), Some(&bearer)).await;
        let names = [&acme.names, &nobody];
        assert_eq!(plain(&answer, &names), plain(&other, &names), "{row}");
        assert_eq!(calls, other_calls, "{row}");
    }
}

#[tokio::test]
async fn another_customer_s_session_is_about_that_one_only() {
    let isolation = Isolation::new().await;
    let Isolation { world, acme, .. } = &isolation;
    let globex = &world.seed.second_organization;
    let (own_token, own) = (&world.seed.access_token, &world.seed.organization.id);
    for (number, row) in rows().iter().filter(|row| row.door == Door::Customer).enumerate() {
        let (there, here) = (format!("there{number}"), format!("here{number}"));
        let elsewhere = Things::make(world, &globex.access_token, &globex.id, &there).await;
        let beside = Things::make(world, own_token, own, &here).await;
        for stranger in [elsewhere, beside] {
            let context = format!("{row} as {}", stranger.names.email);
            let pk = format!("CUSTOMER#{}", stranger.names.person);
            let others = || -> Vec<_> {
                world.items().into_iter().filter(|it| it["pk"]["S"] != *pk).collect()
            };
            let (before, asked) = (others(), row.asked(&acme.names));
            let bearer = format!("Bearer {}", stranger.session);
            let (answer, _) = isolation.ask(&asked, Some(&bearer)).await;
            assert_of_another(row.of_another, &answer, &context);
            assert_tells_nothing_of(acme, &answer, &asked, &context);
            assert_eq!(others(), before, "{context}");
            world.introspect(&acme.session).await.expect_status(200);
        }
    }
}

#[tokio::test]
async fn what_two_organizations_call_alike_is_each_one_s_own() {
    let isolation = Isolation::new().await;
    let world = &isolation.world;
    let globex = &world.seed.second_organization;
    let bearer = format!("Bearer {}", globex.access_token);
    let (own_token, own) = (&world.seed.access_token, &world.seed.organization.id);
    for (number, row) in rows().iter().enumerate() {
        let name = format!("both{number}");
        let mentions_it = row.asked(&isolation.acme.names).mentions("hush");
        if row.scope().is_none() || !mentions_it {
            continue;
        }
        let acme_s = Things::make(world, own_token, own, &name).await;
        let globex_s = Things::make(world, &globex.access_token, &globex.id, &name).await;
        assert_eq!(acme_s.names.person_external, globex_s.names.person_external);
        let before = isolation.items_but_of(&globex.id);
        let (answer, _) = isolation.ask(&row.asked(&globex_s.names), Some(&bearer)).await;
        assert_eq!(answer.status, row.granted, "{row}: {answer:?}");
        let text = format!("{answer:?}");
        for id in acme_s.names.ids() {
            assert!(!text.contains(id), "{row}: {text}");
        }
        assert_eq!(isolation.items_but_of(&globex.id), before, "{row}");
    }
}

#[tokio::test]
async fn another_team_s_member_is_none_of_one_s_own_team() {
    let isolation = Isolation::new().await;
    let Isolation { world, acme, globex, .. } = &isolation;
    let own = world.seed.second_organization.access_token.clone();
    let other_team = Things::make(world, &own, &world.seed.second_organization.id, "side").await;
    for member in [&acme.names, &other_team.names] {
        let mixed = Names {
            member: member.member.clone(),
            member_external: member.member_external.clone(),
            ..globex.names.clone()
        };
        let with_member = |row: &&Row| {
            let asked = row.asked(&mixed);
            asked.mentions(&mixed.member) || asked.mentions(&mixed.member_external)
        };
        for row in rows().iter().filter(with_member) {
            let before = world.items();
            let (asked, bearer) = (row.asked(&mixed), format!("Bearer {own}"));
            let (answer, _) = isolation.ask(&asked, Some(&bearer)).await;
            match row.of_another {
                OfAnother::Unknown(_) => assert_eq!(answer.status, 422, "{row}: {answer:?}"),
                _ => assert_not_found(&answer),
            }
            assert_tells_nothing_of(acme, &answer, &asked, &row.to_string());
            assert_eq!(world.items(), before, "{row}");
        }
    }
}

#[tokio::test]
async fn credentials_mean_nothing_where_everybody_may_call() {
    let isolation = Isolation::new().await;
    for row in rows().iter().filter(|row| row.door == Door::Everybody) {
        let asked = row.asked(&isolation.acme.names);
        for header in isolation.callers.every_header() {
            let (answer, _) = isolation.ask(&asked, header.as_deref()).await;
            assert_eq!(answer.status, row.granted, "{row} with {header:?}: {answer:?}");
            assert_tells_nothing_of(&isolation.acme, &answer, &asked, row.route);
        }
    }
}
