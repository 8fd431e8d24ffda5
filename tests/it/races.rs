//! Two at once: each race has the outcome that is written here in whichever order its calls reach
//! the table, and leaves nothing that contradicts anything else.
//!
//! A race is run in every order that there is, and from then on in orders that are drawn,
//! some of whose transactions meet and are tried again. The orders are those of the calls that this
//! code makes, so they are found anew when it makes others.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shared::domain::token::LinkToken;
use tests::{Answer, Call, Orders, PortalPaths, Raced, World, consistency};

/// Rounds of a race.
const ROUNDS: usize = 200;
/// Rounds of a race that a merchant's customers meet every day.
const MANY_ROUNDS: usize = 1_000;
/// Rounds before a world is made anew, so that looking through its table stays cheap.
const A_WORLD: usize = 25;

/// A race, again and again.
struct Races {
    world: World,
    orders: BTreeMap<&'static str, Orders>,
    round: usize,
    rounds: usize,
}

impl Races {
    async fn new() -> Self {
        Self::of(ROUNDS).await
    }

    async fn of(rounds: usize) -> Self {
        Self { world: World::unlimited().await, orders: BTreeMap::new(), round: 0, rounds }
    }

    /// The number of the next round, if there is one more.
    async fn next(&mut self) -> Option<usize> {
        self.round += 1;
        if self.round.is_multiple_of(A_WORLD) {
            self.world = World::unlimited().await;
        }
        (self.round <= self.rounds).then_some(self.round)
    }

    /// Which of so many kinds of the race this round is of.
    fn kind<T: Copy, const N: usize>(&self, kinds: [T; N]) -> T {
        kinds[self.round % N]
    }

    /// Runs these calls at once, in the next order of this kind of race.
    async fn race<const N: usize>(&mut self, kind: &'static str, calls: [Call; N]) -> Raced {
        let usual = || if N > 2 { Orders::drawn() } else { Orders::all() };
        let orders = self.orders.entry(kind).or_insert_with(usual);
        let raced = orders.race(&self.world, calls).await;
        assert_eq!(consistency(&self.world), [""; 0], "{kind}: {raced:?}");
        raced
    }

    /// Fails unless each order of each kind was run.
    fn assert_all_seen(&self) {
        for (kind, orders) in &self.orders {
            assert!(orders.are_all_seen(), "{kind} has more orders than were run");
        }
    }

    fn merchant(&self, call: Call) -> Call {
        call.bearer(&self.world.seed.access_token)
    }

    /// A call of the merchant about a customer.
    fn customer(&self, call: fn(&str) -> Call, id: &str) -> Call {
        self.merchant(call(&format!("{}/{id}", PortalPaths::CUSTOMERS)))
    }

    /// A call of the merchant about a member, or, without one, all of them.
    fn member(&self, call: fn(&str) -> Call, team: &str, member: &str) -> Call {
        let path = format!("{}/{team}/members/{member}", PortalPaths::CUSTOMERS);
        self.merchant(call(path.trim_end_matches('/')))
    }

    async fn create(&self, body: &Value) -> String {
        let call = self.merchant(Call::post(PortalPaths::CUSTOMERS).json(body));
        self.world.call(call).await.expect(201).text("id")
    }

    async fn individual(&self) -> Individual {
        let (email, external_id) = (self.email("ada"), format!("ada-{}", self.round));
        let body = json!({ "email": email, "external_id": external_id, "name": "Ada" });
        Individual { id: self.create(&body).await, email, external_id }
    }

    /// A team with one owner.
    async fn team(&self) -> String {
        let owner = json!({ "email": self.email("owner"), "external_id": "owner" });
        self.create(&json!({ "type": "team", "owner": owner })).await
    }

    async fn add(&self, team: &str, email: &str, role: &str) -> String {
        let body = json!({ "email": email, "role": role });
        let call = self.member(Call::post, team, "").json(&body);
        self.world.call(call).await.expect(201).text("id")
    }

    /// An email of this round.
    fn email(&self, name: &str) -> String {
        format!("{name}{}@race.example.com", self.round)
    }

    /// An address that nobody else calls from.
    fn address(&self) -> String {
        format!("10.0.{}.{}", self.round / 250, self.round % 250 + 1)
    }

