use serde::de::DeserializeOwned;
use serde_json::Value;

/// Why a template cannot be run locally.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TemplateError {
    /// The file is no YAML document.
    #[error("the template is not YAML")]
    Yaml(#[source] yaml_serde::Error),
    /// A part is not built as it should be; the source says what was expected.
    #[error("cannot read {place} in the template")]
    Shape {
        /// Where in the template.
        place: String,
        /// What is wrong there.
        #[source]
        source: serde_json::Error,
    },
    /// A part is well-formed but means something the local stack does not do.
    #[error("{place}: {reason}")]
    Unknown {
        /// Where in the template.
        place: String,
        /// What is not understood.
        reason: String,
    },
    /// There has to be one of these.
    #[error("the template has no {0}")]
    Missing(&'static str),
    /// There can only be one of these.
    #[error("the template has more than one {0}")]
    Several(&'static str),
    /// The caller named a function that is not in the template.
    #[error("the template has no function {0}")]
    NoFunction(String),
}

impl TemplateError {
    pub(super) fn unknown(place: &str, reason: impl Into<String>) -> Self {
        Self::Unknown { place: place.to_owned(), reason: reason.into() }
    }

    /// Reads `value` as a `T`, or says in which place that failed.
    pub(super) fn shape<T: DeserializeOwned>(place: &str, value: Value) -> Result<T, Self> {
        serde_json::from_value(value)
            .map_err(|source| Self::Shape { place: place.to_owned(), source })
    }
}
