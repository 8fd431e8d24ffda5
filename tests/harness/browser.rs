//! A browser without a screen: it keeps cookies, sends forms as our own pages do, and reads pages
//! as people do.

use std::collections::BTreeMap;

use http::Method;
use shared::{domain::locale::Locale, texts::Texts};

use crate::{
    call::{Answer, Call, HOME},
    world::World,
};

/// A browser at one organization's portal.
///
/// It forgets a cookie that it is told to, and never one whose time is up: how long something is
/// good is for the server to say.
#[derive(Clone)]
pub struct Browser<'w> {
    world: &'w World,
    slug: String,
    from: String,
    headers: Vec<(&'static str, String)>,
    cookies: BTreeMap<String, String>,
    form_token: Option<String>,
    location: Option<String>,
}

impl<'w> Browser<'w> {
    /// A browser that was never here before.
    pub fn of(world: &'w World, slug: &str) -> Self {
        Self {
            world,
            slug: slug.to_owned(),
            from: HOME.to_owned(),
            headers: Vec::new(),
            cookies: BTreeMap::new(),
            form_token: None,
            location: None,
        }
    }

    /// The same from this address.
    #[must_use]
    pub fn from(self, address: &str) -> Self {
        Self { from: address.to_owned(), ..self }
    }

    /// The same with this header in every request.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// The same at another organization, with all its cookies.
    #[must_use]
    pub fn at(self, slug: &str) -> Self {
        Self { slug: slug.to_owned(), ..self }
    }

    /// The world that it is in.
    pub fn world(&self) -> &'w World {
        self.world
    }

    /// The organization's part of the portal's address.
    pub fn slug(&self) -> &str {
        &self.slug
    }

    /// The path of a page: of the portal, unless it begins with a slash.
    pub fn path(&self, place: &str) -> String {
        let base = format!("/{}/portal", self.slug);
        match place.chars().next() {
            None | Some('?') => base + place,
            Some('/') => place.to_owned(),
            Some(_) => format!("{base}/{place}"),
        }
    }

    /// Reads a page.
    pub async fn get(&mut self, place: &str) -> Shown {
        let call = self.call(Method::GET, place);
        self.send(call).await
    }

    /// Sends a form of the page that was read last.
    pub async fn post(&mut self, place: &str, fields: &[(&str, &str)]) -> Shown {
        let call = self.form(place, fields);
        self.send(call).await
    }

    /// Goes where the last answer leads, until there is a page.
    pub async fn follow(&mut self) -> Shown {
        for _ in 0..5 {
            let location = self.location.take().expect("the last answer leads nowhere");
            let shown = self.get(&location).await;
            if self.location.is_none() {
                return shown;
            }
        }
        panic!("redirects without end");
    }

    /// The call that sends a form of the page that was read last, for tests that send it often.
    pub fn form(&self, place: &str, fields: &[(&str, &str)]) -> Call {
        let token = self.form_token.iter().map(|token| ("form_token", token.as_str()));
        let fields: Vec<_> = fields.iter().copied().chain(token).collect();
        self.bare_form(place, &fields).header("sec-fetch-site", "same-origin")
    }

    /// A call that sends a form with these fields only, and says nothing of where it comes from.
    pub fn bare_form(&self, place: &str, fields: &[(&str, &str)]) -> Call {
        let form =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.call(Method::POST, place)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form)
    }

    /// A call with all that this browser sends.
    pub fn call(&self, method: Method, place: &str) -> Call {
        let mut call = Call::new(method, &self.path(place)).from(&self.from);
        for (name, value) in &self.headers {
            call = call.header(name, value);
        }
        let cookies = self.cookies();
        if cookies.is_empty() { call } else { call.header("cookie", &cookies) }
    }

    /// All its cookies, as it sends them.
    pub fn cookies(&self) -> String {
        let cookies = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
        cookies.collect::<Vec<_>>().join("; ")
    }

    /// Sends a call and keeps what comes of it.
    pub async fn send(&mut self, call: Call) -> Shown {
        let shown = Shown(self.world.call(call).await);
        for SetCookie { name, value, ends, .. } in shown.cookies() {
            if ends {
                self.cookies.remove(&name);
            } else {
                self.cookies.insert(name, value);
            }
        }
        self.location = shown.location();
        self.form_token = shown.field("form_token").or(self.form_token.take());
        shown
    }

    /// What it keeps under a name such as `session`.
    pub fn cookie(&self, what: &str) -> Option<&str> {
        self.cookies.get(&self.cookie_name(what)).map(String::as_str)
    }

    /// Puts this under a name such as `session`, as whoever has the browser in hand can.
    pub fn set_cookie(&mut self, what: &str, value: &str) {
        let name = self.cookie_name(what);
        self.cookies.insert(name, value.to_owned());
    }

    /// Forgets what it keeps under a name such as `session`.
    pub fn forget_cookie(&mut self, what: &str) {
        self.cookies.remove(&self.cookie_name(what));
    }

    /// Forgets all its cookies.
    pub fn forget_cookies(&mut self) {
        self.cookies.clear();
    }

    fn cookie_name(&self, what: &str) -> String {
        match what {
            "form" | "locale" => format!("__Host-latchkey-{what}"),
            _ => format!("__Host-latchkey-{what}.{}", self.slug),
        }
    }
}

