//! Randomness: the operating system's, and no other.

use rand::{TryRng, rngs::SysRng};

/// The operating system's randomness, and no other.
#[derive(Clone, Copy, Debug)]
pub struct Rng;

/// The operating system gave no randomness.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gave no randomness")]
pub struct NoRandomness;

impl Rng {
    /// Random bytes.
    ///
    /// # Errors
    /// [`NoRandomness`], which no working machine gives.
    pub fn bytes<const N: usize>(&self) -> Result<[u8; N], NoRandomness> {
        let mut bytes = [0; N];
        SysRng.try_fill_bytes(&mut bytes).map_err(|_| NoRandomness)?;
        Ok(bytes)
    }
}
