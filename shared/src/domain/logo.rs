//! A merchant's logo: a small picture that is what it says it is.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use super::svg;

/// The most bytes that a logo has.
const LIMIT: usize = 8 * 1024;

/// A logo, as it is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// What the bytes are.
    pub media_type: LogoType,
    /// The file itself, of at most 8 KiB.
    pub bytes: Vec<u8>,
}

/// The kinds of picture that a logo can be: those that every browser shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogoType {
    /// PNG.
    Png,
    /// SVG that draws and does nothing else.
    Svg,
    /// WebP.
    Webp,
    /// JPEG.
    Jpeg,
}

/// Why a text is no logo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLogo {
    /// It is no data URI of a known type.
    #[error(
        "A logo is a data URI: data:image/png;base64, and the file in base64, or the same of image/svg+xml, image/webp or image/jpeg."
    )]
    NoDataUri,
    /// What follows the comma is no base64.
    #[error("What follows the comma of the logo's data URI is not base64 in one line.")]
    NoBase64,
    /// It is too large for every page to carry.
    #[error("A logo has at most 8 KiB, which are 8,192 bytes.")]
    TooLarge,
    /// It is something else than it says.
    #[error("The logo's file is not of the type that its data URI says.")]
    OtherType,
    /// It is an SVG that could do more than draw.
    #[error(
        "An SVG logo only draws: it has no scripts, event handlers, animation, foreign objects, DOCTYPE or entities, and refers to nothing but parts of itself."
    )]
    ActiveSvg,
}

impl Logo {
    /// Reads a data URI (RFC 2397) such as `data:image/png;base64,…`.
    ///
    /// An SVG can carry scripts and load things. It is served with a content security policy that
    /// lets it do neither, which is the first lock; that such an SVG is not taken is the second.
    ///
    /// # Errors
    /// [`InvalidLogo`]: a sentence for whoever chose the file.
    pub fn parse(data_uri: &str) -> Result<Self, InvalidLogo> {
        let rest = data_uri.strip_prefix("data:").ok_or(InvalidLogo::NoDataUri)?;
        let (media_type, text) = rest.split_once(";base64,").ok_or(InvalidLogo::NoDataUri)?;
        let media_type = LogoType::named(media_type).ok_or(InvalidLogo::NoDataUri)?;
        let bytes = STANDARD.decode(text).map_err(|_| InvalidLogo::NoBase64)?;
        if bytes.len() > LIMIT {
            return Err(InvalidLogo::TooLarge);
        }
        media_type.check(&bytes)?;
        Ok(Self { media_type, bytes })
    }

    /// What names these bytes.
    #[must_use]
    pub fn hash(&self) -> LogoHash {
        let digest = Sha256::digest(&self.bytes);
        LogoHash(digest.iter().take(8).fold(0, |hash, byte| (hash << 8) | u64::from(*byte)))
    }
}

impl LogoType {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Png, Self::Svg, Self::Webp, Self::Jpeg];

    /// The media type, as `Content-Type` has it.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Svg => "image/svg+xml",
            Self::Webp => "image/webp",
            Self::Jpeg => "image/jpeg",
        }
    }

    /// The type of this media type.
    #[must_use]
    pub fn named(media_type: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.media_type() == media_type)
    }

    /// Checks that a file is of this type, by how files of it begin.
    fn check(self, bytes: &[u8]) -> Result<(), InvalidLogo> {
        let is_it = match self {
            Self::Png => bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
            Self::Jpeg => bytes.starts_with(b"\xff\xd8\xff"),
            Self::Webp => bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"),
            Self::Svg => return svg::check(bytes),
        };
        if is_it { Ok(()) } else { Err(InvalidLogo::OtherType) }
    }
}

/// What names a logo in a URL: the first 16 hexadecimal digits of the SHA-256 of its bytes. Another
/// logo has another, so what is behind such a URL may be cached for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LogoHash(u64);

impl LogoHash {
    /// Reads 16 hexadecimal digits in lower case, the one way of writing it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let hash = Self(u64::from_str_radix(text, 16).ok()?);
        (hash.to_string() == text).then_some(hash)
    }
}

impl fmt::Display for LogoHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::STANDARD};

    use super::{InvalidLogo, LIMIT, Logo, LogoHash, LogoType};

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n rest";
    const SVG: &[u8] = b"<svg xmlns='http://www.w3.org/2000/svg'/>";

    fn read(media_type: &str, bytes: &[u8]) -> Result<Logo, InvalidLogo> {
        Logo::parse(&format!("data:{media_type};base64,{}", STANDARD.encode(bytes)))
    }

    #[test]
    fn a_logo_is_a_data_uri_of_what_it_says() {
        for (kind, bytes) in [
            (LogoType::Png, PNG),
            (LogoType::Svg, SVG),
            (LogoType::Webp, b"RIFF\x1a\0\0\0WEBPVP8L"),
            (LogoType::Jpeg, b"\xff\xd8\xff\xe0\0\x10JFIF"),
        ] {
            let logo = read(kind.media_type(), bytes).unwrap();
            assert_eq!((logo.media_type, logo.bytes.as_slice()), (kind, bytes));
            for other in LogoType::ALL.into_iter().filter(|it| *it != kind) {
                let refused = read(other.media_type(), bytes);
                assert_eq!(refused, Err(InvalidLogo::OtherType), "{kind:?} as {other:?}");
            }
        }
        assert_eq!(read("image/png", b""), Err(InvalidLogo::OtherType));
        assert_eq!(read("image/webp", b"RIFF"), Err(InvalidLogo::OtherType));
    }

    #[test]
    fn nothing_else_is_a_logo() {
        for text in [
            "",
            "https://example.com/logo.png",
            "data:,hello",
            "data:image/png,%89PNG",
            "data:image/png;charset=utf-8;base64,iVBORw0KGgo=",
            "data:image/gif;base64,R0lGODlh",
            "data:text/html;base64,PHN2Zz4=",
            "DATA:image/png;base64,iVBORw0KGgo=",
        ] {
            assert_eq!(Logo::parse(text), Err(InvalidLogo::NoDataUri), "{text:?}");
        }
        for text in ["*", "iVBORw0KGgo", "iVBORw0\nKGgo=", "iVBORw0KGgo= "] {
            let uri = format!("data:image/png;base64,{text}");
            assert_eq!(Logo::parse(&uri), Err(InvalidLogo::NoBase64), "{text:?}");
        }
    }

    #[test]
    fn a_logo_has_at_most_8_kib() {
        let mut bytes = PNG.to_vec();
        bytes.resize(LIMIT, 0);
        assert!(read("image/png", &bytes).is_ok());
        bytes.push(0);
        assert_eq!(read("image/png", &bytes), Err(InvalidLogo::TooLarge));
    }

    #[test]
    fn a_hash_is_of_the_bytes_and_reads_as_it_is_written() {
        let logo =
            read("image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'></svg>").unwrap();
        let hash = logo.hash();
        assert_eq!(hash.to_string(), "8228c5284b96616b");
        assert_ne!(hash, read("image/svg+xml", SVG).unwrap().hash());
        assert_eq!(LogoHash::parse(&hash.to_string()), Some(hash));
        assert_eq!(LogoHash::parse("0000000000000001"), Some(LogoHash(1)));
        for text in
            ["", "1", "+000000000000001", "000000000000000A", "00000000000000001", "../etc/passwd"]
        {
            assert_eq!(LogoHash::parse(text), None, "{text:?}");
        }
    }
}
