//! The `latchkey` command against a function that does as it is told, and against the local stack.
#![cfg_attr(
    test,
    expect(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        reason = "a test that cannot go on fails where it stands"
    )
)]

mod end_to_end;
mod export;
mod folder;
mod function;
mod import;
mod trouble;
