//! The frame that every page has: head, header, the form for another language, style and cookies.

use askama::Template;
use lambda_http::http::{StatusCode, header};
use shared::{
    domain::{
        accent_color::{AccentColor, Background},
        locale::Locale,
        logo::LogoHash,
        organization::Organization,
        principal::Role,
    },
    http::{ApiError, Page},
    texts::Texts,
};

use crate::{
    files,
    reply::PortalPage,
    visit::{Cookie, Visit, form_cookie, path},
};

/// What every page's own template needs.
#[derive(Clone, Copy)]
pub(crate) struct Portal<'a> {
    pub(crate) t: Texts,
    /// The path of the portal.
    pub(crate) base: &'a str,
    /// The organization's name.
    pub(crate) organization: &'a str,
    /// What forms carry.
    pub(crate) form_token: &'a str,
}

impl Portal<'_> {
    /// What a member is in its team.
    pub(crate) fn role(self, role: Role) -> String {
        match role {
            Role::Owner => self.t.say("role-owner"),
            Role::BillingManager => self.t.say("role-billing-manager"),
            Role::Member => self.t.say("role-member"),
        }
    }
}

impl<'a> Portal<'a> {
    pub(crate) fn of(visit: &'a Visit<'_>) -> Self {
        Self {
            t: visit.texts,
            base: &visit.base,
            organization: visit.organization.name.as_str(),
            form_token: visit.form_token().expose(),
        }
    }
}

/// A page of an organization's portal, with this in its frame.
///
/// # Errors
/// 500 where a template cannot be rendered, which one that compiles can.
pub(crate) fn page(
    visit: &Visit<'_>,
    status: StatusCode,
    place: &str,
    title: &str,
    main: &impl Template,
) -> Result<PortalPage, ApiError> {
    let notice = visit.notice().map(|notice| notice.text(visit.texts));
    let main = render(main)?;
    let frame = Frame {
        owner: Some(&visit.organization),
        texts: visit.texts,
        address: &visit.path(place),
        base: &visit.base,
    };
    let page = frame.page(status, title, notice.as_deref(), &main)?;
    let clear = |cookie: Cookie, due: bool| due.then(|| visit.name(cookie).clear()).flatten();
    Ok(page
        .cookie(visit.form_token_to_set().and_then(|it| form_cookie().set(it.expose(), None)))
        .cookie(visit.locale_cookie())
        .cookie(clear(Cookie::Notice, visit.cookie(Cookie::Notice).is_some()))
        .cookie(clear(Cookie::Session, visit.signed_out().is_some()))
        .into())
}

/// What a page is framed by.
pub(crate) struct Frame<'a> {
    /// Whose portal it is, if anybody's.
    pub(crate) owner: Option<&'a Organization>,
    pub(crate) texts: Texts,
    /// Where the page is, for the form for another language.
    pub(crate) address: &'a str,
    /// Where the portal is.
    pub(crate) base: &'a str,
}

impl Frame<'_> {
    /// The page with this in its frame.
    ///
    /// # Errors
    /// 500 where a template cannot be rendered, which one that compiles can.
    pub(crate) fn page(
        &self,
        status: StatusCode,
        title: &str,
        notice: Option<&str>,
        main: &str,
    ) -> Result<Page, ApiError> {
        let locale = self.texts.locale();
        let style = style(self.owner.map(|owner| owner.accent_color).unwrap_or_default());
        let slug = self.owner.map(|owner| owner.slug.as_str());
        let logo = self.owner.and_then(|owner| owner.logo).zip(slug);
        let html = render(&Layout {
            t: self.texts,
            locale,
            title,
            organization: self.owner.map(|owner| owner.name.as_str()),
            logo: logo.map(|(logo, slug)| logo_path(slug, logo)),
            script: slug.map(|slug| path(slug, &format!("files/{}", files::script_name()))),
            base: self.base,
            address: self.address,
            locales: &Locale::ALL,
            notice,
            style: &style,
            main,
        })?;
        Ok(Page::html(status, html, &style).header(header::CONTENT_LANGUAGE, locale.tag()))
    }
}

#[derive(Template)]
#[template(path = "layout.html")]
struct Layout<'a> {
    t: Texts,
    locale: Locale,
    title: &'a str,
    organization: Option<&'a str>,
    logo: Option<String>,
    script: Option<String>,
    base: &'a str,
    address: &'a str,
    locales: &'a [Locale],
    notice: Option<&'a str>,
    style: &'a str,
    main: &'a str,
}

/// A template's text.
///
/// # Errors
/// 500, for a template that compiles never.
pub(crate) fn render(template: &impl Template) -> Result<String, ApiError> {
    template.render().map_err(|error| ApiError::Internal(Box::new(error)))
}

fn logo_path(slug: &str, logo: LogoHash) -> String {
    path(slug, &format!("files/logo-{logo}"))
}

/// The style sheet, with the organization's accent colour as it is legible in either scheme.
fn style(accent: AccentColor) -> String {
    let scheme = |background: Background| {
        let shade = accent.on(background);
        format!("--page:{};--fill:{};--ink:{}", background.css(), shade.fill, shade.ink)
    };
    format!(
        ":root{{{}}}@media(prefers-color-scheme:dark){{:root{{{}}}}}{}",
        scheme(Background::Light),
        scheme(Background::Dark),
        files::STYLE
    )
}
