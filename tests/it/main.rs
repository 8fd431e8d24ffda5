//! The promises, kept or broken: one file per function, and one for each promise that spans them.
#![cfg_attr(
    test,
    expect(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        reason = "a test that cannot go on fails where it stands"
    )
)]

mod authenticate;
mod contention;
mod cost;
mod crash_points;
mod deletion;
mod introspect;
mod malformed;
mod pepper;
mod request_code;
mod revocation;
mod secrets;
