//! The promises, kept or broken: one file per function, and one for each promise that spans them.

mod introspect;
