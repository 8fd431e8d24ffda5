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
mod begun;
mod consistency;
mod contention;
mod contract;
mod cost;
mod crash_points;
mod create_customer;
mod create_member;
mod create_session;
mod customers;
mod delete_customer;
mod delete_member;
mod deletion;
mod export;
mod get_customer;
mod get_customer_state;
mod get_member;
mod get_user;
mod idempotency;
mod import;
mod introspect;
mod isolation;
mod list_customers;
mod list_members;
mod list_sessions;
mod malformed;
mod not_found;
mod openapi;
mod organizations;
mod pepper;
mod portal;
mod portal_guards;
mod races;
mod request_code;
mod revocation;
mod revoke_customer_sessions;
mod revoke_sessions;
mod secrets;
mod send_mail;
mod sign_out;
mod team;
mod template;
mod texts;
mod update_customer;
mod update_member;
