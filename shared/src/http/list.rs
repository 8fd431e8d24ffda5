//! Lists: which page is asked for, and the page itself.

use http::StatusCode;
use lambda_http::{Body, Response};
use serde::Serialize;
use serde_json::json;

use super::{
    request::Fields,
    response::{self, Reply},
};
use crate::domain::listing::{DEPTH, LARGEST_PAGE, Listed, PageOf};

const USUAL_PAGE: usize = 10;

/// Where merchants find the rest of a list that is too deep.
pub const IN_AN_EXPORT: &str = " `latchkey export` shows all of it.";

/// Reads `page` (from 1) and `limit` (1 to 100, 10 unless told). The last sentence is for whoever
/// asks for a page that is too deep.
pub fn read_page(fields: &mut Fields, beyond: &str) -> Option<PageOf> {
    let number = fields.optional("page", |text| match text.parse() {
        Ok(number) if (1..=DEPTH).contains(&number) => Ok(number),
        _ => Err(format!("This must be a whole number from 1 to {DEPTH}.")),
    });
    let limit = fields.optional("limit", |text| match text.parse() {
        Ok(limit) if (1..=LARGEST_PAGE).contains(&limit) => Ok(limit),
        _ => Err(format!("This must be a whole number from 1 to {LARGEST_PAGE}.")),
    });
    let (number, limit) = (number?.unwrap_or(1), limit?.unwrap_or(USUAL_PAGE));
    PageOf::new(number, limit).or_else(|| {
        let msg = format!("A list goes {DEPTH} rows deep.{beyond}");
        let fault = fields.invalid("page", msg, number);
        fields.fault(fault)
    })
}

/// 200: a page of a list, and how much there is of it.
#[derive(Debug)]
pub struct List<T> {
    page: PageOf,
    listed: Listed<T>,
}

impl<T> List<T> {
    /// This page.
    #[must_use]
    pub fn new(page: PageOf, listed: Listed<T>) -> Self {
        Self { page, listed }
    }
}

impl<T: Serialize> Reply for List<T> {
    fn respond(self) -> Response<Body> {
        let Listed { items, total } = self.listed;
        let limit = self.page.limit();
        // Not beyond what a list reaches: SDKs go on to the last page there is said to be.
        let last = total.div_ceil(limit).min(DEPTH / limit);
        let pagination = json!({ "total_count": total, "max_page": last });
        response::json(StatusCode::OK, &json!({ "items": items, "pagination": pagination }))
    }
}
