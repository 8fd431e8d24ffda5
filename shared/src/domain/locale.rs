//! The languages that pages and mails are written in, and which of them somebody reads.

/// A language that there is text in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Locale {
    /// English, which stands in wherever nothing else fits.
    #[default]
    En,
    /// German.
    De,
    /// French.
    Fr,
    /// Spanish.
    Es,
    /// Italian.
    It,
    /// Dutch.
    Nl,
    /// Portuguese as Brazil writes it.
    PtBr,
    /// Portuguese as Portugal writes it, and Africa.
    Pt,
    /// Swedish.
    Sv,
    /// Polish.
    Pl,
    /// Japanese.
    Ja,
    /// Korean.
    Ko,
    /// Chinese in simplified characters.
    ZhHans,
    /// Arabic.
    Ar,
}

/// Characters of a tag that are looked at: a longer one is no tag that anybody sends in earnest.
const LONGEST_TAG: usize = 64;
/// Entries of an `Accept-Language` that are looked at.
const MOST_RANGES: usize = 64;

impl Locale {
    /// Every language.
    pub const ALL: [Self; 14] = [
        Self::En,
        Self::De,
        Self::Fr,
        Self::Es,
        Self::It,
        Self::Nl,
        Self::PtBr,
        Self::Pt,
        Self::Sv,
        Self::Pl,
        Self::Ja,
        Self::Ko,
        Self::ZhHans,
        Self::Ar,
    ];

    /// Its tag by BCP 47, which names its file of messages too.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::Fr => "fr",
            Self::Es => "es",
            Self::It => "it",
            Self::Nl => "nl",
            Self::PtBr => "pt-BR",
            Self::Pt => "pt",
            Self::Sv => "sv",
            Self::Pl => "pl",
            Self::Ja => "ja",
            Self::Ko => "ko",
            Self::ZhHans => "zh-Hans",
            Self::Ar => "ar",
        }
    }

    /// Which way it is written, as HTML's `dir` says it.
    #[must_use]
    pub fn direction(self) -> &'static str {
        if self == Self::Ar { "rtl" } else { "ltr" }
    }

    /// Its name in itself, for a list to choose from.
    #[must_use]
    pub fn native_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::De => "Deutsch",
            Self::Fr => "Français",
            Self::Es => "Español",
            Self::It => "Italiano",
            Self::Nl => "Nederlands",
            Self::PtBr => "Português (Brasil)",
            Self::Pt => "Português (Portugal)",
            Self::Sv => "Svenska",
            Self::Pl => "Polski",
            Self::Ja => "日本語",
            Self::Ko => "한국어",
            Self::ZhHans => "简体中文",
            Self::Ar => "العربية",
        }
    }

    /// The language that a tag asks for, in whatever region and script there is: `de-AT` is German.
    /// None for a language there is no text in, traditional Chinese among them.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > LONGEST_TAG {
            return None;
        }
        let text = text.trim().replace('_', "-").to_ascii_lowercase();
        let mut subtags = text.split('-');
        let language = subtags.next()?;
        let subtags: Vec<_> = subtags.collect();
        if !subtags.iter().all(|it| is_subtag(it)) {
            return None;
        }
        // What is behind a subtag of one letter is an extension, and says nothing of the language.
        let end = subtags.iter().position(|it| it.len() == 1).unwrap_or(subtags.len());
        let says = |subtag| subtags.iter().take(end).any(|it| *it == subtag);
        match language {
            "pt" if says("br") => Some(Self::PtBr),
            "zh" if says("hans") => Some(Self::ZhHans),
            "zh" if ["hant", "tw", "hk", "mo"].into_iter().any(says) => None,
            "zh" => Some(Self::ZhHans),
            _ => Self::ALL.into_iter().find(|it| it.tag() == language),
        }
    }

    /// The language that an `Accept-Language` prefers (RFC 9110 section 12.5.4), or English where it
    /// accepts none that there is.
    ///
    /// Of a header without end, the first 64 entries count.
    #[must_use]
    pub fn negotiate(accept_language: &str) -> Self {
        let ranges = accept_language.split(',').take(MOST_RANGES).filter_map(Range::parse);
        let mut ranges: Vec<_> = ranges.collect();
        // The sort is stable: of equal weights, the first counts.
        ranges.sort_by_key(|range| std::cmp::Reverse(range.weight));
        let is_refused = |locale| {
            ranges.iter().any(|range| range.weight == 0 && range.wants == Wants::One(locale))
        };
        let is_named = |locale| ranges.iter().any(|range| range.wants == Wants::One(locale));
        let accepted = ranges.iter().filter(|range| range.weight > 0);
        let mut accepted = accepted.filter_map(|range| match range.wants {
            Wants::One(locale) => Some(locale).filter(|it| !is_refused(*it)),
            Wants::AnyOther => Self::ALL.into_iter().find(|it| !is_named(*it)),
        });
        accepted.next().unwrap_or_default()
    }
}

