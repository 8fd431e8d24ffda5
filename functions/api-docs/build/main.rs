//! Makes what the function serves of `docs/openapi.yaml`: the same as JSON, a page for people, and
//! what a browser may load for that page.

mod document;
mod example;
mod markdown;
mod page;
mod schema;

use std::{env, error::Error, fs, io::Write, path::PathBuf};

use askama::Template;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{document::Document, page::Page};

const SOURCE: &str = "../../docs/openapi.yaml";

fn main() -> Result<(), Box<dyn Error>> {
    writeln!(std::io::stdout(), "cargo::rerun-if-changed={SOURCE}")?;
    let document: Value = yaml_serde::from_str(&fs::read_to_string(SOURCE)?)?;
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo names a folder to write to")?);
    fs::write(out.join("openapi.json"), document.to_string())?;
    fs::write(out.join("docs.html"), Page::of(&Document::new(document))?.render()?)?;
    fs::write(out.join("policy.txt"), policy())?;
    Ok(())
}

/// The page has one style element, and an icon that is nothing, so that no browser asks for one.
fn policy() -> String {
    let style = STANDARD.encode(Sha256::digest(page::STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; img-src data:; form-action 'none'; \
         frame-ancestors 'none'; base-uri 'none'"
    )
}
