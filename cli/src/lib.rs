//! `latchkey`: moves customers in and out, from the command line.
//!
//! It reads a file and feeds the operator's function, or reads from it and writes a file; what a
//! customer is, only the function knows. `docs/moving-in.md` is the operator's page.

pub mod admin;
pub mod arguments;
mod checkpoint;
mod columns;
pub mod export;
pub mod import;
mod input;
mod private_file;
mod report;
pub mod screen;
pub mod words;