    /// Asks for a code and gives the answer and the only mail of it, if there is one.
    async fn mail(&self) -> Option<String> {
        let mails = self.world.mails().await;
        self.world.mailbox.clear();
        assert!(mails.len() < 2);
        mails.into_iter().next().and_then(|mail| mail.text)
    }

    /// A call that redeems a fresh code for this email, in this way.
    async fn redemption(&self, email: &str, way: Way) -> Call {
        let address = self.address();
        let asked = self.world.call(self.world.code_request(email).from(&address)).await;
        let request_id = asked.expect(202).text("request_id");
        let body = way.body(&self.mail().await.unwrap(), &request_id);
        Call::post(PortalPaths::AUTHENTICATE).json(&body).from(&address)
    }

    /// Whether a session's token, where the answer has one, opens anything.
    async fn is_live(&self, answer: &Answer) -> bool {
        answer.status < 300 && self.world.introspect(&answer.text("token")).await.status == 200
    }

    /// Whether a portal link, where the answer has one, opens anything.
    async fn is_link_live(&self, answer: &Answer) -> bool {
        if answer.status >= 300 {
            return false;
        }
        let url = answer.text("customer_portal_url");
        let link = LinkToken::parse(url.split_once("link=").unwrap().1).unwrap();
        let portal = self.world.app("portal");
        portal.store.portal_link(&link, portal.now()).await.unwrap().is_some()
    }

    async fn status(&self, call: Call) -> u16 {
        self.world.call(call).await.status
    }
}

struct Individual {
    id: String,
    email: String,
    external_id: String,
}

/// How a code is redeemed.
#[derive(Clone, Copy)]
enum Way {
    Digits,
    Bare,
    Link,
}

impl Way {
    fn body(self, mail: &str, request_id: &str) -> Value {
        let digits = mail.trim_end().rsplit_once('#').unwrap().1;
        let link = || mail.split_once("/portal/authenticate#").unwrap().1.split_whitespace().next();
        match self {
            Self::Digits => json!({ "code": digits, "request_id": request_id }),
            Self::Bare => json!({ "code": digits }),
            Self::Link => json!({ "code": link() }),
        }
    }
}

/// Which of two was answered so, where the other was refused as invalid on this field alone.
#[track_caller]
fn winner(raced: &Raced, won: [u16; 2], loc: &[Value; 2]) -> usize {
    let is_won = |it: &usize| raced.answers[*it].status == won[*it];
    let winners: Vec<usize> = (0..2).filter(is_won).collect();
    assert_eq!(winners.len(), 1, "{raced:?}");
    let loser = 1 - winners[0];
    let refused = raced.answers[loser].clone().expect(422).json();
    assert_eq!(refused["detail"].as_array().unwrap().len(), 1, "{raced:?}");
    assert_eq!(refused["detail"][0]["loc"], loc[loser], "{raced:?}");
    winners[0]
}

/// The same for two who want the same.
#[track_caller]
fn winner_of(raced: &Raced, won: u16, field: &str) -> usize {
    let loc = json!(["body", field]);
    winner(raced, [won; 2], &[loc.clone(), loc])
}

#[tokio::test]
async fn of_two_creates_with_one_external_id_the_first_is_done() {
    let mut races = Races::of(MANY_ROUNDS).await;
    while let Some(round) = races.next().await {
        let name = format!("order-{round}");
        let one = json!({ "email": races.email("one"), "external_id": name });
        let team = json!({ "type": "team", "external_id": name, "name": "Other", "email": races.email("other") });
        let other = json!({ "email": races.email("one"), "external_id": name });
        let kind = races.kind(["a team", "alike"]);
        let other = if kind == "a team" { team } else { other };
        let create = |body| races.merchant(Call::post(PortalPaths::CUSTOMERS).json(body));
        let calls = [create(&one), create(&other)];
        let outcome = races.race(kind, calls).await;
        let winner = winner_of(&outcome, 201, "external_id");
        assert!(outcome.wrote(winner) < outcome.wrote(1 - winner), "{outcome:?}");
        let found = races.customer(Call::get, &format!("external/{name}"));
        let found = races.world.call(found).await.expect(200);
        assert_eq!(found.json(), outcome.answers[winner].json());
    }
    races.assert_all_seen();
}

