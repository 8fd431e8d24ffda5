//! What a request for a page gets.

use lambda_http::{
    Body, Request, Response,
    http::{HeaderName, HeaderValue},
};
use shared::http::{ApiError, Page, Reply};

use crate::problem;

/// A page, a redirect to one, or a file that pages need.
#[derive(Debug)]
pub struct PortalPage(Page);

impl PortalPage {
    /// The same with this header.
    pub(crate) fn header(self, name: HeaderName, value: &str) -> Self {
        Self(self.0.header(name, value))
    }

    /// The same with this cookie.
    pub(crate) fn cookie(self, cookie: Option<HeaderValue>) -> Self {
        Self(self.0.cookie(cookie))
    }
}

impl From<Page> for PortalPage {
    fn from(page: Page) -> Self {
        Self(page)
    }
}

impl Reply for PortalPage {
    fn respond(self) -> Response<Body> {
        self.0.respond()
    }

    /// A page as well: people read it.
    fn refusal(
        request: &Request,
    ) -> impl FnOnce(ApiError, &str) -> Response<Body> + Send + 'static {
        let reader = problem::Reader::of(request);
        move |error, request_id| {
            error.log(request_id);
            problem::page(&reader, &error, request_id).respond()
        }
    }
}
