//! `GET /v1/customers/{id}/members`, the same below `/external/{external_id}`, and
//! `GET /v1/members`: a team's members, the newest first.

use lambda_http::Request;
use shared::{
    app::App,
    auth::{self, Merchant},
    domain::{
        access::Scope,
        customer::{Customer, CustomerName},
        listing::{DEPTH, Listed, PageOf},
        member::Member,
        principal::Role,
    },
    http::{
        self, ApiError, Fault, Fields, IN_AN_EXPORT, Input, List, Named, read_customer, read_page,
    },
};

const SCOPE: Scope = Scope::MembersRead;

/// Lists a page of a team's members; an individual has none.
///
/// # Errors
/// 401, 403; 404 where the path names no customer of the organization, while one that only the query
/// names has no members; 422 with every fault of the query; 503.
pub async fn handle(app: &App, request: Request) -> Result<List<Member>, ApiError> {
    if http::names_customer(&request) {
        let team = Merchant::with_customer(app, &request, SCOPE).await?;
        return list(app, Some(&team), http::query(&request)?).await;
    }
    let token = auth::access_token(&request)?;
    let input: OfQuery = Merchant::may_learn(app, &token, SCOPE, http::query(&request)).await?;
    let team = Merchant::customer(app, &token, SCOPE, &input.customer).await?;
    list(app, team.as_ref(), input.list).await
}

async fn list(
    app: &App,
    team: Option<&Customer>,
    ListMembers { role, page }: ListMembers,
) -> Result<List<Member>, ApiError> {
    let listed = match team {
        Some(team) => app.store.members(team, role, page).await?.ok_or_else(|| too_many(role))?,
        None => Listed::nothing(),
    };
    Ok(List::new(page, listed))
}

fn too_many(role: Option<Role>) -> ApiError {
    let msg = format!("A team of more than {DEPTH} members cannot be listed by role.");
    ApiError::Invalid(vec![Fault::at(&["query"], "role", msg, role.map(Role::as_str))])
}

/// Which members, and which page of them.
struct ListMembers {
    role: Option<Role>,
    page: PageOf,
}

impl Input for ListMembers {
    fn read(fields: &mut Fields) -> Option<Self> {
        let role = fields.optional("role", str::parse::<Role>);
        let page = read_page(fields, IN_AN_EXPORT);
        Some(Self { role: role?, page: page? })
    }
}

/// The same, and whose.
struct OfQuery {
    customer: CustomerName,
    list: ListMembers,
}

impl Input for OfQuery {
    fn read(fields: &mut Fields) -> Option<Self> {
        let customer = read_customer(fields);
        let list = ListMembers::read(fields);
        Some(Self { customer: customer.map(|Named { name, .. }| name)?, list: list? })
    }
}
