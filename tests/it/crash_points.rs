//! A function may die between any two of its calls, and any answer may be lost. Whatever happens,
//! there is no 200 without its effect, no effect twice, and nothing in between that stays.

use serde_json::{Value, json};
use tests::{Answer, Call, PortalPaths, Verdict, World};

use crate::consistency::assert_table_agrees;

/// What goes wrong at one of a function's calls.
#[derive(Clone, Copy, Debug)]
enum Crash {
    /// The function dies before the call.
    Before(usize),
    /// The call is carried out, and the function dies before the answer.
    After(usize),
    /// The answer is lost, and everything works again.
    AnswerLost(usize),
    /// The request is lost, and everything works again.
    RequestLost(usize),
}

impl Crash {
    fn at_each_of(calls: usize) -> impl Iterator<Item = Self> {
        let kinds = [Self::Before, Self::After, Self::AnswerLost, Self::RequestLost];
        (0..calls).flat_map(move |number| kinds.map(|kind| kind(number)))
    }

    fn plan(self, world: &World) {
        world.wire.decide(move |number, _| match self {
            Self::Before(at) if number >= at => Verdict::LoseRequest,
            Self::After(at) if number == at => Verdict::LoseAnswer,
            Self::After(at) if number > at => Verdict::LoseRequest,
            Self::AnswerLost(at) if number == at => Verdict::LoseAnswer,
            Self::RequestLost(at) if number == at => Verdict::LoseRequest,
            _ => Verdict::Pass,
        });
    }

    fn is_fatal(self) -> bool {
        matches!(self, Self::Before(_) | Self::After(_))
    }
}

/// A call under a crash: granted only where the function lived, and otherwise 503.
async fn under(crash: Crash, world: &World, call: Call, granted: u16) -> Answer {
    crash.plan(world);
    let answer = world.call(call).await;
    world.wire.heal();
    if crash.is_fatal() {
        assert_eq!(answer.status, 503, "{crash:?}");
        assert_eq!(answer.header("retry-after"), Some("1"));
    } else {
        assert_eq!(answer.status, granted, "{crash:?}: {:?}", answer.body);
    }
    answer
}

#[tokio::test]
async fn a_sign_in_is_either_used_with_a_session_or_usable_without() {
    for by_link in [false, true] {
        for crash in Crash::at_each_of(2) {
            let world = World::new().await;
            let (request_id, code) = world.fresh_code(world.email()).await;
            let code = if by_link { world.newest_link_code().await } else { code };
            let body = json!({ "code": code, "request_id": request_id });
            let call = Call::post(PortalPaths::AUTHENTICATE).json(&body);
            let answer = under(crash, &world, call.clone(), 200).await;
            let sessions = world.items_of("SESSION#").len();
            let again = world.call(call).await.status;
            match sessions {
                0 => assert_eq!(again, 200, "{crash:?}: the code is usable"),
                1 => assert_eq!(again, 401, "{crash:?}: the code is used"),
                more => panic!("{crash:?}: {more} sessions"),
            }
            if answer.status == 200 {
                world.introspect(&answer.text("token")).await.expect_status(200);
            }
        }
    }
}

#[tokio::test]
async fn a_bare_code_survives_every_crash_too() {
    for crash in Crash::at_each_of(3) {
        let world = World::new().await;
        let (_, code) = world.fresh_code(world.email()).await;
        let call = Call::post(PortalPaths::AUTHENTICATE).json(&json!({ "code": code }));
        under(crash, &world, call.clone(), 200).await;
        let used = world.items_of("SESSION#").len() == 1;
        let again = world.call(call).await.status;
        assert_eq!(again, if used { 401 } else { 200 }, "{crash:?}");
    }
}

