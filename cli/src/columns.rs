//! The columns of a CSV file, in and out.

/// The columns that a customer has, beside metadata.
pub(crate) const FIELDS: [&str; 5] = ["external_id", "email", "name", "type", "created_at"];
/// What the name of a metadata's column begins with.
pub(crate) const METADATA: &str = "metadata.";
