//! One request for a page: whose portal it is, who visits, in which language.

use lambda_http::{Request, RequestExt, http::HeaderValue};
use shared::{
    app::App,
    auth::SignedIn,
    domain::{
        device::{DeviceProof, Login},
        email_address::EmailAddress,
        locale::Locale,
        organization::{Organization, Slug},
        timestamp::Timestamp,
        token::SessionToken,
    },
    http::{ApiError, CookieName, FormToken},
    store::Presented,
    texts::Texts,
};

/// How long a browser keeps what opens nothing any more, in seconds, so that it can be told why.
pub(crate) const REMEMBERED: u32 = 24 * 60 * 60;
/// How long a chosen language is remembered, in seconds: a year.
const LOCALE_KEPT: u32 = 365 * 24 * 60 * 60;
/// How long what the next page is to say waits for that page, in seconds.
const NOTICE_KEPT: u32 = 60;
/// Proofs that one browser keeps for an organization: the logins of a household.
const DEVICES: usize = 4;

/// One request for a page.
pub(crate) struct Visit<'a> {
    pub(crate) app: &'a App,
    pub(crate) request: &'a Request,
    pub(crate) organization: Organization,
    /// The path of the portal.
    pub(crate) base: String,
    pub(crate) texts: Texts,
    pub(crate) now: Timestamp,
    /// The token in the browser's cookie.
    pub(crate) form_token_sent: Option<FormToken>,
    /// The token for the forms of the answer, where the browser had none.
    form_token_new: FormToken,
    /// The language that was chosen just now, if one was.
    chosen: Option<Locale>,
    presence: Presence,
}

/// Who the browser's session cookie says visits.
enum Presence {
    /// Nobody: there is no cookie.
    Nobody,
    /// Whoever has this session.
    SignedIn(Box<SignedIn>),
    /// Nobody any more.
    SignedOut(SignedOut),
}

/// Why a session that a browser still remembers has ended.
#[derive(Clone, Copy)]
pub(crate) enum SignedOut {
    /// It was not used for so many seconds.
    Unused(u32),
    /// It was ended, or its time was up.
    Ended,
}

/// The cookies of an organization's portal.
#[derive(Clone, Copy)]
pub(crate) enum Cookie {
    /// The session's token.
    Session,
    /// The sign-in under way.
    Pending,
    /// What may choose one of several accounts, once the code was right.
    Proof,
    /// The portal link that the browser arrived by.
    Arrival,
    /// Proofs that the browser has signed in before.
    Devices,
    /// What the next page is to say.
    Notice,
}

/// What a page says about what was done just before.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Notice {
    /// This browser was signed out.
    SignedOut,
    /// One session was ended.
    SessionEnded,
    /// All others were ended.
    OthersEnded,
    /// A portal link opens nothing any more.
    LinkSpent,
    /// A sign-in was used, or its time was up.
    SignInGone,
    /// Another code was mailed.
    CodeSent,
}

impl Notice {
    const ALL: [(Self, &'static str); 6] = [
        (Self::SignedOut, "signed-out"),
        (Self::SessionEnded, "session-ended"),
        (Self::OthersEnded, "others-ended"),
        (Self::LinkSpent, "link-spent"),
        (Self::SignInGone, "sign-in-gone"),
        (Self::CodeSent, "code-sent"),
    ];

    fn as_str(self) -> &'static str {
        let named = Self::ALL.into_iter().find(|(notice, _)| *notice == self);
        named.map_or("", |(_, name)| name)
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(notice, _)| notice)
    }

    /// Its sentence.
    pub(crate) fn text(self, texts: Texts) -> String {
        match self {
            Self::SignedOut => texts.say("notice-signed-out"),
            Self::SessionEnded => texts.say("notice-session-ended"),
            Self::OthersEnded => texts.say("notice-others-ended"),
            Self::LinkSpent => texts.say("notice-link-spent"),
            Self::SignInGone => texts.say("notice-sign-in-gone"),
            Self::CodeSent => texts.say("notice-code-sent"),
        }
    }
}

