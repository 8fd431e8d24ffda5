//! What every Latchkey function shares.
//!
//! Imports run one way: `functions → http → auth, app → store, mail → texts → domain`.
//! The domain knows nothing of AWS, HTTP or the clock.

pub mod app;
pub mod auth;
pub mod aws;
pub mod config;
pub mod domain;
pub mod http;
pub mod invoke;
pub mod mail;
pub mod outbox;
pub mod pepper_keeper;
pub mod rng;
pub mod sign_in;
pub mod store;
pub mod telemetry;
pub mod texts;
