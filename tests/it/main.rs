//! The promises, kept or broken: one file per function, and one for each promise that spans them.
#![cfg_attr(
    test,
    expect(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        reason = "a test that cannot go on fails where it stands"
    )
)]

mod admin;
mod authenticate;
mod contention;
mod contract;
mod cost;
mod crash_points;
mod create_session;
mod deletion;
mod get_user;
mod idempotency;
mod introspect;
mod malformed;
mod not_found;
mod organizations;
mod pepper;
mod portal;
mod portal_guards;
mod request_code;
mod revocation;
mod secrets;
mod send_mail;
mod sign_out;
mod template;
mod texts;