impl<'a> Visit<'a> {
    /// Reads whose portal it is and who visits, side by side.
    ///
    /// # Errors
    /// 404 where no organization has the slug; 503.
    pub(crate) async fn of(app: &'a App, request: &'a Request) -> Result<Self, ApiError> {
        let slug = slug(request).ok_or(ApiError::NotFound)?;
        let now = app.now();
        let (organization, presented) = tokio::join!(
            app.store.organization_by_slug(&slug, now),
            presented(app, request, &slug, now)
        );
        let organization = organization?.ok_or(ApiError::NotFound)?;
        let presence = Presence::at(&organization, presented?);
        Ok(Self {
            app,
            request,
            texts: Texts::of(locale(request)),
            now,
            form_token_sent: form_cookie().read(request).and_then(FormToken::parse),
            form_token_new: FormToken::new(&app.rng)?,
            chosen: chosen_locale(request),
            presence,
            base: path(organization.slug.as_str(), ""),
            organization,
        })
    }

    /// The path of a page of this portal.
    pub(crate) fn path(&self, place: &str) -> String {
        path(self.organization.slug.as_str(), place)
    }

    /// A parameter of the address, if it is there and not endless.
    pub(crate) fn query(&self, name: &str) -> Option<String> {
        query(self.request, name)
    }

    /// Who is signed in.
    pub(crate) fn signed_in(&self) -> Option<&SignedIn> {
        match &self.presence {
            Presence::SignedIn(signed_in) => Some(signed_in),
            Presence::Nobody | Presence::SignedOut(_) => None,
        }
    }

    /// Why whoever was signed in is not any more.
    pub(crate) fn signed_out(&self) -> Option<SignedOut> {
        match self.presence {
            Presence::SignedOut(why) => Some(why),
            Presence::Nobody | Presence::SignedIn(_) => None,
        }
    }

    /// What the page is to say about what was done just before.
    pub(crate) fn notice(&self) -> Option<Notice> {
        self.cookie(Cookie::Notice).and_then(Notice::parse)
    }

    /// The cookie that has the next page say this.
    pub(crate) fn notice_cookie(&self, notice: Notice) -> Option<HeaderValue> {
        self.name(Cookie::Notice).set(notice.as_str(), Some(NOTICE_KEPT))
    }

    /// What the browser brings under a cookie's name.
    pub(crate) fn cookie(&self, cookie: Cookie) -> Option<&str> {
        self.name(cookie).read(self.request)
    }

    /// A cookie's name at this organization.
    pub(crate) fn name(&self, cookie: Cookie) -> CookieName {
        cookie.name(self.organization.slug.as_str())
    }

    /// What the forms of the answer carry.
    pub(crate) fn form_token(&self) -> &FormToken {
        self.form_token_sent.as_ref().unwrap_or(&self.form_token_new)
    }

    /// The cookie for them, where the browser has none.
    pub(crate) fn form_token_to_set(&self) -> Option<&FormToken> {
        self.form_token_sent.is_none().then_some(&self.form_token_new)
    }

    /// The cookie that remembers the language, where one was chosen just now.
    pub(crate) fn locale_cookie(&self) -> Option<HeaderValue> {
        locale_cookie().set(self.chosen?.tag(), Some(LOCALE_KEPT))
    }

    /// Whether this browser has signed in with this email before.
    pub(crate) fn is_known_device(&self, email: &EmailAddress) -> Result<bool, ApiError> {
        let peppers = self.app.peppers()?.known();
        let login = self.login(email);
        Ok(self.devices().iter().any(|proof| proof.holds(&peppers, login, self.now)))
    }