#[tokio::test]
async fn a_lost_answer_is_not_charged_twice() {
    let world = World::new().await;
    let (request_id, code) = world.fresh_code(world.email()).await;
    let wrong = format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000);
    for _ in 0..4 {
        Crash::AnswerLost(0).plan(&world);
        world.authenticate(&wrong, &request_id).await.expect_status(401);
    }
    world.wire.heal();
    assert_eq!(world.items_of("SIGNIN#")[0]["tries"]["N"], "4");
    world.authenticate(&code, &request_id).await.expect_status(200);
}

#[tokio::test]
async fn asking_for_a_code_is_answered_with_a_mail_or_not_at_all() {
    for crash in Crash::at_each_of(4) {
        let world = World::new().await;
        let answer = under(crash, &world, world.code_request(world.email()), 202).await;
        let mails = world.mails().await.len();
        assert!(mails <= 1, "{crash:?}");
        if answer.status == 202 {
            assert_eq!(mails, 1, "{crash:?}");
            let code = world.newest_code().await;
            world.authenticate(&code, &answer.text("request_id")).await.expect_status(200);
        }
        let spent = world
            .items_of("BUDGET#")
            .iter()
            .filter(|it| it["pk"]["S"].as_str().unwrap().starts_with("LOGIN#"))
            .count();
        assert_eq!(spent, mails, "{crash:?}: mail and budget go together");
    }
}

#[tokio::test]
async fn a_merchant_s_session_and_its_link_are_opened_together_or_not_at_all() {
    for crash in Crash::at_each_of(2) {
        let world = World::new().await;
        let body = json!({ "customer_id": world.seed.customers.individual.id });
        let answer = under(crash, &world, world.session_for(&body), 201).await;
        let opened = world.items_of("SESSION#").len();
        assert_eq!(opened, world.items_of("LINK#").len(), "{crash:?}");
        if answer.status == 201 {
            assert_eq!(opened, 1, "{crash:?}");
            world.introspect(&answer.text("token")).await.expect_status(200);
        }
    }
}

#[tokio::test]
async fn signing_out_is_answered_only_when_it_is_done() {
    for crash in Crash::at_each_of(2) {
        let world = World::new().await;
        let token = world.sign_in(world.email()).await;
        let call = Call::delete(PortalPaths::SESSION).bearer(&token);
        let answer = under(crash, &world, call, 204).await;
        let status = world.introspect(&token).await.status;
        if answer.status == 204 {
            assert_eq!(status, 401, "{crash:?}");
        }
    }
}

#[tokio::test]
async fn reads_survive_a_lost_answer_and_report_a_lost_table() {
    for crash in Crash::at_each_of(1) {
        let world = World::new().await;
        let token = world.sign_in(world.email()).await;
        for path in [PortalPaths::INTROSPECT, PortalPaths::USER] {
            under(crash, &world, Call::get(path).bearer(&token), 200).await;
        }
    }
}

/// What a merchant changes. Each is tried on something fresh, of this number.
#[derive(Clone, Copy, Debug)]
enum Change {
    CreateCustomer,
    CreateTeam,
    UpdateCustomer,
    UpdateCustomerByExternalId,
    BecomeTeam,
    DeleteCustomer,
    DeleteCustomerByExternalId,
    DeleteTeam,
    AnonymizeTombstone,
    CreateMember,
    CreateFirstMember,
    UpdateMember,
    DeleteMember,
    DeleteMemberByExternalIds,
    RevokeSessions,
}

/// What there is before a change.
struct Subject {
    customer: String,
    member: String,
}

impl Change {
    /// Makes what the change is about.
    async fn prepare(self, world: &World, number: usize) -> Subject {
        let individual = json!({
            "email": format!("old{number}@example.com"), "name": "Old", "external_id": named(number),
        });
        let team = json!({ "type": "team", "name": "Old", "external_id": named(number) });
        match self {
            Self::CreateCustomer | Self::CreateTeam => {
                Subject { customer: String::new(), member: String::new() }
            }
            Self::CreateFirstMember => {
                let customer = create(world, "create_customer", team).await;
                Subject { customer, member: String::new() }
            }
            Self::DeleteTeam
            | Self::CreateMember
            | Self::UpdateMember
            | Self::DeleteMember
            | Self::DeleteMemberByExternalIds => {
                let customer = create(world, "create_customer", team).await;
                let owner = format!("owner{number}@example.com");
                let owner = json!({ "customer_id": customer, "email": owner });
                create(world, "create_member", owner).await;
                let member = format!("old{number}@example.com");
                let member =
                    json!({ "customer_id": customer, "email": member, "external_id": "m" });
                Subject { member: create(world, "create_member", member).await, customer }
            }
            _ => {
                let customer = create(world, "create_customer", individual).await;
                Subject { customer, member: String::new() }
            }
        }
    }

