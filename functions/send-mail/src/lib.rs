//! The table's stream: a sign-in that has a `mail` gets it.
//!
//! The code and the link are computed here and stored nowhere, so a record that is tried again
//! mails the same ones.

use shared::{
    app::{App, NoPepper},
    aws::PepperError,
    config::ConfigError,
    domain::sign_in::SignIn,
    mail::{MailError, Mailer, SignInMail},
    store::StoreError,
};

/// Mails the code of a sign-in to its principal's address, if there still is such a principal.
///
/// A sign-in that has expired is skipped: its code opens nothing. What SES refuses for good is
/// logged as an error and not tried again.
///
/// # Errors
/// [`SendError`] where trying again may help; the stream does.
pub async fn handle(app: &App, mailer: &Mailer, sign_in: SignIn) -> Result<(), SendError> {
    let now = app.now();
    if now >= sign_in.expires_at {
        tracing::warn!("a sign-in expired before its mail was sent");
        return Ok(());
    }
    let (address, organization) = tokio::join!(
        app.store.mail_address(&sign_in.standings),
        app.store.recent_organization(sign_in.organization, now)
    );
    let Some(address) = address? else {
        tracing::warn!("a principal changed before its mail was sent");
        return Ok(());
    };
    let organization = organization?.ok_or(SendError::UnknownOrganization)?;
    let pepper = app.peppers()?.version(&sign_in.pepper).await?.ok_or(SendError::PepperGone)?;
    let mail = SignInMail {
        organization: &organization,
        code: sign_in.one_time_code(&pepper),
        link: sign_in.link_code(&pepper),
        good_for: u32::try_from(sign_in.expires_at.seconds_since(now)).unwrap_or_default(),
        public_url: app.config.public_url()?,
        locale: sign_in.locale,
    }
    .write();
    let sent = match mail {
        Ok(mail) => mailer.send(&organization.name, &address, mail).await,
        Err(unwritten) => Err(unwritten),
    };
    match sent {
        Err(refused @ (MailError::Refused(_) | MailError::Unwritten(_))) => {
            // The template's alarm waits for these words.
            tracing::error!(error = %refused, "a mail was refused for good");
            Ok(())
        }
        result => Ok(result?),
    }
}

/// Why a mail was not sent.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The table did not answer, or holds what it must not.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// SES did not take it.
    #[error(transparent)]
    Mail(#[from] MailError),
    /// The organization is so new that this read did not see it.
    #[error("the organization is not known yet")]
    UnknownOrganization,
    /// This function was not given the pepper.
    #[error(transparent)]
    NoPepper(#[from] NoPepper),
    /// The pepper cannot be read.
    #[error(transparent)]
    Pepper(#[from] PepperError),
    /// The sign-in was begun with a version of the pepper that is neither current nor previous.
    #[error("the sign-in was begun with a version of the pepper that is gone")]
    PepperGone,
    /// This function was not given what it needs.
    #[error(transparent)]
    Config(#[from] ConfigError),
}
