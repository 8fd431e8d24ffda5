//! A merchant's color, and what of it people can read.

use std::fmt;

/// The contrast that text needs: WCAG 2.2, success criterion 1.4.3, level AA.
const READABLE: f64 = 4.5;

/// The color that an organization's pages are accented with, in sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccentColor([u8; 3]);

/// Why a text is no color.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("A color is a # and six or three hexadecimal digits, such as #2f5fd0 or #25d.")]
pub struct InvalidColor;

/// What a page is drawn on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Background {
    /// The page for those who prefer a light one.
    Light,
    /// The page for those who prefer a dark one.
    Dark,
}

/// An accent as it is readable on one background.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shade {
    /// A link's text or a button's background, as CSS has it.
    pub fill: String,
    /// A button's text, as CSS has it.
    pub ink: String,
}

impl AccentColor {
    /// Reads `#rrggbb` or `#rgb`, in either case.
    ///
    /// # Errors
    /// [`InvalidColor`] where the text has not that form.
    pub fn parse(text: &str) -> Result<Self, InvalidColor> {
        let digits = text.strip_prefix('#').ok_or(InvalidColor)?;
        let digit = |it: char| it.to_digit(16).and_then(|it| u8::try_from(it).ok());
        let digits: Option<Vec<u8>> = digits.chars().map(digit).collect();
        match digits.as_deref() {
            Some(&[r1, r2, g1, g2, b1, b2]) => Ok(Self([r1 * 16 + r2, g1 * 16 + g2, b1 * 16 + b2])),
            Some(&[r, g, b]) => Ok(Self([r * 17, g * 17, b * 17])),
            _ => Err(InvalidColor),
        }
    }

    /// This color where it is readable on the background, and otherwise the nearest of its hue
    /// that is: darker on a light page, lighter on a dark one.
    ///
    /// The ink is the page's own color: a fill that is readable on the page is one that the page
    /// is readable on. The other page's color would be the worse ink, as no color is readable
    /// on both.
    #[must_use]
    pub fn on(self, background: Background) -> Shade {
        let page = background.color();
        let lightness = self.double_lightness();
        let mut shades = (0..=510).map(|step| match background {
            Background::Light => self.with_double_lightness((lightness - step).max(0)),
            Background::Dark => self.with_double_lightness((lightness + step).min(510)),
        });
        // There always is one: the way ends in black or in white.
        let fill = shades.find(|shade| shade.contrast(page) >= READABLE);
        let fill = fill.unwrap_or(background.opposite().color());
        Shade { fill: fill.to_string(), ink: page.to_string() }
    }

    /// Twice the lightness of HSL, of 510: so it is a whole number.
    fn double_lightness(self) -> i32 {
        let [r, g, b] = self.0;
        i32::from(r.max(g).max(b)) + i32::from(r.min(g).min(b))
    }

    /// The color of this hue and another lightness. It stays as colorful as it is as far as
    /// that lightness allows, and never becomes more so: a brand's black with a touch of blue is
    /// not made a blue.
    fn with_double_lightness(self, target: i32) -> Self {
        let [r, g, b] = self.0;
        let chroma = i32::from(r.max(g).max(b)) - i32::from(r.min(g).min(b));
        let room = target.min(510 - target);
        // A grey has no chroma, and any divisor will do.
        let (kept, divisor) = (chroma.min(room), chroma.max(1));
        let moved = |channel: u8| {
            let off_middle = 2 * i32::from(channel) - self.double_lightness();
            let doubled = target * divisor + off_middle * kept;
            u8::try_from((doubled + divisor) / (2 * divisor)).unwrap_or(u8::MAX)
        };
        Self(self.0.map(moved))
    }

    /// The contrast of two colors, of 1 to 21, as WCAG 2.2 defines it.
    fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// The relative luminance, as WCAG 2.2 defines it.
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let channel = f64::from(channel) / 255.0;
            if channel <= 0.04045 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
        };
        let [r, g, b] = self.0.map(linear);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }
}

/// A calm blue, readable on white as it is.
impl Default for AccentColor {
    fn default() -> Self {
        Self([0x2f, 0x5f, 0xd0])
    }
}

/// As CSS has it, in lower case: `#rrggbb`.
impl fmt::Display for AccentColor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [r, g, b] = self.0;
        write!(f, "#{r:02x}{g:02x}{b:02x}")
    }
}

