//! The mail with a code and a link, as good as each other.

use askama::Template;
use zeroize::Zeroizing;

use super::{Mail, MailError};
use crate::{
    config::PublicUrl,
    domain::{
        locale::Locale,
        one_time_code::{LinkCode, OneTimeCode},
        organization::Organization,
    },
    texts::Texts,
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
    /// Which language it is in.
    pub locale: Locale,
}

impl SignInMail<'_> {
    /// Writes the mail.
    ///
    /// # Errors
    /// [`MailError::Unwritten`], which a template that compiles does not give.
    pub fn write(&self) -> Result<Mail, MailError> {
        let texts = Texts::of(self.locale);
        let organization = [("organization", self.organization.name.as_str())];
        let subject = texts.with("mail-subject", organization);
        let words = Words {
            title: &subject,
            code_for: &texts.with("mail-your-code-for", organization),
            code: &self.code.expose(),
            link: &self.link(),
            good_for: &good_for(texts, self.good_for),
            host: self.public_url.host(),
        };
        let (text, html) = (render(&Text { texts, words })?, render(&Html { texts, words })?);
        Ok(Mail { locale: self.locale, subject, text, html })
    }

    /// The secret is in the fragment, which no browser sends and no server logs.
    fn link(&self) -> Zeroizing<String> {
        let (origin, slug) = (self.public_url.origin(), self.organization.slug.as_str());
        Zeroizing::new(format!("{origin}/{slug}/portal/authenticate#{}", &*self.link.expose()))
    }
}

#[derive(Template)]
#[template(path = "mail/sign_in/body.txt", escape = "none")]
struct Text<'a> {
    texts: Texts,
    words: Words<'a>,
}

#[derive(Template)]
#[template(path = "mail/sign_in/body.html")]
struct Html<'a> {
    texts: Texts,
    words: Words<'a>,
}

#[derive(Clone, Copy)]
struct Words<'a> {
    title: &'a str,
    code_for: &'a str,
    code: &'a str,
    link: &'a str,
    good_for: &'a str,
    host: &'a str,
}

fn render(template: &impl Template) -> Result<String, MailError> {
    template.render().map_err(|error| MailError::Unwritten(Box::new(error)))
}

/// How long it is good, as people say it: to the nearest minute, and under a minute in seconds.
fn good_for(texts: Texts, seconds: u32) -> String {
    if seconds < 60 {
        texts.with("mail-good-for-seconds", [("seconds", seconds)])
    } else {
        texts.with("mail-good-for-minutes", [("minutes", (seconds + 30) / 60)])
    }
}

#[cfg(test)]
mod tests {
    use super::good_for;
    use crate::{domain::locale::Locale, texts::Texts};

    #[test]
    fn durations_are_said_as_people_say_them() {
        for (seconds, duration) in [
            (900, "15 minutes"),
            (60, "1 minute"),
            (899, "15 minutes"),
            (180, "3 minutes"),
            (59, "59 seconds"),
            (1, "1 second"),
        ] {
            let said = good_for(Texts::of(Locale::En), seconds);
            assert_eq!(said, format!("It is good for {duration} and works once."));
        }
    }
}
