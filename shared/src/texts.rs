//! What people read, in their language: the messages of `shared/locales`, one file a language.
//!
//! A language is parsed when the first text in it is asked for, once in a process; decision 0009
//! says why by Fluent.

use std::sync::OnceLock;

pub use fluent_bundle::FluentValue;
use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

use crate::domain::locale::Locale;

/// The text of one language.
#[derive(Clone, Copy, Debug)]
pub struct Texts {
    locale: Locale,
}

impl Texts {
    /// The text of this language.
    #[must_use]
    pub fn of(locale: Locale) -> Self {
        Self { locale }
    }

    /// Which language it is.
    #[must_use]
    pub fn locale(self) -> Locale {
        self.locale
    }

    /// A message without arguments.
    #[must_use]
    pub fn say(self, id: &str) -> String {
        self.with::<FluentValue<'_>, 0>(id, [])
    }

    /// A message with its arguments: texts as `&str` or `String`, and numbers, which choose between
    /// plural forms, as `u32` and the like. Where it takes both, each is made a [`FluentValue`].
    ///
    /// A message that this language lacks, or cannot put together, is English, and an error in the
    /// log; `tests/it/texts.rs` holds that there is none.
    #[must_use]
    pub fn with<'a, V, const N: usize>(self, id: &str, arguments: [(&'static str, V); N]) -> String
    where
        V: Into<FluentValue<'a>>,
    {
        let arguments: FluentArgs<'a> = arguments.into_iter().collect();
        let said = language(self.locale).format(id, &arguments).or_else(|| {
            // The arguments are not logged: one may be a code or an address.
            tracing::error!(id, locale = self.locale.tag(), "a message cannot be said");
            language(Locale::En).format(id, &arguments)
        });
        said.unwrap_or_else(|| id.to_owned())
    }
}

/// One language's messages, parsed or not yet.
struct Language {
    locale: Locale,
    source: &'static str,
    messages: OnceLock<FluentBundle<FluentResource>>,
}

fn language(locale: Locale) -> &'static Language {
    /// The language of this file of messages.
    macro_rules! language {
        ($locale:ident, $tag:literal) => {{
            static LANGUAGE: Language = Language {
                locale: Locale::$locale,
                source: include_str!(concat!("../locales/", $tag, ".ftl")),
                messages: OnceLock::new(),
            };
            &LANGUAGE
        }};
    }
    match locale {
        Locale::En => language!(En, "en"),
        Locale::De => language!(De, "de"),
        Locale::Fr => language!(Fr, "fr"),
        Locale::Es => language!(Es, "es"),
        Locale::It => language!(It, "it"),
        Locale::Nl => language!(Nl, "nl"),
        Locale::PtBr => language!(PtBr, "pt-BR"),
        Locale::Pt => language!(Pt, "pt"),
        Locale::Sv => language!(Sv, "sv"),
        Locale::Pl => language!(Pl, "pl"),
        Locale::Ja => language!(Ja, "ja"),
        Locale::Ko => language!(Ko, "ko"),
        Locale::ZhHans => language!(ZhHans, "zh-Hans"),
        Locale::Ar => language!(Ar, "ar"),
    }
}

impl Language {
    /// The message, or none where there is no such message or an argument of it is missing.
    fn format(&self, id: &str, arguments: &FluentArgs<'_>) -> Option<String> {
        let messages = self.messages.get_or_init(|| self.parse());
        let pattern = messages.get_message(id)?.value()?;
        let mut errors = Vec::new();
        let text = messages.format_pattern(pattern, Some(arguments), &mut errors);
        errors.is_empty().then(|| text.into_owned())
    }

    fn parse(&self) -> FluentBundle<FluentResource> {
        // What of a file does not parse is missing, and said in English.
        let messages = FluentResource::try_new(self.source.to_owned());
        let messages = messages.unwrap_or_else(|(parsed, _errors)| parsed);
        let mut bundle = FluentBundle::new_concurrent(vec![self.plural_rules()]);
        // Invisible marks around each argument keep a Latin name from turning round the Arabic
        // sentence it stands in (Unicode UAX 9, section 2.7). Where all is written from the left
        // they would only be in the way of whoever copies, searches or compares a text.
        bundle.set_use_isolating(self.locale.direction() == "rtl");
        bundle.add_resource_overriding(messages);
        bundle
    }

