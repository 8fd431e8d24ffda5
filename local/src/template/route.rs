//! The routes of the HTTP API.

use std::collections::BTreeSet;

use http::Method;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::TemplateError;
use super::events::Event;

/// One route of the HTTP API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Folder name of the function behind it.
    pub function: String,
    /// The method it is for; `None` is `ANY`.
    pub method: Option<Method>,
    /// As in the template: `/a/{id}/{proxy+}`.
    pub path: String,
}

/// Two routes alike would leave it open which function answers.
pub(super) fn check_unique(routes: &[Route]) -> Result<(), TemplateError> {
    let mut seen = BTreeSet::new();
    for route in routes {
        let method = route.method.as_ref().map_or("ANY", Method::as_str);
        if !seen.insert((method, &route.path)) {
            return Err(TemplateError::unknown(
                &route.function,
                format!("{method} {} is taken already", route.path),
            ));
        }
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct HttpApi {
    #[serde(rename = "ApiId")]
    _api_id: Option<IgnoredAny>,
    method: String,
    path: String,
}

impl HttpApi {
    pub(super) fn event(self, place: &str) -> Result<Event, TemplateError> {
        let method = self.method.to_ascii_uppercase();
        let method = match method.as_str() {
            "ANY" => None,
            "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS" => {
                Method::from_bytes(method.as_bytes()).ok()
            }
            _ => {
                return Err(TemplateError::unknown(
                    place,
                    format!("{method} is not a method a route can have"),
                ));
            }
        };
        match (self.path.as_str(), &method) {
            ("$default", None) => Ok(Event::Default),
            (path, _) if path.starts_with('/') => Ok(Event::Route { method, path: self.path }),
            _ => Err(TemplateError::unknown(
                place,
                format!("the path {} is not understood", self.path),
            )),
        }
    }
}