#[tokio::test]
async fn an_email_change_ends_a_sign_in_that_was_faster_and_refuses_one_that_was_not() {
    let mut races = Races::of(MANY_ROUNDS).await;
    while races.next().await.is_some() {
        let (kind, way) = races.kind([
            ("digits", Way::Digits),
            ("digits, and it becomes a team", Way::Digits),
            ("without their context", Way::Bare),
            ("link", Way::Link),
        ]);
        let customer = races.individual().await;
        let sign_in = races.redemption(&customer.email, way).await;
        let change = match kind {
            "digits, and it becomes a team" => json!({ "type": "team" }),
            _ => json!({ "email": races.email("new") }),
        };
        let change = races.customer(Call::patch, &customer.id).json(&change);
        let outcome = races.race(kind, [sign_in.clone(), change]).await;
        let was_faster = outcome.wrote(0) < outcome.wrote(1);
        assert_eq!(outcome.statuses(), [if was_faster { 200 } else { 401 }, 200], "{outcome:?}");
        assert!(!races.is_live(&outcome.answers[0]).await, "{outcome:?}");
        assert_eq!(races.status(sign_in).await, 401);
    }
    races.assert_all_seen();
}

#[tokio::test]
async fn a_code_asked_for_while_the_email_changes_is_mailed_to_the_new_one_or_to_nobody() {
    let mut races = Races::new().await;
    while races.next().await.is_some() {
        let customer = races.individual().await;
        let new = races.email("new");
        let (kind, asked) = races.kind([("old", &customer.email), ("new", &new)]);
        let request = races.world.code_request(asked).from(&races.address());
        let change = races.customer(Call::patch, &customer.id).json(&json!({ "email": new }));
        let outcome = races.race(kind, [request, change]).await;
        assert_eq!(outcome.statuses(), [202, 200], "{outcome:?}");
        let mail = races.mail().await;
        let found_it = kind == "new" && outcome.last(0, "Query") > outcome.wrote(1);
        assert_eq!(mail.is_some(), found_it, "{outcome:?}");
        if let Some(mail) = mail {
            let body = Way::Digits.body(&mail, &outcome.answers[0].text("request_id"));
            let call = Call::post(PortalPaths::AUTHENTICATE).json(&body);
            assert!(races.is_live(&races.world.call(call).await).await);
        }
    }
    races.assert_all_seen();
}

#[tokio::test]
async fn a_session_created_while_its_customer_is_deleted_is_dead_or_refused() {
    let mut races = Races::of(MANY_ROUNDS).await;
    while let Some(round) = races.next().await {
        let kind = races.kind(["by id", "by external id", "with a key", "a member's"]);
        let customer = races.individual().await;
        let (id, field, body) = match kind {
            "by external id" => {
                let body = json!({ "external_customer_id": customer.external_id });
                (customer.id, "external_customer_id", body)
            }
            "a member's" => {
                let team = races.team().await;
                let body = json!({ "customer_id": team, "external_member_id": "owner" });
                (team, "customer_id", body)
            }
            _ => (customer.id.clone(), "customer_id", json!({ "customer_id": customer.id })),
        };
        let mut open = races.world.session_for(&body);
        if kind == "with a key" {
            open = open.header("idempotency-key", &format!("key-{round}"));
        }
        let outcome = races.race(kind, [open, races.customer(Call::delete, &id)]).await;
        outcome.answers[1].expect_status(204);
        if outcome.answers[0].status != 201 {
            let fault = outcome.answers[0].clone().expect(422).json()["detail"].take();
            // The members go with the customer, whichever of them is found gone first.
            let places = [json!(["body", field]), json!(["body", "external_member_id"])];
            assert!(places.contains(&fault[0]["loc"]), "{outcome:?}");
        }
        assert!(!races.is_live(&outcome.answers[0]).await, "{outcome:?}");
        assert!(!races.is_link_live(&outcome.answers[0]).await, "{outcome:?}");
        assert_eq!(races.status(races.customer(Call::get, &id)).await, 404);
    }
    races.assert_all_seen();
}

