//! A sign-in under way, as the browser keeps it in a cookie. Whoever changes it changes only what
//! their own page says: what it opens, the table decides.

use std::collections::HashMap;

use shared::domain::{email_address::EmailAddress, sign_in_id::SignInId, timestamp::Timestamp};
use url::form_urlencoded;

use crate::visit::{Cookie, Visit};

/// Sign-ins that digits are tried on, so that the code of the mail before still works after another
/// was asked for.
const KEPT: usize = 3;
/// Seconds to wait before another code can be asked for; it doubles with each.
const FIRST_WAIT: u32 = 30;
/// The longest such wait, in seconds.
const LONGEST_WAIT: u32 = 15 * 60;

/// A sign-in under way.
pub(crate) struct Pending {
    /// The email to prove.
    pub(crate) email: EmailAddress,
    /// The sign-ins begun for it, the newest first.
    pub(crate) ids: Vec<SignInId>,
    /// How many codes were asked for.
    sent: u32,
}

impl Pending {
    /// One whose first code was just asked for.
    pub(crate) fn new(email: EmailAddress, id: SignInId) -> Self {
        Self { email, ids: vec![id], sent: 1 }
    }

    /// The same with another code asked for; anew where the last one is good no more.
    pub(crate) fn again(mut self, id: SignInId, visit: &Visit<'_>) -> Self {
        let code_ttl = visit.app.config.code_ttl;
        let is_good = |it: &SignInId| visit.now < it.begun_at().expiry_after(code_ttl);
        if !self.ids.first().is_some_and(is_good) {
            return Self::new(self.email, id);
        }
        self.ids.insert(0, id);
        self.ids.truncate(KEPT);
        self.sent = self.sent.saturating_add(1);
        self
    }

    /// What a visitor's browser keeps, if anything.
    pub(crate) fn of(visit: &Visit<'_>) -> Option<Self> {
        Self::parse(visit.cookie(Cookie::Pending)?)
    }

    fn parse(text: &str) -> Option<Self> {
        let fields: HashMap<_, _> = form_urlencoded::parse(text.as_bytes()).collect();
        let ids = fields.get("ids").map(|ids| ids.split('.')).into_iter().flatten();
        Some(Self {
            email: EmailAddress::parse(fields.get("email")?).ok()?,
            ids: ids.filter_map(SignInId::parse).take(KEPT).collect(),
            sent: fields.get("sent")?.parse().ok()?,
        })
    }

    /// The cookie's value.
    pub(crate) fn write(&self) -> String {
        let ids: Vec<_> = self.ids.iter().map(ToString::to_string).collect();
        let mut fields = form_urlencoded::Serializer::new(String::new());
        fields
            .append_pair("email", &self.email.to_string())
            .append_pair("ids", &ids.join("."))
            .append_pair("sent", &self.sent.to_string());
        fields.finish()
    }

    /// Seconds until another code can be asked for.
    pub(crate) fn wait(&self, now: Timestamp) -> u32 {
        let Some(newest) = self.ids.first() else { return 0 };
        let doubled = FIRST_WAIT.saturating_mul(2_u32.saturating_pow(self.sent.saturating_sub(1)));
        let since = now.seconds_since(newest.begun_at()).max(0);
        doubled.min(LONGEST_WAIT).saturating_sub(u32::try_from(since).unwrap_or(u32::MAX))
    }
}
