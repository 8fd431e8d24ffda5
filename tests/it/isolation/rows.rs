//! The table: each route, whom it is for, and a call that is granted to them.

use std::fmt;

use http::Method;
use serde_json::{Value, json};
use shared::domain::access::Scope;
use tests::Call;

use super::{
    Door::{self, Customer, Everybody, EverybodyAnd, Merchant},
    Names,
    OfAnother::{self, NeverAsked, NotFound, Nothing, Unknown},
};

/// Every row. A route may have several, one for each way to say what it is about.
pub(super) fn rows() -> Vec<Row> {
    use Scope::{CustomerSessionsWrite, CustomersRead, CustomersWrite, MembersRead, MembersWrite};
    let session = |body| {
        let row = Row::new("POST /v1/customer-sessions", Merchant(CustomerSessionsWrite), 201);
        row.of_another(Unknown("customer_id")).body(body)
    };
    let sign_out = |query| {
        let row = Row::new("DELETE /v1/customer-sessions", Merchant(CustomerSessionsWrite), 204);
        row.query(query)
    };
    let customers = |query| {
        let row = Row::new("GET /v1/customers", Merchant(CustomersRead), 200);
        row.of_another(Nothing).query(query)
    };
    let members = |query| {
        let row = Row::new("GET /v1/members", Merchant(MembersRead), 200);
        row.of_another(Nothing).query(query)
    };
    let read = |route| Row::new(route, Merchant(CustomersRead), 200);
    let change =
        |route| Row::new(route, Merchant(CustomersWrite), 200).body(|_| json!({ "name": "New" }));
    let delete = |route| Row::new(route, Merchant(CustomersWrite), 204);
    let read_member = |route| Row::new(route, Merchant(MembersRead), 200);
    let add_member = |route| {
        let body = |_: &Names| json!({ "email": "new@example.com" });
        Row::new(route, Merchant(MembersWrite), 201).body(body)
    };
    let change_member =
        |route| Row::new(route, Merchant(MembersWrite), 200).body(|_| json!({ "name": "New" }));
    let delete_member = |route| Row::new(route, Merchant(MembersWrite), 204);
    let own = |route, status| Row::new(route, Customer, status).of_another(NeverAsked(status));

    vec![
        // The reference says the same to everybody.
        Row::new("GET /openapi.json", Everybody, 200),
        Row::new("GET /docs", Everybody, 200),
        // The code goes to the email's owner, whoever asks for it, and is the credential.
        Row::new(
            "POST /v1/customer-portal/customer-session/request",
            EverybodyAnd(CustomerSessionsWrite),
            202,
        )
        .of_another(Unknown("organization_id"))
        .body(|it| json!({ "email": it.email, "organization_id": it.organization })),
        Row::new("POST /v1/customer-portal/customer-session/authenticate", Everybody, 401)
            .body(|_| json!({ "code": "123456", "request_id": "none" })),
        // Pages know a session by its cookie (`portal_guards/tenants.rs`).
        Row::new("ANY /{slug}/portal", Everybody, 200),
        own("GET /v1/customer-portal/customer-session/introspect", 200),
        own("GET /v1/customer-portal/customer-session/user", 200),
        own("DELETE /v1/customer-portal/customer-session", 204),
        own("GET /v1/customer-portal/customer-sessions", 200),
        own("DELETE /v1/customer-portal/customer-sessions", 204),
        Row::new("DELETE /v1/customer-portal/customer-sessions/{id}", Customer, 204),
        session(|it| json!({ "customer_id": it.person })),
        session(|it| json!({ "external_customer_id": it.person_external }))
            .of_another(Unknown("external_customer_id")),
        session(|it| json!({ "customer_external_id": it.person_external }))
            .of_another(Unknown("customer_external_id")),
        session(|it| json!({ "customer_id": it.team, "member_id": it.member })),
        session(|it| json!({ "customer_id": it.team, "external_member_id": it.member_external })),
        sign_out(|it| format!("customer_id={}", it.person)),
        sign_out(|it| format!("external_customer_id={}", it.person_external)),
        Row::new("POST /v1/customers", Merchant(CustomersWrite), 201)
            .of_another(NeverAsked(201))
            .body(|_| json!({ "email": "new@example.com" })),
        Row::new("POST /v1/customers", Merchant(CustomersWrite), 201)
            .of_another(Unknown("organization_id"))
            .body(|it| json!({ "email": "new@example.com", "organization_id": it.organization })),
        customers(|_| String::new()).of_another(NeverAsked(200)),
        customers(|it| format!("organization_id={}", it.organization)),
        customers(|it| format!("email={}", it.email)),
        customers(|it| format!("query={}", it.email.split('@').next().unwrap_or_default())),
        customers(|it| format!("external_id={}", it.person_external)),
        read("GET /v1/customers/{id}"),
        read("GET /v1/customers/external/{external_id}"),
        read("GET /v1/customers/{id}/state"),
        read("GET /v1/customers/external/{external_id}/state"),
        change("PATCH /v1/customers/{id}"),
        change("PATCH /v1/customers/external/{external_id}"),
        delete("DELETE /v1/customers/{id}"),
        delete("DELETE /v1/customers/external/{external_id}"),
        delete("DELETE /v1/customers/{id}").query(|_| "anonymize=true".to_owned()),
        add_member("POST /v1/customers/{id}/members"),
        add_member("POST /v1/customers/external/{external_id}/members"),
        read_member("GET /v1/customers/{id}/members"),
        read_member("GET /v1/customers/external/{external_id}/members"),
        members(|it| format!("customer_id={}", it.team)),
        members(|it| format!("external_customer_id={}&role=owner", it.team_external)),
        read_member("GET /v1/customers/{id}/members/{member_id}"),
        read_member("GET /v1/customers/external/{external_id}/members/{member_id}"),
        change_member("PATCH /v1/customers/{id}/members/{member_id}"),
        change_member("PATCH /v1/customers/external/{external_id}/members/{member_id}"),
        delete_member("DELETE /v1/customers/{id}/members/{member_id}"),
        delete_member("DELETE /v1/customers/external/{external_id}/members/{member_id}"),
    ]
}