    /// The browser's proofs with a fresh one for this email; none where it has one that will do.
    pub(crate) fn devices_with(&self, email: &EmailAddress) -> Result<Option<String>, ApiError> {
        let peppers = self.app.peppers()?.known();
        let login = self.login(email);
        let mut proofs = self.devices();
        let place = proofs.iter().position(|it| it.holds(&peppers, login, self.now));
        if place.is_some_and(|place| !proofs.remove(place).is_ageing(self.now)) {
            return Ok(None);
        }
        let nonce = self.app.rng.bytes()?;
        proofs.insert(0, DeviceProof::issue(&peppers.current, login, nonce, self.now));
        let texts: Vec<_> = proofs.iter().take(DEVICES).map(DeviceProof::expose).collect();
        Ok(Some(texts.iter().map(|text| text.as_str()).collect::<Vec<_>>().join(".")))
    }

    fn devices(&self) -> Vec<DeviceProof> {
        let texts = self.cookie(Cookie::Devices).unwrap_or_default().split('.');
        texts.take(DEVICES).filter_map(DeviceProof::parse).collect()
    }

    fn login<'e>(&self, email: &'e EmailAddress) -> Login<'e> {
        Login { organization: self.organization.id, email }
    }
}

impl Cookie {
    fn name(self, slug: &str) -> CookieName {
        let what = match self {
            Self::Session => "session",
            Self::Pending => "sign-in",
            Self::Proof => "proof",
            Self::Arrival => "arrival",
            Self::Devices => "devices",
            Self::Notice => "notice",
        };
        CookieName::of_organization(what, slug)
    }
}

/// The cookie that ties this browser's forms to it.
pub(crate) fn form_cookie() -> CookieName {
    CookieName::of_host("form")
}

/// The cookie of a chosen language.
fn locale_cookie() -> CookieName {
    CookieName::of_host("locale")
}

/// The language of an answer: the one chosen now, or before, or else the browser's.
pub(crate) fn locale(request: &Request) -> Locale {
    let before = || locale_cookie().read(request).and_then(Locale::parse);
    let chosen = chosen_locale(request).or_else(before);
    chosen.unwrap_or_else(|| shared::http::request::locale(request))
}

fn chosen_locale(request: &Request) -> Option<Locale> {
    Locale::parse(&query(request, "locale")?)
}

/// The organization's part of the address.
pub(crate) fn slug(request: &Request) -> Option<Slug> {
    Slug::parse(request.path_parameters_ref()?.first("slug")?).ok()
}

/// The path of a page of an organization's portal.
pub(crate) fn path(slug: &str, place: &str) -> String {
    let separator = if place.is_empty() { "" } else { "/" };
    format!("/{slug}/portal{separator}{place}")
}

/// A parameter of the address, if it is there and not endless.
fn query(request: &Request, name: &str) -> Option<String> {
    let pairs = url::form_urlencoded::parse(request.uri().query()?.as_bytes());
    let mut named = pairs.filter(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    named.next().filter(|value| value.len() <= 1_024)
}

/// What the browser's session cookie opens; none where there is no such cookie.
async fn presented(
    app: &App,
    request: &Request,
    slug: &Slug,
    now: Timestamp,
) -> Result<Option<Presented>, ApiError> {
    let Some(text) = Cookie::Session.name(slug.as_str()).read(request) else { return Ok(None) };
    let Some(token) = SessionToken::parse(text) else { return Ok(Some(Presented::Over)) };
    Ok(Some(app.store.session(&token, now).await?))
}

impl Presence {
    /// A session of another organization is none here, however its cookie came to have this name.
    fn at(organization: &Organization, presented: Option<Presented>) -> Self {
        let here = organization.id;
        match presented {
            None => Self::Nobody,
            Some(Presented::Live(found)) if found.1.customer.organization == here => {
                Self::SignedIn(Box::new(SignedIn::from(*found)))
            }
            Some(Presented::Unused { organization, seconds }) if organization == here => {
                Self::SignedOut(SignedOut::Unused(seconds))
            }
            Some(_) => Self::SignedOut(SignedOut::Ended),
        }
    }
}