/// One entry of an `Accept-Language` that names a language there is.
struct Range {
    wants: Wants,
    /// Thousandths; 0 is "not acceptable".
    weight: u16,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wants {
    One(Locale),
    /// `*`: any that no other entry names.
    AnyOther,
}

impl Range {
    fn parse(text: &str) -> Option<Self> {
        let (tag, parameter) = match text.split_once(';') {
            Some((tag, parameter)) => (tag, Some(parameter)),
            None => (text, None),
        };
        let wants = match tag.trim() {
            "*" => Wants::AnyOther,
            tag => Wants::One(Locale::parse(tag)?),
        };
        Some(Self { wants, weight: parameter.map_or(Some(1_000), weight)? })
    }
}

/// Thousandths of `q=0.7`. Some clients send more than the three digits that are allowed; those
/// beyond are cut off.
fn weight(parameter: &str) -> Option<u16> {
    let (name, value) = parameter.split_once('=')?;
    if !name.trim().eq_ignore_ascii_case("q") {
        return None;
    }
    let (whole, fraction) = value.trim().split_once('.').unwrap_or((value.trim(), ""));
    if !fraction.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let thousandths = fraction.chars().chain("000".chars()).take(3).collect::<String>();
    match (whole, thousandths.parse().ok()?) {
        ("0", thousandths) => Some(thousandths),
        ("1", 0) => Some(1_000),
        _ => None,
    }
}

fn is_subtag(text: &str) -> bool {
    (1..=8).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_alphanumeric())
}

/// A tag of a language as a merchant knows its customer's, whether there is text in it or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocaleTag(String);

/// Why a text is no tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This is not a language tag such as de or pt-BR.")]
pub struct InvalidTag;

impl LocaleTag {
    /// Reads a tag of the form of BCP 47; `pt_BR` is one too.
    ///
    /// # Errors
    /// [`InvalidTag`] where the text has not its form.
    pub fn parse(text: &str) -> Result<Self, InvalidTag> {
        let mut subtags = text.split(['-', '_']);
        let language = subtags.next().unwrap_or_default();
        let is_language = (2..=8).contains(&language.len())
            && language.bytes().all(|byte| byte.is_ascii_alphabetic());
        let well_formed = text.len() <= LONGEST_TAG && is_language && subtags.all(is_subtag);
        if well_formed { Ok(Self(text.to_owned())) } else { Err(InvalidTag) }
    }

    /// The tag as it was sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Locale;

    #[test]
    fn a_tag_says_which_language() {
        for locale in Locale::ALL {
            assert_eq!(Locale::parse(locale.tag()), Some(locale));
        }
        for (tag, expected) in [
            ("EN-gb", Locale::En),
            ("de_AT", Locale::De),
            ("de-Latn-CH-1996", Locale::De),
            (" fr-CA ", Locale::Fr),
            ("es-419", Locale::Es),
            ("pt-br", Locale::PtBr),
            ("pt_Latn_BR", Locale::PtBr),
            ("pt-PT", Locale::Pt),
            ("pt-AO", Locale::Pt),
            ("pt-x-br", Locale::Pt),
            ("zh", Locale::ZhHans),
            ("zh-CN", Locale::ZhHans),
            ("zh-SG", Locale::ZhHans),
            ("zh-Hans-CN", Locale::ZhHans),
            ("zh-hans-hk", Locale::ZhHans),
            ("ar-EG-u-nu-latn", Locale::Ar),
        ] {
            assert_eq!(Locale::parse(tag), Some(expected), "{tag}");
        }
    }

