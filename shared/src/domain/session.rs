//! Sessions: what a proven email opens, and what a merchant opens for its customer.

use super::{
    id::SessionId, principal::Standing, return_url::ReturnUrl, timestamp::Timestamp,
    token::TokenHash,
};

/// Last use is written back at most this often, in seconds, however long the idle time is.
const WRITE_BACK_LIMIT: u32 = 60 * 60;
/// Characters of a user agent that are kept.
const USER_AGENT_LIMIT: usize = 256;

/// How long a session lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime {
    /// Seconds from its opening, whatever is done with it.
    pub absolute: u32,
    /// Seconds from its last use.
    pub idle: u32,
}

/// A session.
#[derive(Clone, Debug)]
pub struct Session {
    /// Its name, which opens nothing.
    pub id: SessionId,
    /// What is stored of its token.
    pub hash: TokenHash,
    /// Whose it is, and at which generations.
    pub standing: Standing,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When its token was last presented, as far as it has been written back.
    pub last_used_at: Timestamp,
    /// From when on it is refused: its absolute end, or its idle end if that is earlier.
    pub expires_at: Timestamp,
    /// The latest that `expires_at` can become.
    pub ends_at: Timestamp,
    /// The idle time it was opened with, in seconds.
    pub idle: u32,
    /// Where the portal's back button leads.
    pub return_url: Option<ReturnUrl>,
    /// The browser or program it was opened by.
    pub user_agent: Option<String>,
    /// Whether it was opened by who proved the principal's email, and not by a merchant's word.
    pub email_proven: bool,
}

impl Session {
    /// A session opened now.
    #[must_use]
    pub fn open(
        id: SessionId,
        hash: TokenHash,
        standing: Standing,
        lifetime: Lifetime,
        now: Timestamp,
    ) -> Self {
        let ends_at = now.expiry_after(lifetime.absolute);
        Self {
            id,
            hash,
            standing,
            created_at: now,
            last_used_at: now,
            expires_at: ends_at.min(now.expiry_after(lifetime.idle)),
            ends_at,
            idle: lifetime.idle,
            return_url: None,
            user_agent: None,
            email_proven: false,
        }
    }

    /// The session as opened by who proved the principal's email.
    #[must_use]
    pub fn proving_email(self) -> Self {
        Self { email_proven: true, ..self }
    }

    /// The session with the page its back button leads to.
    #[must_use]
    pub fn returning_to(self, return_url: Option<ReturnUrl>) -> Self {
        Self { return_url, ..self }
    }

    /// The session with the browser it was opened by, shortened and without control characters.
    #[must_use]
    pub fn opened_by(self, user_agent: Option<&str>) -> Self {
        let keep = |text: &str| -> String {
            text.chars().filter(|c| !c.is_control()).take(USER_AGENT_LIMIT).collect()
        };
        Self { user_agent: user_agent.map(keep), ..self }
    }

    /// Whether its time has not run out.
    #[must_use]
    pub fn is_live(&self, now: Timestamp) -> bool {
        now < self.expires_at
    }

    /// The session as used now, if that is worth writing back: every hour, or every quarter of
    /// the idle time where that is shorter.
    #[must_use]
    pub fn used(&self, now: Timestamp) -> Option<Self> {
        let interval = WRITE_BACK_LIMIT.min(self.idle / 4).max(1);
        (now.seconds_since(self.last_used_at) >= i64::from(interval)).then(|| Self {
            last_used_at: now,
            expires_at: self.ends_at.min(now.expiry_after(self.idle)),
            ..self.clone()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Lifetime, Session};
    use crate::domain::{
        id::{CustomerId, OrganizationId, SessionId},
        principal::{Generation, Standing},
        timestamp::Timestamp,
        token::AccessToken,
    };

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix_seconds(seconds)
    }

    fn session(absolute: u32, idle: u32) -> Session {
        let hash = AccessToken::mint(OrganizationId::from_bytes([0; 16]), [0; 24]).hash();
        let standing = Standing {
            customer: CustomerId::from_bytes([0; 16]),
            customer_generation: Generation(0),
            member: None,
        };
        let id = SessionId::from_bytes([0; 16]);
        Session::open(id, hash, standing, Lifetime { absolute, idle }, at(0))
    }

    #[test]
    fn it_ends_at_the_earlier_of_its_two_ends() {
        assert_eq!(session(1_000, 400).expires_at, at(400));
        assert_eq!(session(300, 400).expires_at, at(300));
        assert!(session(300, 400).is_live(Timestamp::from_unix_millis(299_999)));
        assert!(!session(300, 400).is_live(at(300)));
    }

    #[test]
    fn use_moves_the_idle_end_and_never_the_absolute_one() {
        assert!(session(1_000, 400).used(at(99)).is_none(), "too soon to write back");
        let used = session(1_000, 400).used(at(100)).unwrap();
        assert_eq!((used.last_used_at, used.expires_at), (at(100), at(500)));
        let late = session(1_000, 400).used(at(900)).unwrap();
        assert_eq!(late.expires_at, at(1_000));
    }

    #[test]
    fn last_use_is_written_back_every_hour_at_most() {
        let day = 24 * 60 * 60;
        assert!(session(30 * day, 7 * day).used(at(3_599)).is_none());
        assert!(session(30 * day, 7 * day).used(at(3_600)).is_some());
    }

    #[test]
    fn a_user_agent_is_shortened_and_harmless() {
        let opened = session(1, 1).opened_by(Some(&format!("a\r\n{}", "b".repeat(1_000))));
        assert_eq!(opened.user_agent.unwrap(), format!("a{}", "b".repeat(255)));
    }
}
