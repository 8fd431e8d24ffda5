//! Mail: one folder per message, sent through SES.

mod sender;
mod sign_in;

use aws_sdk_sesv2::{
    Client,
    error::{ProvideErrorMetadata, SdkError},
    operation::send_email::SendEmailError,
    types::{Body, Content, Destination, EmailContent, Message, MessageHeader},
};

pub use self::sign_in::SignInMail;
use crate::{
    aws::Aws,
    config::{Config, ConfigError},
    domain::{email_address::EmailAddress, locale::Locale, organization::OrganizationName},
};

/// A mail, complete in each of its forms. It has no `Debug`, for it may hold a code.
pub struct Mail {
    /// Which language it is in.
    pub locale: Locale,
    /// The subject, which never holds a code.
    pub subject: String,
    /// The mail for programs that show text.
    pub text: String,
    /// The mail for programs that show HTML.
    pub html: String,
}

/// Sends mail.
#[derive(Debug)]
pub struct Mailer {
    client: Client,
    from: String,
}

/// A mail was not sent, or it is not known to have been. SES's own words are not kept: they may name
/// the recipient.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// SES refused it, and would refuse it again.
    #[error("SES refuses the mail for good: {0}")]
    Refused(String),
    /// SES did not take it this time.
    #[error("SES did not take the mail: {0}")]
    NotTaken(String),
    /// The mail could not be put together.
    #[error("the mail could not be written")]
    Unwritten(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl From<SdkError<SendEmailError>> for MailError {
    fn from(error: SdkError<SendEmailError>) -> Self {
        let kind = match &error {
            SdkError::ServiceError(_) => error.code().unwrap_or("an error without a name"),
            SdkError::TimeoutError(_) => "it did not answer in time",
            SdkError::DispatchFailure(_) => "it is out of reach",
            _ => "its answer is not understood",
        };
        match error.as_service_error() {
            Some(SendEmailError::MessageRejected(_) | SendEmailError::BadRequestException(_)) => {
                Self::Refused(kind.to_owned())
            }
            _ => Self::NotTaken(kind.to_owned()),
        }
    }
}

impl Mailer {
    /// A mailer that sends from the configured address.
    ///
    /// # Errors
    /// [`ConfigError`] where there is no such address.
    pub fn new(config: &Config, aws: &Aws) -> Result<Self, ConfigError> {
        let from = config.mail_from.clone().ok_or(ConfigError::Missing("LATCHKEY_MAIL_FROM"))?;
        Ok(Self { client: aws.ses(), from })
    }

    /// Sends a mail in the name of an organization, once.
    ///
    /// # Errors
    /// [`MailError`]: the mail was not sent, or its answer was lost.
    pub async fn send(
        &self,
        from: &OrganizationName,
        to: &EmailAddress,
        mail: Mail,
    ) -> Result<(), MailError> {
        let unwritten = |error| MailError::Unwritten(Box::new(error));
        let content = |text: String| Content::builder().data(text).charset("UTF-8").build();
        // RFC 3834 section 5: no out-of-office reply, please.
        let automatic = MessageHeader::builder().name("Auto-Submitted").value("auto-generated");
        // RFC 3282 section 2; the form in plain text says its language nowhere else.
        let language = MessageHeader::builder().name("Content-Language").value(mail.locale.tag());
        let message = Message::builder()
            .subject(content(mail.subject).map_err(unwritten)?)
            .body(
                Body::builder()
                    .text(content(mail.text).map_err(unwritten)?)
                    .html(content(mail.html).map_err(unwritten)?)
                    .build(),
            )
            .headers(automatic.build().map_err(unwritten)?)
            .headers(language.build().map_err(unwritten)?)
            .build();
        self.client
            .send_email()
            .from_email_address(sender::named(from, &self.from))
            .destination(Destination::builder().to_addresses(to.deliverable()).build())
            .content(EmailContent::builder().simple(message).build())
            .send()
            .await?;
        Ok(())
    }
}
