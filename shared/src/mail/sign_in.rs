//! The mail with a code and a link, as good as each other.

use askama::Template;
use zeroize::Zeroizing;

use super::{Mail, MailError};
use crate::{
    config::PublicUrl,
    domain::{
        one_time_code::{LinkCode, OneTimeCode},
        organization::Organization,
    },
};

/// What a sign-in mail says.
#[derive(Debug)]
pub struct SignInMail<'a> {
    /// The organization signed in to.
    pub organization: &'a Organization,
    /// The six digits.
    pub code: OneTimeCode,
    /// The link's long code.
    pub link: LinkCode,
    /// How long both are good, in seconds.
    pub good_for: u32,
    /// The origin that the link leads to.
    pub public_url: &'a PublicUrl,
}

impl SignInMail<'_> {
    /// Writes the mail.
    ///
    /// # Errors
    /// [`MailError::Unwritten`], which a template that compiles does not give.
    pub fn write(&self) -> Result<Mail, MailError> {
        let words = Words {
            organization: self.organization.name.as_str(),
            code: &self.code.expose(),
            link: &self.link(),
            good_for: &duration(self.good_for),
            host: self.public_url.host(),
        };
        Ok(Mail {
            subject: render(&Subject { organization: words.organization })?,
            text: render(&Text { words })?,
            html: render(&Html { words })?,
        })
    }

    /// The secret is in the fragment, which no browser sends and no server logs.
    fn link(&self) -> Zeroizing<String> {
        let (origin, slug) = (self.public_url.origin(), self.organization.slug.as_str());
        Zeroizing::new(format!("{origin}/{slug}/portal/authenticate#{}", &*self.link.expose()))
    }
}

#[derive(Template)]
#[template(path = "mail/sign_in/subject.txt", escape = "none")]
struct Subject<'a> {
    organization: &'a str,
}

#[derive(Template)]
#[template(path = "mail/sign_in/body.txt", escape = "none")]
struct Text<'a> {
    words: Words<'a>,
}

#[derive(Template)]
#[template(path = "mail/sign_in/body.html")]
struct Html<'a> {
    words: Words<'a>,
}

#[derive(Clone, Copy)]
struct Words<'a> {
    organization: &'a str,
    code: &'a str,
    link: &'a str,
    good_for: &'a str,
    host: &'a str,
}

fn render(template: &impl Template) -> Result<String, MailError> {
    template.render().map_err(|error| MailError::Unwritten(Box::new(error)))
}

/// A duration as people say it: to the nearest minute, and under a minute in seconds.
fn duration(seconds: u32) -> String {
    let (count, unit) =
        if seconds < 60 { (seconds, "second") } else { ((seconds + 30) / 60, "minute") };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn durations_are_said_as_people_say_them() {
        assert_eq!(duration(900), "15 minutes");
        assert_eq!(duration(60), "1 minute");
        assert_eq!(duration(899), "15 minutes");
        assert_eq!(duration(180), "3 minutes");
        assert_eq!(duration(59), "59 seconds");
        assert_eq!(duration(1), "1 second");
    }
}
