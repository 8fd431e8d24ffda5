//! Why an operation was not done, as sentences for an operator.

use lambda_http::lambda_runtime::Diagnostic;
use shared::{
    domain::{
        accent_color::InvalidColor,
        logo::InvalidLogo,
        metadata::InvalidMetadata,
        organization::{InvalidName, InvalidSlug},
    },
    rng::NoRandomness,
    store::StoreError,
};

use crate::import::MOST_ROWS;

/// Why an operation was not done. Nothing of it was, but for an import: some of its rows may have been.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// The slug has not its form.
    #[error(transparent)]
    InvalidSlug(#[from] InvalidSlug),
    /// The name has not its form.
    #[error(transparent)]
    InvalidName(#[from] InvalidName),
    /// The accent color has not its form.
    #[error(transparent)]
    InvalidColor(#[from] InvalidColor),
    /// The logo is none, or none that is taken.
    #[error(transparent)]
    InvalidLogo(#[from] InvalidLogo),
    /// There is a logo, and it is to be removed.
    #[error("Name a logo or remove it, not both.")]
    AmbiguousLogo,
    /// A return origin is none.
    #[error("A return origin is a scheme and a host, such as https://shop.example.com.")]
    InvalidOrigin,
    /// Metadata is nested or too large.
    #[error(transparent)]
    InvalidMetadata(#[from] InvalidMetadata),
    /// An access token without scopes opens nothing.
    #[error("Name at least one scope.")]
    NoScopes,
    /// An individual customer signs in by its email.
    #[error("An individual customer needs an email.")]
    EmailMissing,
    /// Another organization has the slug.
    #[error("Another organization has this slug.")]
    SlugTaken,
    /// Another customer or member has the external id.
    #[error("Another customer or member has this external id.")]
    ExternalIdTaken,
    /// The team has a member with this email.
    #[error("The team has a member with this email already.")]
    EmailTaken,
    /// The member is the team's last owner.
    #[error("A team needs an owner: make another member one first.")]
    LastOwner,
    /// An import has more rows than one call takes.
    #[error("Import at most {MOST_ROWS} customers in one call.")]
    TooManyRows,
    /// An export goes on from nowhere.
    #[error("`after` is what the page before had as `next`, or nothing.")]
    InvalidCursor,
    /// There is no such organization.
    #[error("There is no such organization.")]
    NoSuchOrganization,
    /// The organization has no such customer.
    #[error("The organization has no such customer.")]
    NoSuchCustomer,
    /// The organization has no such customer, or it is no team.
    #[error("The organization has no such team customer.")]
    NoSuchTeam,
    /// The customer has no such member.
    #[error("The customer has no such member.")]
    NoSuchMember,
    /// The organization has no such access token.
    #[error("The organization has no such access token.")]
    NoSuchAccessToken,
    /// The table did not answer.
    #[error("The table did not do it; the log says why.")]
    Store(#[from] StoreError),
    /// The operating system gave no randomness.
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
}

impl From<AdminError> for Diagnostic {
    fn from(error: AdminError) -> Self {
        let error_message = match &error {
            AdminError::Store(cause) => format!("{error} ({cause})"),
            _ => error.to_string(),
        };
        // What is worth trying again has a name of its own, for programs.
        let is_busy = matches!(&error, AdminError::Store(cause) if cause.is_busy());
        let error_type = if is_busy { "Busy" } else { "AdminError" };
        Self { error_type: error_type.to_owned(), error_message }
    }
}