/// A route, whom it is for, and how to call it.
pub(super) struct Row {
    /// As in the template: `GET /v1/customers/{id}`.
    pub(super) route: &'static str,
    pub(super) door: Door,
    /// The status for whom it is for.
    pub(super) granted: u16,
    pub(super) of_another: OfAnother,
    query: fn(&Names) -> String,
    body: Option<fn(&Names) -> Value>,
}

impl Row {
    fn new(route: &'static str, door: Door, granted: u16) -> Self {
        let query = |_: &Names| String::new();
        Self { route, door, granted, of_another: NotFound, query, body: None }
    }

    fn of_another(self, of_another: OfAnother) -> Self {
        Self { of_another, ..self }
    }

    fn query(self, query: fn(&Names) -> String) -> Self {
        Self { query, ..self }
    }

    fn body(self, body: fn(&Names) -> Value) -> Self {
        Self { body: Some(body), ..self }
    }

    /// The scope of a merchant's token that it takes, if it takes any.
    pub(super) fn scope(&self) -> Option<Scope> {
        match self.door {
            EverybodyAnd(scope) | Merchant(scope) => Some(scope),
            Everybody | Customer => None,
        }
    }

    /// The call about these things.
    pub(super) fn asked(&self, names: &Names) -> Asked {
        let (method, path) = self.route.split_once(' ').unwrap();
        let (id, external_id) = if path.contains("/members") {
            (&names.team, &names.team_external)
        } else if path.contains("/customer-sessions/") {
            (&names.session, &names.person_external)
        } else {
            (&names.person, &names.person_external)
        };
        // Below a customer's external id a member goes by its own.
        let is_external = path.contains("{external_id}");
        let member = if is_external { &names.member_external } else { &names.member };
        let parameters = [
            ("{id}", &**id),
            ("{external_id}", external_id),
            ("{member_id}", member),
            ("{slug}", "acme"),
        ];
        let path =
            parameters.iter().fold(path.to_owned(), |path, (name, it)| path.replace(name, it));
        Asked {
            method: method.replace("ANY", "GET").parse().unwrap(),
            path,
            query: (self.query)(names),
            body: self.body.map(|body| body(names).to_string()),
            media_type: "application/json",
        }
    }

    /// The call, with all that can be wrong with it, one after the other.
    pub(super) fn malformed(&self, names: &Names) -> Vec<Asked> {
        let asked = self.asked(names);
        let query = "customer_id=nope&limit=x&page=0&role=king&anonymize=perhaps".to_owned();
        let mut malformed = vec![self.asked(&Names::malformed()), Asked { query, ..asked.clone() }];
        if self.body.is_some() {
            for body in ["{", "[]", r#"{"email":1,"customer_id":"nope"}"#, &" ".repeat(70_000)] {
                malformed.push(Asked { body: Some(body.to_owned()), ..asked.clone() });
            }
            malformed.push(Asked { media_type: "text/html", ..asked });
        }
        malformed
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.route)
    }
}

/// A call without credentials.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    method: Method,
    path: String,
    query: String,
    body: Option<String>,
    media_type: &'static str,
}

impl Asked {
    pub(super) fn call(&self) -> Call {
        let Self { method, path, query, .. } = self;
        let call = Call::new(method.clone(), &format!("{path}?{query}"));
        match &self.body {
            Some(body) => call.header("content-type", self.media_type).body(body.clone()),
            None => call,
        }
    }

    /// The same in the other spelling of its path.
    pub(super) fn with_slash(&self) -> Self {
        Self { path: format!("{}/", self.path), ..self.clone() }
    }

    /// Whether it says this anywhere.
    pub(super) fn mentions(&self, text: &str) -> bool {
        let body = self.body.as_deref().unwrap_or_default();
        [&*self.path, &*self.query, body].iter().any(|it| it.contains(text))
    }
}
