//! A world for one test: the functions behind the template's gateway, an embedded `DynamoDB`
//! reached through the real SDK, a mailbox, and a clock that only the test moves.
//!
//! Each function has the rights and the variables that `infra/template.yaml` gives it and no
//! others; what it does beyond them is refused as AWS would refuse it.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    reason = "a test that cannot go on fails where it stands"
)]

mod beginning;
mod browser;
mod call;
mod clock;
mod consistency;
mod dice;
mod logs;
mod openapi;
mod orders;
mod strike;
mod wire;
mod world;

pub use self::{
    browser::{Browser, SetCookie, Shown},
    call::{Answer, Call, PortalPaths},
    clock::TestClock,
    consistency::consistency,
    dice::Dice,
    logs::logged,
    openapi::{OpenApi, Operation, openapi},
    orders::{Orders, Raced},
    wire::{Plan, Verdict, Wire, WireCall},
    world::{TABLE, World, settings},
};