    /// The call, once what it is about is there.
    async fn call(self, world: &World, number: usize) -> Call {
        let Subject { customer, member } = self.prepare(world, number).await;
        let customers = PortalPaths::CUSTOMERS;
        let (by_id, name) = (format!("{customers}/{customer}"), named(number));
        let by_name = format!("{customers}/external/{name}");
        let email = format!("new{number}@example.com");
        let joining = json!({ "email": email, "name": "New", "external_id": name });
        let call = match self {
            Self::CreateCustomer => Call::post(customers).json(&joining),
            Self::CreateTeam => Call::post(customers).json(&json!({
                "type": "team", "external_id": name,
                "owner": { "email": email, "external_id": "owner" },
            })),
            Self::UpdateCustomer => Call::patch(&by_id).json(&new(number)),
            Self::UpdateCustomerByExternalId => Call::patch(&by_name).json(&new(number)),
            Self::BecomeTeam => {
                Call::patch(&by_id).json(&json!({ "type": "team", "email": email }))
            }
            Self::DeleteCustomer => Call::delete(&by_id),
            Self::DeleteCustomerByExternalId => Call::delete(&by_name),
            Self::DeleteTeam => Call::delete(&format!("{by_id}?anonymize=true")),
            Self::AnonymizeTombstone => {
                world.call(merchant(world, Call::delete(&by_id))).await.expect_status(204);
                Call::delete(&format!("{by_id}?anonymize=true"))
            }
            Self::CreateMember | Self::CreateFirstMember => {
                Call::post(&format!("{by_id}/members")).json(&joining)
            }
            Self::UpdateMember => Call::patch(&format!("{by_id}/members/{member}"))
                .json(&json!({ "email": email, "role": "owner" })),
            Self::DeleteMember => Call::delete(&format!("{by_id}/members/{member}")),
            Self::DeleteMemberByExternalIds => Call::delete(&format!("{by_name}/members/m")),
            Self::RevokeSessions => {
                let path = PortalPaths::CUSTOMER_SESSIONS;
                Call::delete(&format!("{path}?external_customer_id={name}"))
            }
        };
        merchant(world, call)
    }

    /// The statuses of the call, and of the same again once it is done.
    fn statuses(self) -> (u16, u16) {
        match self {
            Self::CreateCustomer
            | Self::CreateTeam
            | Self::CreateMember
            | Self::CreateFirstMember => (201, 422),
            Self::UpdateCustomer | Self::BecomeTeam | Self::UpdateMember => (200, 200),
            // What it goes by has changed with it.
            Self::UpdateCustomerByExternalId => (200, 404),
            Self::RevokeSessions => (204, 204),
            Self::DeleteCustomer
            | Self::DeleteCustomerByExternalId
            | Self::DeleteTeam
            | Self::AnonymizeTombstone
            | Self::DeleteMember
            | Self::DeleteMemberByExternalIds => (204, 404),
        }
    }

    /// Whether it erases the email that its subject had.
    fn erases(self) -> bool {
        matches!(
            self,
            Self::UpdateCustomer
                | Self::UpdateCustomerByExternalId
                | Self::BecomeTeam
                | Self::DeleteTeam
                | Self::AnonymizeTombstone
                | Self::UpdateMember
                | Self::DeleteMember
                | Self::DeleteMemberByExternalIds
        )
    }
}

