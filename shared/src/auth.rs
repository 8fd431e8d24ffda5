//! Who is calling: headers become a [`SignedIn`] customer or a [`Merchant`].

use std::time::Duration;

use aws_smithy_types::error::display::DisplayErrorContext;
use lambda_http::Request;
use tokio::time::timeout;

use crate::{
    app::App,
    domain::{
        access::{AccessGrant, Scope},
        customer::{Customer, CustomerName},
        id::OrganizationId,
        member::{Member, MemberName},
        principal::Principal,
        session::Session,
        timestamp::Timestamp,
        token::{AccessToken, SessionToken},
    },
    http::{
        error::ApiError,
        path::{customer_name, member_name},
        request::{Fields, id},
    },
    store::{Claim, CustomerView, Presented},
};

/// How long an answer waits for the end of the session that it replaces.
const REPLACED_WAIT: Duration = Duration::from_millis(500);

/// A customer or member with a live session.
#[derive(Debug)]
pub struct SignedIn {
    /// The session whose token was presented.
    pub session: Session,
    /// Whose session it is.
    pub principal: Principal,
}

impl SignedIn {
    /// Who presents a session token: one read, and a write where the last use is to be recorded.
    ///
    /// # Errors
    /// 401 where there is no token or it opens nothing.
    pub async fn from_request(app: &App, request: &Request) -> Result<Self, ApiError> {
        let now = app.now();
        let mut signed_in = Self::at(app, request, now).await?;
        signed_in.record_use(app, now).await;
        Ok(signed_in)
    }

    /// Writes back that the session was used now, where that is due.
    pub async fn record_use(&mut self, app: &App, now: Timestamp) {
        let Some(used) = self.session.used(now) else { return };
        match app.store.record_use(&used, now).await {
            Ok(()) => self.session = used,
            // The session is live all the same; the next call records its use.
            Err(error) => {
                tracing::warn!(error = %DisplayErrorContext(&error), "a use was not recorded");
            }
        }
    }

    /// Who presents a session token, for a call that ends the session anyway.
    ///
    /// # Errors
    /// 401 where there is no token or it opens nothing.
    pub async fn without_use(app: &App, request: &Request) -> Result<Self, ApiError> {
        Self::at(app, request, app.now()).await
    }

    /// Ends the session that a new one takes the place of in the same browser.
    pub async fn end_replaced(&self, app: &App) {
        // Nobody has its token any more, and it ends by itself: the new one's answer does not wait.
        match timeout(REPLACED_WAIT, app.store.end_session(&self.session)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                let error = DisplayErrorContext(&error);
                tracing::warn!(error = %error, "a replaced session was not ended");
            }
            Err(elapsed) => {
                tracing::warn!(error = %elapsed, "a replaced session was not ended");
            }
        }
    }

    async fn at(app: &App, request: &Request, now: Timestamp) -> Result<Self, ApiError> {
        let token = SessionToken::parse(bearer(request)?).ok_or(ApiError::InvalidToken)?;
        match app.store.session(&token, now).await? {
            Presented::Live(found) => Ok(Self::from(*found)),
            Presented::Unused { .. } | Presented::Over => Err(ApiError::InvalidToken),
        }
    }
}

impl From<(Session, Principal)> for SignedIn {
    fn from((session, principal): (Session, Principal)) -> Self {
        Self { session, principal }
    }
}

/// A merchant's backend with a live access token.
#[derive(Debug)]
pub struct Merchant {
    /// The organization it acts for.
    pub organization: OrganizationId,
}

impl Merchant {
    /// Who presents an access token, where the request has an `Authorization` header at all.
    ///
    /// # Errors
    /// 401 where what it presents opens nothing, 403 where it lacks the scope.
    pub async fn if_any(
        app: &App,
        request: &Request,
        scope: Scope,
    ) -> Result<Option<Self>, ApiError> {
        if !request.headers().contains_key(http::header::AUTHORIZATION) {
            return Ok(None);
        }
        Self::from_request(app, request, scope).await.map(Some)
    }

    /// Who presents an access token: one read.
    ///
    /// # Errors
    /// 401 where it opens nothing, 403 where it lacks the scope.
    pub async fn from_request(
        app: &App,
        request: &Request,
        scope: Scope,
    ) -> Result<Self, ApiError> {
        Self::authenticate(app, &access_token(request)?, scope).await
    }

    /// Who presents this token.
    ///
    /// # Errors
    /// 401 where it opens nothing, 403 where it lacks the scope.
    pub async fn authenticate(
        app: &App,
        token: &AccessToken,
        scope: Scope,
    ) -> Result<Self, ApiError> {
        let grant = app.store.access_grant(token).await?;
        Self::of(grant.as_ref(), scope, app.now())
    }