#[tokio::test]
async fn a_team_has_an_email_and_an_external_id_once() {
    let mut races = Races::new().await;
    let mut team = String::new();
    let mut other = String::new();
    while let Some(round) = races.next().await {
        if round == 1 || round.is_multiple_of(A_WORLD) {
            team = races.team().await;
            other = races.add(&team, &races.email("other"), "member").await;
        }
        let kind = races.kind(["two creates", "a create and a change", "external ids"]);
        let (email, name) = (races.email("mia"), format!("mia-{round}"));
        let body = match kind {
            "external ids" => json!({ "email": races.email("max"), "external_id": name }),
            _ => json!({ "email": email }),
        };
        let one = races.member(Call::post, &team, "").json(&body);
        let (second, won, field) = match kind {
            "two creates" => {
                let body = json!({ "email": email.to_uppercase(), "external_id": name });
                (races.member(Call::post, &team, "").json(&body), 201, "email")
            }
            "external ids" => {
                let body = json!({ "email": email, "external_id": name });
                (races.member(Call::post, &team, "").json(&body), 201, "external_id")
            }
            _ => {
                let body = json!({ "email": email, "role": "billing_manager" });
                (races.member(Call::patch, &team, &other).json(&body), 200, "email")
            }
        };
        let outcome = races.race(kind, [one, second]).await;
        let loc = json!(["body", field]);
        let winner = winner(&outcome, [201, won], &[loc.clone(), loc]);
        assert!(outcome.wrote(winner) < outcome.wrote(1 - winner), "{outcome:?}");
    }
    races.assert_all_seen();
}

#[tokio::test]
async fn the_first_member_of_a_team_owns_it_also_where_two_are_the_first() {
    let mut races = Races::new().await;
    while races.next().await.is_some() {
        let team = races.create(&json!({ "type": "team" })).await;
        let member = |name: &str| {
            let body = json!({ "email": races.email(name), "role": "member" });
            races.member(Call::post, &team, "").json(&body)
        };
        let calls = [member("one"), member("other")];
        let outcome = races.race("", calls).await;
        assert_eq!(outcome.statuses(), [201, 201], "{outcome:?}");
        let role = |racer: usize| outcome.answers[racer].text("role");
        let first = usize::from(role(1) == "owner");
        assert_eq!((&*role(first), &*role(1 - first)), ("owner", "member"));
    }
    races.assert_all_seen();
}

#[tokio::test]
async fn an_external_id_goes_to_one_customer_whether_created_or_changed() {
    let mut races = Races::new().await;
    while let Some(round) = races.next().await {
        let kind = races.kind(["a change and a create", "two changes", "given up and taken"]);
        let (customer, name) = (races.individual().await, format!("order-{round}"));
        let external_id = json!({ "external_id": name });
        let change = races.customer(Call::patch, &customer.id).json(&external_id);
        let create = |name: &str| {
            let body = json!({ "email": races.email("eve"), "external_id": name });
            races.merchant(Call::post(PortalPaths::CUSTOMERS).json(&body))
        };
        let second = match kind {
            "a change and a create" => create(&name),
            "given up and taken" => create(&customer.external_id),
            _ => {
                let other = races.create(&json!({ "email": races.email("eve") })).await;
                races.customer(Call::patch, &other).json(&external_id)
            }
        };
        let outcome = races.race(kind, [change, second]).await;
        if kind == "given up and taken" {
            let is_free = outcome.wrote(0) < outcome.wrote(1);
            assert_eq!(outcome.statuses(), [200, if is_free { 201 } else { 422 }], "{outcome:?}");
            continue;
        }
        let loc = json!(["body", "external_id"]);
        let won = [200, if kind == "two changes" { 200 } else { 201 }];
        let winner = winner(&outcome, won, &[loc.clone(), loc]);
        let found = races.customer(Call::get, &format!("external/{name}"));
        let found = races.world.call(found).await.expect(200);
        assert_eq!(found.text("id"), outcome.answers[winner].text("id"), "{outcome:?}");
    }
    races.assert_all_seen();
}