const CHANGES: [Change; 15] = [
    Change::CreateCustomer,
    Change::CreateTeam,
    Change::UpdateCustomer,
    Change::UpdateCustomerByExternalId,
    Change::BecomeTeam,
    Change::DeleteCustomer,
    Change::DeleteCustomerByExternalId,
    Change::DeleteTeam,
    Change::AnonymizeTombstone,
    Change::CreateMember,
    Change::CreateFirstMember,
    Change::UpdateMember,
    Change::DeleteMember,
    Change::DeleteMemberByExternalIds,
    Change::RevokeSessions,
];

/// The external id of what a change of this number is about.
fn named(number: usize) -> String {
    format!("n{number}")
}

/// Everything about a customer that can be changed at once.
fn new(number: usize) -> Value {
    json!({
        "email": format!("new{number}@example.com"), "name": "New",
        "external_id": format!("new{number}"), "metadata": { "new": true },
    })
}

fn merchant(world: &World, call: Call) -> Call {
    call.bearer(&world.seed.access_token)
}

/// Has the operator make something for the demo organization, and gives its id.
async fn create(world: &World, operation: &str, mut input: Value) -> String {
    input["operation"] = operation.into();
    input["organization_id"] = world.seed.organization.id.as_str().into();
    world.admin(input).await.unwrap()["id"].as_str().unwrap().to_owned()
}

/// The calls of the table that a call makes where nothing fails.
async fn calls_of(world: &World, call: Call, granted: u16) -> usize {
    world.wire.forget();
    world.call(call).await.expect_status(granted);
    world.wire.calls().len()
}

#[tokio::test]
async fn what_a_merchant_changes_is_done_once_or_not_at_all_and_can_be_asked_for_again() {
    for change in CHANGES {
        let world = World::new().await;
        let (granted, again) = change.statuses();
        let call = change.call(&world, 0).await;
        let calls = calls_of(&world, call, granted).await;
        let (mut done, mut undone) = (0, 0);
        for (number, crash) in (1..).zip(Crash::at_each_of(calls)) {
            let call = change.call(&world, number).await;
            let before = world.items();
            let answer = under(crash, &world, call.clone(), granted).await;
            assert_table_agrees(&world);
            let is_done = world.items() != before;
            assert!(is_done || answer.status == 503, "{change:?}, {crash:?}");
            *if is_done { &mut done } else { &mut undone } += 1;

            let expected = if is_done { again } else { granted };
            let answer = world.call(call).await;
            assert_eq!(answer.status, expected, "{change:?}, {crash:?}: {:?}", answer.body);
            assert_table_agrees(&world);
            let email = format!("old{number}@example.com");
            let is_there = serde_json::to_string(&world.items()).unwrap().contains(&email);
            assert!(!(change.erases() && is_there), "{change:?}, {crash:?}");
        }
        assert!(done > 0 && undone > 0, "{change:?}: {done} done, {undone} not");
    }
}

#[tokio::test]
async fn a_change_is_told_as_it_is_when_it_is_asked_for_again() {
    for crash in Crash::at_each_of(2) {
        let world = World::new().await;
        let call = Change::UpdateCustomer.call(&world, 1).await;
        under(crash, &world, call.clone(), 200).await;
        world.clock.advance(60);
        let body = world.call(call.clone()).await.expect(200).json();
        for (field, value) in new(1).as_object().unwrap() {
            assert_eq!(body[field], *value, "{crash:?}");
        }
        let again = world.call(call).await.expect(200).json();
        assert_eq!(again, body, "{crash:?}: once it is so, it is not changed again");
    }
}