    /// What was read of a request before it is known who calls, or what is wrong with it: who may
    /// not call at all learns that first.
    ///
    /// # Errors
    /// 401 and 403 as ever, then the faults.
    pub async fn may_learn<T>(
        app: &App,
        token: &AccessToken,
        scope: Scope,
        read: Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        if read.is_err() {
            Self::authenticate(app, token, scope).await?;
        }
        read
    }

    /// Who calls about the customer that its path names, and that customer: one read by id, two by
    /// external id.
    ///
    /// # Errors
    /// 401 and 403 as ever, then 404 where the organization has no such customer.
    pub async fn with_customer(
        app: &App,
        request: &Request,
        scope: Scope,
    ) -> Result<Customer, ApiError> {
        let named = customer_name(request).map(|customer| (customer, None));
        Self::view(app, request, scope, named).await?.customer.ok_or(ApiError::NotFound)
    }

    /// Who presents this token, and a customer of the organization by a name that stands elsewhere
    /// than in the path.
    ///
    /// # Errors
    /// 401 and 403 as ever.
    pub async fn customer(
        app: &App,
        token: &AccessToken,
        scope: Scope,
        name: &CustomerName,
    ) -> Result<Option<Customer>, ApiError> {
        let now = app.now();
        let view = app.store.customer_view(Claim { token, scope, now }, name, None).await?;
        Self::of(view.grant.as_ref(), scope, now)?;
        Ok(view.customer)
    }

    /// Who calls about the customer and the member that its path names, and both: one read by id,
    /// one more for each external id.
    ///
    /// # Errors
    /// 401 and 403 as ever, then 404 where the organization has no such customer, or it no such
    /// member.
    pub async fn with_member(
        app: &App,
        request: &Request,
        scope: Scope,
    ) -> Result<(Customer, Member), ApiError> {
        let named = customer_name(request).zip(member_name(request).map(Some));
        let view = Self::view(app, request, scope, named).await?;
        view.customer.zip(view.member).ok_or(ApiError::NotFound)
    }

    /// What the path names, once it is known who calls: who may not call at all learns that first,
    /// also where nothing can be called so.
    async fn view(
        app: &App,
        request: &Request,
        scope: Scope,
        named: Option<(CustomerName, Option<MemberName>)>,
    ) -> Result<CustomerView, ApiError> {
        let token = access_token(request)?;
        let Some((customer, member)) = named else {
            Self::authenticate(app, &token, scope).await?;
            return Err(ApiError::NotFound);
        };
        let claim = Claim { token: &token, scope, now: app.now() };
        let view = app.store.customer_view(claim, &customer, member.as_ref()).await?;
        Self::of(view.grant.as_ref(), scope, claim.now)?;
        Ok(view)
    }

    /// Notes a fault where a body names an organization that is not the caller's own.
    pub fn check_organization(&self, fields: &mut Fields) {
        let named = fields.optional("organization_id", id::<OrganizationId>).flatten();
        if let Some(other) = named.filter(|named| *named != self.organization) {
            let msg = "This is not the organization of the access token.";
            let fault = fields.invalid("organization_id", msg, other.to_string());
            fields.fault::<()>(fault);
        }
    }

    /// Who holds a grant that allows this now.
    ///
    /// # Errors
    /// 401 where there is none or it has expired, 403 where it lacks the scope.
    pub fn of(grant: Option<&AccessGrant>, scope: Scope, now: Timestamp) -> Result<Self, ApiError> {
        let grant = grant.filter(|grant| grant.is_live(now)).ok_or(ApiError::InvalidToken)?;
        if !grant.scopes.contains(&scope) {
            return Err(ApiError::InsufficientScope);
        }
        Ok(Self { organization: grant.organization })
    }
}

/// The access token that a request presents; whether it opens anything only the table knows.
///
/// # Errors
/// 401 where there is none or it has not the form of one.
pub fn access_token(request: &Request) -> Result<AccessToken, ApiError> {
    AccessToken::parse(bearer(request)?).ok_or(ApiError::InvalidToken)
}

/// The bearer token of a request (RFC 6750 section 2.1).
fn bearer(request: &Request) -> Result<&str, ApiError> {
    let header =
        request.headers().get(http::header::AUTHORIZATION).ok_or(ApiError::Unauthorized)?;
    let header = header.to_str().map_err(|_| ApiError::InvalidToken)?.trim();
    match header.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Ok(token.trim()),
        _ => Err(ApiError::Unauthorized),
    }
}