    #[test]
    fn what_there_is_no_text_in_is_no_language_of_ours() {
        for tag in [
            "",
            "-",
            "e",
            "eng",
            "english",
            "xx",
            "zh-TW",
            "zh-Hant",
            "zh-Hant-CN",
            "zh_HK",
            "zh-MO",
            "de-",
            "de--AT",
            "de AT",
            "de-ÄÖ",
            "de;q=1",
            "de-abcdefghi",
            "*",
            "d\0e",
        ] {
            assert_eq!(Locale::parse(tag), None, "{tag}");
        }
        let of_length =
            |length: usize| "de-abc45".to_owned() + &"-abc4567".repeat((length - 8) / 8);
        assert_eq!(Locale::parse(&of_length(64)), Some(Locale::De));
        assert_eq!(Locale::parse(&of_length(72)), None);
    }

    #[test]
    fn a_header_is_read_by_its_weights() {
        for (header, expected) in [
            ("de", Locale::De),
            ("fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5", Locale::Fr),
            ("en;q=0.5, de;q=0.6, fr;q=0.55", Locale::De),
            ("de;q=0.5, fr;q=0.5", Locale::De),
            ("de ; q=0.1 , fr ; Q=0.100001", Locale::De),
            ("da, pl;q=0.001", Locale::Pl),
            ("it;q=1.000, de;q=0.999", Locale::It),
            ("zh-TW, zh-Hant;q=0.9, ja;q=0.5", Locale::Ja),
            ("zh-TW, zh;q=0.9, en;q=0.8", Locale::ZhHans),
            ("pt-BR, pt;q=0.9", Locale::PtBr),
            (",, ,nl,", Locale::Nl),
        ] {
            assert_eq!(Locale::negotiate(header), expected, "{header}");
        }
    }

    #[test]
    fn what_weighs_nothing_is_refused() {
        for (header, expected) in [
            ("de;q=0", Locale::En),
            ("en;q=0, sv;q=0.1", Locale::Sv),
            ("de, de;q=0, fr;q=0.1", Locale::Fr),
            ("pt-BR;q=0.0, pt-PT;q=0.2", Locale::Pt),
            ("*;q=0", Locale::En),
            ("*", Locale::En),
            ("*, en;q=0", Locale::De),
            ("*;q=0.8, en;q=0.5, de;q=0.4", Locale::Fr),
            ("ko;q=0.5, *;q=0.8", Locale::En),
        ] {
            assert_eq!(Locale::negotiate(header), expected, "{header}");
        }
    }

    #[test]
    fn an_entry_that_is_none_is_passed_over() {
        for broken in [
            "de;q=2",
            "de;q=-1",
            "de;q=",
            "de;q",
            "de;",
            "de;q=0,5",
            "de;q=1.5",
            "de;q=NaN",
            "de;level=1",
            "de;q=0.5;q=1",
            "de;q=١",
            "de;q=00.5",
            "de fr",
            "\u{0}",
            "ÿ",
        ] {
            let header = format!("{broken}, it;q=0.001");
            assert_eq!(Locale::negotiate(&header), Locale::It, "{header}");
        }
    }

    #[test]
    fn a_header_without_end_is_read_no_further_than_it_makes_sense() {
        assert_eq!(Locale::negotiate(&"a,".repeat(63)), Locale::En);
        assert_eq!(Locale::negotiate(&("a,".repeat(63) + "de")), Locale::De);
        assert_eq!(Locale::negotiate(&("a,".repeat(64) + "de")), Locale::En);
        for endless in ["x", "-", ";", ",", "*", "é", "de-", "q=0.", "de;q=0.5,", "\u{1f511}"] {
            let _chosen = Locale::negotiate(&endless.repeat(100_000));
        }
        assert_eq!(Locale::negotiate(&format!("de;q=0.{}", "9".repeat(100_000))), Locale::De);
        assert_eq!(Locale::negotiate(&format!("de;q={}", "9".repeat(100_000))), Locale::En);
    }

    #[test]
    fn only_arabic_is_written_from_the_right() {
        for locale in Locale::ALL {
            assert_eq!(locale.direction() == "rtl", locale == Locale::Ar);
            assert!(!locale.native_name().is_empty());
        }
    }
}