#[tokio::test]
async fn a_lost_answer_changes_nothing_twice() {
    for change in CHANGES {
        let world = World::new().await;
        let (granted, _) = change.statuses();
        let undisturbed = change.call(&world, 1).await;
        let calls = calls_of(&world, undisturbed, granted).await;
        let call = change.call(&world, 2).await;
        let before = counts(&world);
        under(Crash::AnswerLost(calls - 1), &world, call, granted).await;
        let after = counts(&world);
        let created = i64::from(matches!(change, Change::CreateCustomer | Change::CreateTeam));
        let deleted = matches!(
            change,
            Change::DeleteCustomer | Change::DeleteCustomerByExternalId | Change::DeleteTeam
        );
        assert_eq!(after.customers - before.customers, created - i64::from(deleted), "{change:?}");
        // A deleted principal takes its generation along.
        let raises = matches!(
            change,
            Change::UpdateCustomer
                | Change::UpdateCustomerByExternalId
                | Change::BecomeTeam
                | Change::UpdateMember
                | Change::RevokeSessions
        );
        assert_eq!(after.generations - before.generations, i64::from(raises), "{change:?}");
    }
}

/// What would show that something was done twice.
struct Counts {
    customers: i64,
    generations: i64,
}

fn counts(world: &World) -> Counts {
    let sum = |prefix: &str, field: &str| {
        let items = world.items_of(prefix);
        let numbers = items.iter().map(|it| it[field]["N"].as_str().unwrap().parse::<i64>());
        numbers.map(Result::unwrap).sum()
    };
    Counts { customers: sum("COUNT#", "customers"), generations: sum("PRINCIPAL", "generation") }
}

#[tokio::test]
async fn sessions_are_ended_before_the_answer_or_asked_for_again() {
    for (others, calls) in [(true, 2), (false, 3)] {
        for crash in Crash::at_each_of(calls) {
            let world = World::new().await;
            let own = world.sign_in(world.email()).await;
            let list = Call::get(PortalPaths::SESSIONS).bearer(&own);
            let other = world.sign_in(world.email()).await;
            let listed = world.call(list).await.expect(200).json();
            let is_other = |it: &&Value| it["current"] == false;
            let id =
                listed["items"].as_array().unwrap().iter().find(is_other).unwrap()["id"].clone();
            let all = PortalPaths::SESSIONS.to_owned();
            let path = if others { all } else { format!("{all}/{}", id.as_str().unwrap()) };
            let call = Call::delete(&path).bearer(&own);
            let answer = under(crash, &world, call.clone(), 204).await;
            let is_over = world.introspect(&other).await.status == 401;
            assert!(is_over || answer.status == 503, "{crash:?}");
            let expected = if is_over && !others { 404 } else { 204 };
            world.call(call).await.expect_status(expected);
            world.introspect(&other).await.expect_status(401);
            world.introspect(&own).await.expect_status(200);
        }
    }
}

#[tokio::test]
async fn lists_survive_a_lost_answer_and_report_a_lost_table() {
    let world = World::new().await;
    let session = world.sign_in(world.email()).await;
    let team = &world.seed.customers.team;
    let member = format!("{}/{}/members/{}", PortalPaths::CUSTOMERS, team.id, team.members[0].id);
    let customers = PortalPaths::CUSTOMERS;
    for (path, calls) in [
        (customers.to_owned(), 4),
        (format!("{customers}?query=ada"), 3),
        (format!("{customers}?external_id=user_ada"), 3),
        (format!("{customers}/external/user_ada"), 2),
        (format!("{customers}/{}/state", world.individual()), 1),
        (format!("{customers}/{}/members", team.id), 2),
        (format!("{}?customer_id={}", PortalPaths::MEMBERS, team.id), 2),
        (member, 1),
        (PortalPaths::SESSIONS.to_owned(), 2),
    ] {
        let bearer =
            if path == PortalPaths::SESSIONS { &session } else { &world.seed.access_token };
        let call = Call::get(&path).bearer(bearer);
        assert_eq!(calls_of(&world, call.clone(), 200).await, calls, "{path}");
        let whole = world.call(call.clone()).await.expect(200).body;
        for crash in Crash::at_each_of(calls) {
            let answer = under(crash, &world, call.clone(), 200).await;
            assert!(answer.body == whole || answer.status == 503, "{crash:?}: {path}");
        }
    }
}