/// What a browser was answered.
#[derive(Clone, Debug)]
pub struct Shown(pub Answer);

impl Shown {
    /// The same answer, if it has this status.
    #[expect(clippy::return_self_not_must_use, reason = "it may be all that a test wants")]
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        Self(self.0.expect(status))
    }

    /// The same answer, if it leads here.
    #[expect(clippy::return_self_not_must_use, reason = "it may be all that a test wants")]
    #[track_caller]
    pub fn expect_location(self, path: &str) -> Self {
        assert_eq!((self.0.status, self.location().as_deref()), (303, Some(path)), "{self:?}");
        self
    }

    /// The status.
    pub fn status(&self) -> u16 {
        self.0.status
    }

    /// Where it leads, if anywhere.
    pub fn location(&self) -> Option<String> {
        self.0.header("location").map(str::to_owned)
    }

    /// The page's source.
    pub fn html(&self) -> String {
        String::from_utf8(self.0.body.to_vec()).unwrap()
    }

    /// What a person reads: no tags, no marks that are not seen, single spaces.
    pub fn text(&self) -> String {
        let html = self.html();
        let body = html.split_once("</head>").map_or(&*html, |(_, body)| body);
        let mut text = String::new();
        for part in body.split('<') {
            text.push(' ');
            text.push_str(part.split_once('>').map_or(part, |(_, text)| text));
        }
        plain(&text)
    }

    /// Whether the page has this text.
    pub fn has(&self, text: &str) -> bool {
        self.text().contains(&plain_words(text))
    }

    /// Whether the page has this message, in English.
    pub fn says(&self, id: &str) -> bool {
        self.has(&Texts::of(Locale::En).say(id))
    }

    /// Whether the page has this message about a number, in English.
    pub fn says_of(&self, id: &str, name: &'static str, number: u32) -> bool {
        self.has(&Texts::of(Locale::En).with(id, [(name, number)]))
    }

    /// The value of the first input of this name.
    pub fn field(&self, name: &str) -> Option<String> {
        self.values(name).into_iter().next()
    }

    /// The values of all inputs and buttons of this name.
    pub fn values(&self, name: &str) -> Vec<String> {
        let html = self.html();
        let tags = html.split('<').filter_map(|part| part.split_once('>').map(|(tag, _)| tag));
        let named = tags.filter(|tag| attribute(tag, "name").as_deref() == Some(name));
        named.filter_map(|tag| attribute(tag, "value")).collect()
    }

    /// An attribute of the page's `html` element.
    pub fn of_html(&self, name: &str) -> Option<String> {
        let html = self.html();
        attribute(html.split("<html").nth(1)?.split('>').next()?, name)
    }

    /// The cookies it sets or clears.
    pub fn cookies(&self) -> Vec<SetCookie> {
        SetCookie::all(&self.0)
    }

    /// The header that sets or clears a cookie whose name begins so.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let name = format!("__Host-latchkey-{name}");
        let headers = self.0.headers.get_all("set-cookie").iter();
        let mut headers = headers.map(|header| header.to_str().unwrap().to_owned());
        headers.find(|header| header.starts_with(&name))
    }
}

/// A cookie that an answer sets, or clears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetCookie {
    /// Its whole name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// What is said of it beside that.
    pub attributes: String,
    /// Whether it is to be forgotten.
    pub ends: bool,
}

impl SetCookie {
    /// Those of an answer.
    pub fn all(answer: &Answer) -> Vec<Self> {
        let headers = answer.headers.get_all("set-cookie").iter();
        headers.map(|header| Self::read(header.to_str().unwrap())).collect()
    }

    fn read(header: &str) -> Self {
        let (pair, attributes) = header.split_once("; ").unwrap();
        let (name, value) = pair.split_once('=').unwrap();
        Self {
            name: name.to_owned(),
            value: value.to_owned(),
            attributes: attributes.to_owned(),
            ends: attributes.ends_with("; Max-Age=0"),
        }
    }
}

/// The value of an attribute within a tag, as a browser reads it.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(unescaped(rest.split_once('"')?.0))
}

fn plain(html: &str) -> String {
    plain_words(&unescaped(html))
}

fn plain_words(text: &str) -> String {
    let seen = text.chars().filter(|c| !('\u{2066}'..='\u{2069}').contains(c));
    let seen: String = seen.collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Character references, which our pages have as numbers.
fn unescaped(text: &str) -> String {
    let mut parts = text.split('&');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let reference = part.strip_prefix('#').and_then(|it| it.split_once(';'));
        let read = reference
            .and_then(|(number, rest)| Some((char::from_u32(number.parse().ok()?)?, rest)));
        if let Some((c, rest)) = read {
            plain.push(c);
            plain.push_str(rest);
        } else {
            plain.push('&');
            plain.push_str(part);
        }
    }
    plain
}