#[tokio::test]
async fn changes_of_different_things_at_once_are_both_done() {
    let mut races = Races::new().await;
    while let Some(round) = races.next().await {
        let customer = races.individual().await;
        let email = json!({ "email": races.email("new") });
        let (kind, one, other) = match races.kind([0, 1, 2, 3]) {
            0 => ("email, name", email, json!({ "name": "New" })),
            1 => ("email, external id", email, json!({ "external_id": format!("new-{round}") })),
            2 => ("name, metadata", json!({ "name": "New" }), json!({ "metadata": { "a": 1 } })),
            _ => ("type, email", json!({ "type": "team" }), email),
        };
        let change = |body| races.customer(Call::patch, &customer.id).json(body);
        let calls = [change(&one), change(&other)];
        let outcome = races.race(kind, calls).await;
        assert_eq!(outcome.statuses(), [200, 200], "{outcome:?}");
        let now =
            races.world.call(races.customer(Call::get, &customer.id)).await.expect(200).json();
        for (field, value) in one.as_object().unwrap().iter().chain(other.as_object().unwrap()) {
            assert_eq!(now[field], *value, "{outcome:?}");
        }
    }
    races.assert_all_seen();
}

#[tokio::test]
async fn a_customer_deleted_while_it_changes_is_gone_with_all_that_it_became() {
    let mut races = Races::new().await;
    while let Some(round) = races.next().await {
        let kind = races.kind(["email", "external id", "name", "type"]);
        let customer = races.individual().await;
        let body = match kind {
            "email" => json!({ "email": races.email("new") }),
            "external id" => json!({ "external_id": format!("new-{round}") }),
            "name" => json!({ "name": "New" }),
            _ => json!({ "type": "team" }),
        };
        let change = races.customer(Call::patch, &customer.id).json(&body);
        let outcome = races.race(kind, [races.customer(Call::delete, &customer.id), change]).await;
        assert!(
            [[204, 200], [204, 404]]
                .contains(&[outcome.answers[0].status, outcome.answers[1].status]),
            "{outcome:?}"
        );
        assert_eq!(races.status(races.customer(Call::get, &customer.id)).await, 404);
    }
    races.assert_all_seen();
}

#[tokio::test]
async fn a_team_deleted_while_a_member_comes_changes_or_goes_is_gone_with_it() {
    let mut races = Races::new().await;
    while races.next().await.is_some() {
        let kind = races.kind(["comes", "gets another email", "gets another role", "goes"]);
        let team = races.team().await;
        let member = races.add(&team, &races.email("mia"), "member").await;
        let (call, done) = match kind {
            "comes" => {
                let body = json!({ "email": races.email("new"), "external_id": "new" });
                (races.member(Call::post, &team, "").json(&body), 201)
            }
            "gets another email" => {
                let body = json!({ "email": races.email("new") });
                (races.member(Call::patch, &team, &member).json(&body), 200)
            }
            "gets another role" => {
                let body = json!({ "role": "owner" });
                (races.member(Call::patch, &team, &member).json(&body), 200)
            }
            _ => (races.member(Call::delete, &team, &member), 204),
        };
        let outcome = races.race(kind, [races.customer(Call::delete, &team), call]).await;
        outcome.answers[0].expect_status(204);
        assert!([done, 404].contains(&outcome.answers[1].status), "{outcome:?}");
        let members = races.member(Call::get, &team, "");
        assert_eq!(races.status(members).await, 404);
    }
    races.assert_all_seen();
}

#[tokio::test]
async fn of_the_last_two_owners_one_stays() {
    let mut races = Races::new().await;
    while races.next().await.is_some() {
        let kind = races.kind(["both demoted", "both removed", "one of each"]);
        let team = races.create(&json!({ "type": "team" })).await;
        let one = races.add(&team, &races.email("one"), "owner").await;
        let other = races.add(&team, &races.email("other"), "owner").await;
        let demote = |member: &str| {
            (
                races.member(Call::patch, &team, member).json(&json!({ "role": "member" })),
                200,
                json!(["body", "role"]),
            )
        };
        let remove = |member: &str| {
            (races.member(Call::delete, &team, member), 204, json!(["path", "member_id"]))
        };
        let ((one, one_won, one_loc), (other, other_won, other_loc)) = match kind {
            "both demoted" => (demote(&one), demote(&other)),
            "both removed" => (remove(&one), remove(&other)),
            _ => (demote(&one), remove(&other)),
        };
        let outcome = races.race(kind, [one, other]).await;
        let winner = winner(&outcome, [one_won, other_won], &[one_loc, other_loc]);
        assert!(outcome.wrote(winner) < outcome.wrote(1 - winner), "{outcome:?}");
    }
    races.assert_all_seen();
}

