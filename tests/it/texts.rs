//! The messages of `shared/locales`: complete in every language, used, and said without a fault.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use fluent_syntax::ast::{
    CallArguments, Entry, Expression, InlineExpression, Message, Pattern, PatternElement,
};
use shared::{domain::locale::Locale, texts::Texts};
use tests::{World, logged};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Where messages are used.
const SOURCES: [&str; 3] = ["functions", "shared/src", "local"];

/// What is the same in English and in another language, and rightly so: the tag and the message.
const LIKE_ENGLISH: [(&str, &str); 5] = [
    ("de", "account-name"),
    ("de", "account-team"),
    ("it", "account-team"),
    ("nl", "account-team"),
    ("sv", "account-team"),
];

/// Numbers that between them have every plural form of every language.
const NUMBERS: [u32; 7] = [0, 1, 2, 3, 5, 11, 100];

fn locales() -> PathBuf {
    Path::new(ROOT).join("shared/locales")
}

/// The messages of a language; it fails where its file is not Fluent.
fn messages(tag: &str) -> FluentResource {
    let source = fs::read_to_string(locales().join(format!("{tag}.ftl"))).unwrap();
    FluentResource::try_new(source).map_err(|(_, errors)| (tag, errors)).unwrap()
}

/// One text: a message's or an attribute's.
struct Text<'a> {
    name: String,
    variables: BTreeSet<&'a str>,
    pattern: &'a Pattern<&'a str>,
}

fn texts(messages: &FluentResource) -> Vec<Text<'_>> {
    messages.entries().flat_map(texts_of_entry).collect()
}

fn texts_of_entry<'a>(entry: &'a Entry<&'a str>) -> Vec<Text<'a>> {
    let Entry::Message(Message { id, value, attributes, .. }) = entry else { return Vec::new() };
    let text = |name: String, pattern| {
        let mut variables = BTreeSet::new();
        in_pattern(pattern, &mut variables);
        Text { name, variables, pattern }
    };
    let own = value.iter().map(|pattern| text(id.name.to_owned(), pattern));
    let attributes = attributes.iter();
    own.chain(attributes.map(|it| text(format!("{}.{}", id.name, it.id.name), &it.value))).collect()
}

fn in_pattern<'a>(pattern: &Pattern<&'a str>, variables: &mut BTreeSet<&'a str>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            in_expression(expression, variables);
        }
    }
}

fn in_expression<'a>(expression: &Expression<&'a str>, variables: &mut BTreeSet<&'a str>) {
    match expression {
        Expression::Inline(inline) => in_inline(inline, variables),
        Expression::Select { selector, variants } => {
            in_inline(selector, variables);
            for variant in variants {
                in_pattern(&variant.value, variables);
            }
        }
    }
}

fn in_inline<'a>(inline: &InlineExpression<&'a str>, variables: &mut BTreeSet<&'a str>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            variables.insert(id.name);
        }
        InlineExpression::Placeable { expression } => in_expression(expression, variables),
        InlineExpression::FunctionReference { arguments, .. } => in_call(arguments, variables),
        InlineExpression::TermReference { arguments: Some(arguments), .. } => {
            in_call(arguments, variables);
        }
        _ => {}
    }
}

fn in_call<'a>(arguments: &CallArguments<&'a str>, variables: &mut BTreeSet<&'a str>) {
    for argument in &arguments.positional {
        in_inline(argument, variables);
    }
    for argument in &arguments.named {
        in_inline(&argument.value, variables);
    }
}

/// Each text of a language as it is said with this in place of every variable.
fn said(tag: &str, value: &FluentValue<'_>) -> Vec<(String, String)> {
    let mut bundle = FluentBundle::new(vec![tag.parse().unwrap()]);
    bundle.set_use_isolating(false);
    bundle.add_resource(messages(tag)).map_err(|errors| (tag, errors)).unwrap();
    let messages = messages(tag);
    let texts = texts(&messages);
    let said = texts.iter().map(|text| {
        let arguments: FluentArgs<'_> =
            text.variables.iter().map(|name| (*name, value.clone())).collect();
        let mut errors = Vec::new();
        let said = bundle.format_pattern(text.pattern, Some(&arguments), &mut errors).into_owned();
        assert!(errors.is_empty(), "{tag}.ftl, {}: {errors:?}", text.name);
        (text.name.clone(), said)
    });
    said.collect()
}

