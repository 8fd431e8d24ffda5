//! Keeps the pepper: read once when a function starts, and again when a sign-in turns up that was
//! begun with a version it does not know, which is how a rotation reaches a running sandbox.

use std::sync::{PoisonError, RwLock};

use crate::{
    aws::{Aws, PepperError},
    config::PepperSource,
    domain::pepper::{Pepper, PepperVersion, Peppers},
};

/// The pepper's versions, and where they come from.
#[derive(Debug)]
pub struct PepperKeeper {
    known: RwLock<Peppers>,
    source: Option<(Aws, PepperSource)>,
}

impl PepperKeeper {
    /// A keeper of versions that do not change, for tests.
    #[must_use]
    pub fn fixed(peppers: Peppers) -> Self {
        Self { known: RwLock::new(peppers), source: None }
    }

    /// A keeper that has read its source.
    ///
    /// # Errors
    /// [`PepperError`] where the source cannot be read.
    pub async fn read(aws: &Aws, source: &PepperSource) -> Result<Self, PepperError> {
        let known = RwLock::new(aws.peppers(source).await?);
        Ok(Self { known, source: Some((aws.clone(), source.clone())) })
    }

    /// The versions known now.
    #[must_use]
    pub fn known(&self) -> Peppers {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The pepper of this version; none where its source has it no more. Only items of the table
    /// name versions, so nobody outside can make a function read its source again.
    ///
    /// # Errors
    /// [`PepperError`] where the source cannot be read.
    pub async fn version(&self, version: &PepperVersion) -> Result<Option<Pepper>, PepperError> {
        if let Some(pepper) = self.known().version(version) {
            return Ok(Some(pepper.clone()));
        }
        let Some((aws, source)) = &self.source else { return Ok(None) };
        let peppers = aws.peppers(source).await?;
        let found = peppers.version(version).cloned();
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = peppers;
        Ok(found)
    }
}