    /// Whose plurals its messages have. CLDR's `pt` is Brazil's, where zero is singular.
    fn plural_rules(&self) -> LanguageIdentifier {
        let tag = if self.locale == Locale::Pt { "pt-PT" } else { self.locale.tag() };
        tag.parse().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::{FluentValue, Texts};
    use crate::domain::locale::Locale;

    #[test]
    fn a_message_is_said_in_its_language() {
        let say = |locale| Texts::of(locale).say("mail-your-code");
        assert_eq!(say(Locale::En), "Your code:");
        assert_eq!(say(Locale::De), "Ihr Code:");
        assert_eq!(Texts::of(Locale::Ko).locale(), Locale::Ko);
    }

    #[test]
    fn arguments_are_texts_and_numbers() {
        let texts = Texts::of(Locale::En);
        let organization = String::from("Acme");
        for said in [
            texts.with("mail-subject", [("organization", "Acme")]),
            texts.with("mail-subject", [("organization", &organization)]),
            texts.with("mail-subject", [("organization", organization.clone())]),
            texts.with(
                "mail-subject",
                [("organization", FluentValue::from("Acme")), ("unused", 3_u32.into())],
            ),
        ] {
            assert_eq!(said, "Sign in to Acme");
        }
        let said = texts.with("mail-good-for-minutes", [("minutes", 1_234_u32)]);
        assert!(said.contains(" 1234 minutes"), "{said}");
    }

    #[test]
    fn an_argument_is_text_and_nothing_else() {
        let name = "{ $x } { mail-your-code } \"\\u0041\" = \n*[a]";
        let said = Texts::of(Locale::En).with("mail-subject", [("organization", name)]);
        assert_eq!(said, format!("Sign in to {name}"));
    }

    #[test]
    fn a_message_that_cannot_be_said_is_named_and_no_crash() {
        for locale in Locale::ALL {
            assert_eq!(Texts::of(locale).say("no-such-message"), "no-such-message");
            assert_eq!(Texts::of(locale).say("mail-subject"), "mail-subject");
            assert_eq!(Texts::of(locale).say(""), "");
        }
    }

    #[test]
    fn only_arabic_marks_where_an_argument_begins_and_ends() {
        for locale in Locale::ALL {
            let said = Texts::of(locale).with("mail-subject", [("organization", "Acme")]);
            let is_isolated = said.contains("\u{2068}Acme\u{2069}");
            assert_eq!(is_isolated, locale == Locale::Ar, "{said}");
            assert!(said.contains("Acme"));
        }
    }

    #[test]
    fn plurals_are_each_language_s_own() {
        for (locale, minutes, part) in [
            (Locale::En, 0, "0 minutes"),
            (Locale::En, 1, "1 minute "),
            (Locale::En, 2, "2 minutes"),
            (Locale::De, 1, "1 Minute "),
            (Locale::De, 15, "15 Minuten"),
            (Locale::Fr, 0, "0 minute "),
            (Locale::Fr, 2, "2 minutes"),
            (Locale::PtBr, 0, "0 minuto "),
            (Locale::Pt, 0, "0 minutos"),
            (Locale::Pt, 1, "1 minuto "),
            (Locale::Pl, 1, "1 minutę"),
            (Locale::Pl, 3, "3 minuty"),
            (Locale::Pl, 5, "5 minut "),
            (Locale::Pl, 11, "11 minut "),
            (Locale::Pl, 22, "22 minuty"),
            (Locale::Ja, 1, "1分"),
            (Locale::ZhHans, 15, "15 分钟"),
            (Locale::Ar, 0, "أقل من دقيقة"),
            (Locale::Ar, 1, "دقيقة واحدة"),
            (Locale::Ar, 2, "دقيقتين"),
            (Locale::Ar, 3, "\u{2068}3\u{2069} دقائق"),
            (Locale::Ar, 11, "\u{2068}11\u{2069} دقيقة"),
            (Locale::Ar, 100, "\u{2068}100\u{2069} دقيقة"),
        ] {
            let said = Texts::of(locale).with("mail-good-for-minutes", [("minutes", minutes)]);
            assert!(said.contains(part), "{said}");
        }
    }
}
