//! Everybody who might call, and what they present.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shared::domain::{
    access::Scope,
    principal::PrincipalId,
    token::{AccessToken, SessionToken},
};
use tests::{Call, PortalPaths, World};

use super::Door;

const SECRET: [u8; 24] = [7; 24];

/// What a caller is told who may not call.
#[derive(Clone, Copy)]
pub(super) enum Told {
    /// 401: that credentials are needed.
    Unauthorized,
    /// 401: that these are none.
    InvalidToken,
    /// 403: that they do not allow this.
    Forbidden,
}

/// Somebody who may not call.
pub(super) struct Caller {
    pub(super) what: &'static str,
    /// The `Authorization` header.
    pub(super) header: Option<String>,
    pub(super) told: Told,
    /// Whether the table is read to find that out.
    pub(super) is_read: bool,
}

/// Tokens of every kind.
pub(super) struct Callers {
    /// Live ones of the organization, by the one scope that they have.
    with: BTreeMap<String, String>,
    /// Live ones with all scopes but one, of this organization and of another.
    without: BTreeMap<&'static str, [String; 2]>,
    /// Live ones with every scope, of this organization and of another.
    merchants: [String; 2],
    /// Access tokens that open nothing any more, and such as never did.
    dead_merchants: Vec<(&'static str, String)>,
    /// Tokens of live sessions of both organizations' customers.
    customers: [String; 2],
    /// The same that open nothing any more, or never did.
    dead_customers: Vec<(&'static str, String)>,
    /// What is in a portal link's address.
    link: String,
}

impl Callers {
    pub(super) async fn gather(world: &World) -> Self {
        let expired = mint(world, &Scope::ALL, Some(60)).await["token"].take();
        let revoked = mint(world, &Scope::ALL, None).await;
        let revoke = json!({
            "operation": "revoke_access_token", "access_token_id": revoked["id"],
            "organization_id": world.seed.organization.id,
        });
        world.admin(revoke).await.unwrap();
        let never = AccessToken::mint(world.organization(), SECRET).expose().to_owned();
        let dead_merchants = [("expired", &expired), ("revoked", &revoked["token"])]
            .map(|(what, token)| (what, token.as_str().unwrap().to_owned()));
        let mut without = BTreeMap::new();
        for scope in Scope::ALL {
            without.insert(scope.as_str(), all_but(world, scope).await);
        }
        let dead_customers = dead_sessions(world).await;
        let globex = &world.seed.second_organization;
        let opened = world.call(world.session_for(&json!({ "customer_id": world.individual() })));
        let opened = opened.await.expect(201);
        let theirs = Call::post(PortalPaths::CUSTOMER_SESSIONS).bearer(&globex.access_token);
        let theirs = theirs.json(&json!({ "customer_id": globex.customer_id }));
        let url = opened.text("customer_portal_url");
        Self {
            with: world.seed.scoped_tokens.clone(),
            without,
            merchants: [world.seed.access_token.clone(), globex.access_token.clone()],
            dead_merchants: dead_merchants.into_iter().chain([("made up", never)]).collect(),
            customers: [opened.text("token"), world.call(theirs).await.expect(201).text("token")],
            dead_customers,
            link: url.split_once("link=").unwrap().1.to_owned(),
        }
    }

    /// A live token that has this scope and no other.
    pub(super) fn with_only(&self, scope: Scope) -> &str {
        &self.with[scope.as_str()]
    }

    /// Everybody whom a route is not for.
    pub(super) fn refused(&self, door: Door) -> Vec<Caller> {
        match door {
            Door::Everybody => Vec::new(),
            Door::EverybodyAnd(scope) => {
                let callers = self.refused(Door::Merchant(scope)).into_iter();
                callers.filter(|caller| caller.header.is_some()).collect()
            }
            Door::Merchant(scope) => self.no_merchants(scope),
            Door::Customer => self.no_customers(),
        }
    }

    fn no_merchants(&self, scope: Scope) -> Vec<Caller> {
        let renamed = format!("polar_oat_{}", self.link);
        let mut callers = strangers(&self.merchants[0], &self.customers, &renamed);
        callers.extend(
            self.dead_merchants.iter().map(|(what, token)| read(what, token, Told::InvalidToken)),
        );
        let [own, other] = &self.without[scope.as_str()];
        callers.push(read("a token without the scope", own, Told::Forbidden));
        callers.push(read("another's token without the scope", other, Told::Forbidden));
        callers
    }

    fn no_customers(&self) -> Vec<Caller> {
        let renamed = format!("polar_cst_{}", self.link);
        let mut callers = strangers(&self.customers[0], &self.merchants, &renamed);
        callers.extend(
            self.dead_customers.iter().map(|(what, token)| read(what, token, Told::InvalidToken)),
        );
        callers
    }

    /// All that anybody might present.
    pub(super) fn every_header(&self) -> Vec<Option<String>> {
        let merchants = self.refused(Door::Merchant(Scope::CustomersRead));
        let callers = merchants.into_iter().chain(self.refused(Door::Customer));
        let live = self.merchants.iter().chain(&self.customers);
        let live = live.map(|token| Some(format!("Bearer {token}")));
        callers.map(|caller| caller.header).chain(live).collect()
    }
}

/// Who presents nothing, something of another kind, or what cannot be a token: nobody reads a table
/// for them.
fn strangers(token: &str, others: &[String; 2], renamed: &str) -> Vec<Caller> {
    let unauthorized = |what, header: Option<&str>| Caller {
        what,
        header: header.map(str::to_owned),
        told: Told::Unauthorized,
        is_read: false,
    };
    let invalid =
        |what, token: &str| Caller { is_read: false, ..read(what, token, Told::InvalidToken) };
    let last = if token.ends_with('0') { "1" } else { "0" };
    let misspelt = format!("{}{last}", &token[..token.len() - 1]);
    vec![
        unauthorized("nothing", None),
        unauthorized("a password", Some("Basic YTpi")),
        unauthorized("a token that does not say its kind", Some(token)),
        invalid("garbage", "polar_0"),
        invalid("a misspelt token", &misspelt),
        invalid("a token of the other family", &others[0]),
        invalid("another organization's of the other family", &others[1]),
        invalid("a portal link's token", renamed),
    ]
}

fn read(what: &'static str, token: &str, told: Told) -> Caller {
    Caller { what, header: Some(format!("Bearer {token}")), told, is_read: true }
}

async fn mint(world: &World, scopes: &[Scope], seconds: Option<u32>) -> Value {
    mint_for(world, &world.seed.organization.id, scopes, seconds).await
}

async fn mint_for(
    world: &World,
    organization: &str,
    scopes: &[Scope],
    seconds: Option<u32>,
) -> Value {
    let mint = json!({
        "operation": "mint_access_token", "organization_id": organization, "scopes": scopes,
        "expires_in_seconds": seconds,
    });
    world.admin(mint).await.unwrap()
}

/// Tokens of both organizations with every other scope.
async fn all_but(world: &World, scope: Scope) -> [String; 2] {
    let others: Vec<Scope> = Scope::ALL.into_iter().filter(|it| *it != scope).collect();
    let own = mint(world, &others, None).await["token"].take();
    let theirs =
        mint_for(world, &world.seed.second_organization.id, &others, None).await["token"].take();
    [own, theirs].map(|token| token.as_str().unwrap().to_owned())
}

/// Sessions that have ended in every way that one can, and one that never was. The clock moves on by
/// more than a week.
async fn dead_sessions(world: &World) -> Vec<(&'static str, String)> {
    let unused = world.sign_in(world.email()).await;
    let body = json!({ "customer_id": world.individual() });
    let over = world.call(world.session_for(&body)).await.expect(201).text("token");
    world.clock.advance(8 * 24 * 60 * 60);
    assert_eq!(world.items_of("SESSION#").len(), 2, "the table still has what has expired");

    let merchant = |call: Call| call.bearer(&world.seed.access_token);
    let customer = async |name: &str| {
        let body = json!({ "email": format!("{name}@gone.example.com"), "external_id": name });
        let call = merchant(Call::post(PortalPaths::CUSTOMERS).json(&body));
        let id = world.call(call).await.expect(201).text("id");
        let token =
            world.call(world.session_for(&json!({ "customer_id": id }))).await.text("token");
        (format!("{}/{id}", PortalPaths::CUSTOMERS), token)
    };
    let change = |path: &str, body: Value| merchant(Call::patch(path).json(&body));

    let (_, signed_out) = customer("signed-out").await;
    world.call(Call::delete(PortalPaths::SESSION).bearer(&signed_out)).await.expect_status(204);
    let (_, revoked) = customer("revoked").await;
    let query = format!("{}?external_customer_id=revoked", PortalPaths::CUSTOMER_SESSIONS);
    world.call(merchant(Call::delete(&query))).await.expect_status(204);
    let (path, renamed) = customer("renamed").await;
    world.call(change(&path, json!({ "email": "new@gone.example.com" }))).await.expect_status(200);
    let (path, team) = customer("team").await;
    world.call(change(&path, json!({ "type": "team" }))).await.expect_status(200);
    let (path, deleted) = customer("deleted").await;
    world.call(merchant(Call::delete(&path))).await.expect_status(204);
    let never = PrincipalId { customer: world.individual(), member: None };
    let never = SessionToken::mint(never, SECRET).expose().to_owned();
    vec![
        ("a session that was not used for long", unused),
        ("a session whose time is over", over),
        ("a session that was signed out", signed_out),
        ("a session that was revoked", revoked),
        ("a session of an email that was changed", renamed),
        ("a session of a customer who became a team", team),
        ("a session of a customer who was deleted", deleted),
        ("a session of a member who was removed", removed_member(world).await),
        ("a session that never was", never),
    ]
}

async fn removed_member(world: &World) -> String {
    let team = &world.seed.customers.team;
    let member = &team.members[2].id;
    let body = json!({ "customer_id": team.id, "member_id": member });
    let token = world.call(world.session_for(&body)).await.expect(201).text("token");
    let path = format!("{}/{}/members/{member}", PortalPaths::CUSTOMERS, team.id);
    let remove = Call::delete(&path).bearer(&world.seed.access_token);
    world.call(remove).await.expect_status(204);
    token
}