#[tokio::test]
async fn what_began_before_a_revocation_is_dead_and_what_began_after_it_lives() {
    let mut races = Races::new().await;
    while let Some(round) = races.next().await {
        let kind = races.kind(["a session", "with a key", "a member's", "a sign-in"]);
        let (customer, call) = match kind {
            "a member's" => {
                let team = races.team().await;
                let body = json!({ "customer_id": team, "external_member_id": "owner" });
                (team, races.world.session_for(&body))
            }
            "a sign-in" => {
                let customer = races.individual().await;
                (customer.id, races.redemption(&customer.email, Way::Digits).await)
            }
            _ => {
                let customer = races.individual().await;
                let call = races.world.session_for(&json!({ "customer_id": customer.id }));
                let key = format!("key-{round}");
                let keyed = kind == "with a key";
                (customer.id, if keyed { call.header("idempotency-key", &key) } else { call })
            }
        };
        let query = format!("{}?customer_id={customer}", PortalPaths::CUSTOMER_SESSIONS);
        let revoke = races.merchant(Call::delete(&query));
        let outcome = races.race(kind, [call, revoke]).await;
        let came_after = outcome.wrote(0) > outcome.wrote(1);
        let expected = match kind {
            "a sign-in" if came_after => 401,
            "a sign-in" => 200,
            _ => 201,
        };
        assert_eq!(outcome.statuses(), [expected, 204], "{outcome:?}");
        let lives = came_after && kind != "a sign-in";
        assert_eq!(races.is_live(&outcome.answers[0]).await, lives, "{outcome:?}");
        if kind != "a sign-in" {
            assert_eq!(races.is_link_live(&outcome.answers[0]).await, lives, "{outcome:?}");
        }
    }
    races.assert_all_seen();
}

#[tokio::test]
async fn a_customer_is_deleted_once_and_its_successor_is_spared() {
    let mut races = Races::new().await;
    while races.next().await.is_some() {
        let customer = races.individual().await;
        let delete = races.customer(Call::delete, &customer.id);
        let body = json!({ "email": customer.email, "external_id": customer.external_id });
        let create = races.merchant(Call::post(PortalPaths::CUSTOMERS).json(&body));
        let outcome = races.race("", [delete.clone(), delete, create]).await;
        let mut deleted = outcome.statuses();
        let created = deleted.pop().unwrap();
        deleted.sort_unstable();
        assert_eq!(deleted, [204, 404], "{outcome:?}");
        let found = races.customer(Call::get, &format!("external/{}", customer.external_id));
        let found = races.world.call(found).await;
        match created {
            201 => assert_eq!(found.expect(200).json(), outcome.answers[2].json(), "{outcome:?}"),
            422 => found.expect_status(404),
            status => panic!("{status}: {outcome:?}"),
        }
    }
}

#[tokio::test]
async fn an_idempotency_key_opens_one_session() {
    let mut races = Races::new().await;
    while let Some(round) = races.next().await {
        let kind = races.kind(["one body", "two bodies"]);
        let customer = races.individual().await;
        let open = |body: &Value| {
            races.world.session_for(body).header("idempotency-key", &format!("key-{round}"))
        };
        let one = json!({ "customer_id": customer.id });
        let other = json!({ "customer_id": customer.id, "return_url": "https://shop.example.com" });
        let calls = [open(&one), open(if kind == "one body" { &one } else { &other })];
        let outcome = races.race(kind, calls).await;
        if kind == "one body" {
            assert_eq!(outcome.statuses(), [201, 201], "{outcome:?}");
            assert_eq!(outcome.answers[0].body, outcome.answers[1].body);
            assert!(races.is_live(&outcome.answers[0]).await);
        } else {
            let loc = json!(["header", "Idempotency-Key"]);
            let winner = winner(&outcome, [201; 2], &[loc.clone(), loc]);
            assert!(races.is_live(&outcome.answers[winner]).await);
        }
    }
    races.assert_all_seen();
}
