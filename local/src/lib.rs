//! What AWS does around the functions, on one machine and in one process.
//!
//! The binary (`cargo local`) puts these parts together for a person; the integration tests put
//! them together for themselves. Nothing here knows a function: routes, table, stream and rights
//! are read from `infra/template.yaml`.

pub mod clock;
pub mod database;
pub mod functions;
pub mod gateway;
pub mod lambda;
pub mod mailbox;
pub mod seed;
pub mod settings;
pub mod stack;
pub mod stream;
pub mod template;

#[cfg(test)]
mod testing;
