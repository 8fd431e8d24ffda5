//! Which route a request takes.
//!
//! Of the routes that fit the path and the method, the most specific one wins: one without a greedy
//! variable before one with it, then the path that is more literal from its left, then a named
//! method before `ANY`; last, `$default`.

use std::collections::BTreeMap;

use http::Method;

use crate::template::{Route, Template};

/// A path that no route of API Gateway can have.
#[derive(Debug, thiserror::Error)]
#[error("the path {path} of {function} {reason}")]
pub struct RoutingError {
    function: String,
    path: String,
    reason: &'static str,
}

/// All routes of an API, the most specific first.
#[derive(Debug)]
pub struct Router {
    routes: Vec<Pattern>,
    default_function: Option<String>,
}

/// The route that a request takes.
#[derive(Debug, PartialEq, Eq)]
pub struct Match<'a> {
    /// Folder name of the function.
    pub function: &'a str,
    /// `GET /things/{id}`, `ANY /things`, or `$default`.
    pub route_key: &'a str,
    /// The values of the path's variables.
    pub path_parameters: BTreeMap<String, String>,
}

impl Router {
    /// # Errors
    /// When a path has a variable without a name, or something behind a greedy one.
    pub fn new(template: &Template) -> Result<Self, RoutingError> {
        let mut routes = Vec::new();
        for route in template.routes() {
            routes.push(Pattern::new(route)?);
        }
        routes.sort_by_key(Pattern::vagueness);
        Ok(Self { routes, default_function: template.default_function().map(str::to_owned) })
    }

    /// The route for a method and a decoded path; `None` when there is not even a default one.
    #[must_use]
    pub fn find(&self, method: &Method, path: &str) -> Option<Match<'_>> {
        let segments: Vec<&str> = path.strip_prefix('/').unwrap_or(path).split('/').collect();
        let found = self.routes.iter().find_map(|route| route.matches(method, &segments));
        found.or_else(|| {
            let function = self.default_function.as_deref()?;
            Some(Match { function, route_key: "$default", path_parameters: BTreeMap::new() })
        })
    }
}

#[derive(Debug)]
struct Pattern {
    function: String,
    method: Option<Method>,
    key: String,
    segments: Vec<Segment>,
}

/// From the most to the least specific.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Segment {
    Literal(String),
    Variable(String),
    Greedy(String),
}

impl Pattern {
    fn new(route: &Route) -> Result<Self, RoutingError> {
        let refuse = |reason| RoutingError {
            function: route.function.clone(),
            path: route.path.clone(),
            reason,
        };
        let Some(path) = route.path.strip_prefix('/') else {
            return Err(refuse("does not begin with a slash"));
        };
        let segments: Vec<Segment> = path.split('/').map(Segment::new).collect();
        if segments.iter().any(|segment| matches!(segment.variable(), Some(""))) {
            return Err(refuse("has a variable without a name"));
        }
        if segments.iter().rev().skip(1).any(|segment| matches!(segment, Segment::Greedy(_))) {
            return Err(refuse("goes on behind its greedy variable"));
        }
        let method = route.method.as_ref().map_or("ANY", Method::as_str);
        Ok(Self {
            function: route.function.clone(),
            key: format!("{method} {}", route.path),
            method: route.method.clone(),
            segments,
        })
    }

    /// Sorts the more specific pattern first.
    fn vagueness(&self) -> (bool, Vec<u8>, bool) {
        let kinds = self.segments.iter().map(Segment::rank).collect();
        (matches!(self.segments.last(), Some(Segment::Greedy(_))), kinds, self.method.is_none())
    }

    fn matches(&self, method: &Method, path: &[&str]) -> Option<Match<'_>> {
        if self.method.as_ref().is_some_and(|own| own != method) {
            return None;
        }
        let mut path_parameters = BTreeMap::new();
        let mut rest = path;
        for segment in &self.segments {
            let (first, behind) = rest.split_first()?;
            match segment {
                Segment::Literal(own) if own == first => {}
                Segment::Variable(name) if !first.is_empty() => {
                    path_parameters.insert(name.clone(), (*first).to_owned());
                }
                Segment::Greedy(name) => {
                    path_parameters.insert(name.clone(), rest.join("/"));
                    rest = &[];
                    continue;
                }
                Segment::Literal(_) | Segment::Variable(_) => return None,
            }
            rest = behind;
        }
        rest.is_empty().then_some(Match {
            function: &self.function,
            route_key: &self.key,
            path_parameters,
        })
    }
}

impl Segment {
    fn new(text: &str) -> Self {
        match text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
            Some(variable) => match variable.strip_suffix('+') {
                Some(greedy) => Self::Greedy(greedy.to_owned()),
                None => Self::Variable(variable.to_owned()),
            },
            None => Self::Literal(text.to_owned()),
        }
    }

    fn variable(&self) -> Option<&str> {
        match self {
            Self::Literal(_) => None,
            Self::Variable(name) | Self::Greedy(name) => Some(name),
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Literal(_) => 0,
            Self::Variable(_) => 1,
            Self::Greedy(_) => 2,
        }
    }
}

#[cfg(test)]
mod tests;