impl Background {
    /// The page's color, as CSS has it: what the style sheet must say too.
    #[must_use]
    pub const fn css(self) -> &'static str {
        match self {
            Self::Light => "#ffffff",
            Self::Dark => "#16181d",
        }
    }

    const fn color(self) -> AccentColor {
        match self {
            Self::Light => AccentColor([0xff; 3]),
            Self::Dark => AccentColor([0x16, 0x18, 0x1d]),
        }
    }

    const fn opposite(self) -> Self {
        match self {
            Self::Light => Self::Dark,
            Self::Dark => Self::Light,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{AccentColor, Background, READABLE};

    const BACKGROUNDS: [Background; 2] = [Background::Light, Background::Dark];

    fn color(text: &str) -> AccentColor {
        AccentColor::parse(text).unwrap()
    }

    fn fill(text: &str, background: Background) -> String {
        color(text).on(background).fill
    }

    /// The colors whose channels are multiples of 15.
    fn cube() -> impl Iterator<Item = AccentColor> {
        let steps = || (0..=255).step_by(15);
        steps().flat_map(move |r| {
            steps().flat_map(move |g| steps().map(move |b| AccentColor([r, g, b])))
        })
    }

    /// The hue in degrees, and how far off it may be because channels are whole numbers.
    fn hue(color: AccentColor) -> Option<(f64, f64)> {
        let [r, g, b] = color.0.map(f64::from);
        let chroma = r.max(g).max(b) - r.min(g).min(b);
        let (red, green) = (2.0 * r - g - b, 3.0_f64.sqrt() * (g - b));
        (chroma > 0.0).then(|| (green.atan2(red).to_degrees(), 60.0 / chroma))
    }

    #[test]
    fn a_color_is_six_digits_or_three() {
        for (text, shown) in [
            ("#ffd400", "#ffd400"),
            ("#FFD400", "#ffd400"),
            ("#1aF", "#11aaff"),
            ("#000", "#000000"),
        ] {
            assert_eq!(color(text).to_string(), shown);
        }
        for text in ["", "#", "ffd400", "#ffd40", "#ffd4000", "#ffd40g", "#é00", " #fff", "red"] {
            assert!(AccentColor::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_background_is_one_color_in_both_its_forms() {
        for background in BACKGROUNDS {
            assert_eq!(background.color().to_string(), background.css());
        }
    }

    #[test]
    fn every_accent_is_readable_on_every_page_and_under_its_ink() {
        for accent in cube() {
            for background in BACKGROUNDS {
                let shade = accent.on(background);
                let (fill, ink) = (color(&shade.fill), color(&shade.ink));
                assert!(fill.contrast(background.color()) >= READABLE, "{accent}: {shade:?}");
                assert!(fill.contrast(ink) >= READABLE, "{accent}: {shade:?}");
                let other = background.opposite().color();
                assert!(fill.contrast(ink) > fill.contrast(other), "{accent}: {shade:?}");
            }
        }
    }

    #[test]
    fn an_accent_is_changed_only_where_it_is_not_readable() {
        for accent in cube() {
            for background in BACKGROUNDS {
                let readable = accent.contrast(background.color()) >= READABLE;
                let kept = accent.on(background).fill == accent.to_string();
                assert_eq!(kept, readable, "{accent} on {background:?}");
            }
        }
        let default = AccentColor::default();
        assert_eq!(default.on(Background::Light).fill, default.to_string());
    }

    #[test]
    fn a_changed_accent_keeps_its_hue() {
        for accent in cube() {
            let Some((before, _)) = hue(accent) else { continue };
            for background in BACKGROUNDS {
                let shade = color(&accent.on(background).fill);
                let (after, tolerance) = hue(shade).unwrap();
                let off = (after - before).abs();
                assert!(off.min(360.0 - off) <= tolerance, "{accent} on {background:?}: {shade}");
            }
        }
    }

    #[test]
    fn what_is_hard_to_read_becomes_what_one_would_expect() {
        assert_eq!(fill("#ffffff", Background::Light), "#767676");
        assert_eq!(fill("#000000", Background::Dark), "#818181");
        assert_eq!(fill("#ffff00", Background::Light), "#7a7a00");
        assert_eq!(fill("#ffd400", Background::Light), "#8c7400");
        assert_eq!(fill("#ffd400", Background::Dark), "#ffd400");
        assert_eq!(fill("#001a4d", Background::Dark), "#6781b4");
    }
}