/// The ids of messages that a source says: `say("id"` and `.with("id"`.
fn uses(source: &str) -> impl Iterator<Item = &str> {
    // Unit tests say what is in no file, to see what happens.
    let source = source.split("#[cfg(test)]").next().unwrap();
    let says = source.match_indices("say(").chain(source.match_indices(".with("));
    says.filter_map(|(at, call)| {
        let argument = source[at + call.len()..].trim_start().strip_prefix('"')?;
        argument.split('"').next()
    })
}

/// Every source's path and content, Rust and templates.
fn sources() -> Vec<(PathBuf, String)> {
    let mut folders: Vec<_> = SOURCES.iter().map(|it| Path::new(ROOT).join(it)).collect();
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let extension = path.extension().and_then(|it| it.to_str());
            if path.is_dir() {
                folders.push(path);
            } else if matches!(extension, Some("rs" | "html" | "txt")) {
                let content = fs::read_to_string(&path).unwrap();
                sources.push((path, content));
            }
        }
    }
    sources
}

#[test]
fn every_language_has_a_file_and_every_file_a_language() {
    let files = fs::read_dir(locales()).unwrap().map(|it| it.unwrap().file_name());
    let files: BTreeSet<_> = files.map(|it| it.into_string().unwrap()).collect();
    let expected = Locale::ALL.map(|locale| format!("{}.ftl", locale.tag()));
    assert_eq!(files, BTreeSet::from(expected));
}

#[test]
fn every_language_has_the_messages_of_english_and_no_others() {
    let shapes = |tag: &str| -> BTreeSet<String> {
        let messages = messages(tag);
        let texts = texts(&messages);
        texts.iter().map(|text| format!("{} {:?}", text.name, text.variables)).collect()
    };
    let english = shapes(Locale::En.tag());
    for tag in Locale::ALL.map(Locale::tag) {
        let own = shapes(tag);
        let lacks: Vec<_> = english.difference(&own).collect();
        let has: Vec<_> = own.difference(&english).collect();
        assert!(lacks.is_empty() && has.is_empty(), "{tag}.ftl lacks {lacks:?} and has {has:?}");
    }
}

#[test]
fn every_message_is_used_and_every_message_used_is_there() {
    let english = messages(Locale::En.tag());
    let texts = texts(&english);
    let there: BTreeSet<_> = texts.iter().filter_map(|it| it.name.split('.').next()).collect();
    let sources = sources();
    let mut used = BTreeSet::new();
    for (path, source) in &sources {
        for id in uses(source) {
            assert!(there.contains(id), "{}: there is no message {id:?}", path.display());
            used.insert(id);
        }
    }
    let unused: Vec<_> = there.difference(&used).collect();
    assert!(unused.is_empty(), "nothing says {unused:?}");
}

#[test]
fn every_message_can_be_said_in_every_language() {
    let numbers = NUMBERS.map(FluentValue::from);
    for value in numbers.iter().chain(&[FluentValue::from("Acme")]) {
        for tag in Locale::ALL.map(Locale::tag) {
            for (name, said) in said(tag, value) {
                assert!(!said.trim().is_empty(), "{tag}.ftl, {name} with {value:?}");
            }
        }
    }
}

#[test]
fn nothing_is_left_in_english() {
    for value in [FluentValue::from("Acme"), FluentValue::from(5)] {
        let english = said(Locale::En.tag(), &value);
        for tag in Locale::ALL.map(Locale::tag).into_iter().filter(|tag| *tag != "en") {
            let own = said(tag, &value);
            let same = own.iter().filter(|it| english.contains(it));
            let same: Vec<_> = same.filter(|it| !LIKE_ENGLISH.contains(&(tag, &it.0))).collect();
            assert!(same.is_empty(), "{tag}.ftl says in English: {same:?}");
        }
    }
}

#[tokio::test]
async fn what_cannot_be_said_is_logged_without_its_arguments() {
    let _logs = World::new().await;
    let texts = Texts::of(Locale::It);
    assert_eq!(texts.with("mail-of-nobody", [("code", "not-for-a-log")]), "mail-of-nobody");
    let _misnamed = texts.with("mail-subject", [("not-for-a-log", "not-for-a-log")]);
    let logged = logged();
    let line = logged.lines().find(|line| line.contains("mail-of-nobody")).unwrap();
    for part in ["\"ERROR\"", "a message cannot be said", "\"locale\":\"it\""] {
        assert!(line.contains(part), "{line}");
    }
    assert!(!logged.contains("not-for-a-log"));
}
