//! The business rules: no AWS, no HTTP, no clock. Time and randomness come in as arguments.

pub mod accent_color;
pub mod access;
mod base62;
pub mod budget;
pub mod customer;
pub mod device;
pub mod email_address;
pub mod external_id;
pub mod id;
pub mod locale;
pub mod logo;
pub mod name;
pub mod network;
pub mod one_time_code;
pub mod organization;
pub mod pepper;
pub mod principal;
pub mod return_url;
pub mod session;
pub mod sign_in;
pub mod sign_in_id;
mod svg;
pub mod timestamp;
pub mod token;
pub mod user_agent;
