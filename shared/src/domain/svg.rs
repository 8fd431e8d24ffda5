//! Whether an SVG only draws.
//!
//! This looks through the text and does not parse it, so that no parser has to agree with those of
//! the browsers: what looks like a tag, an attribute or a reference is one, wherever it stands, and
//! other ways to spell such a thing are refused. It errs by refusing.

use super::logo::InvalidLogo;

const NAMESPACE: &str = "http://www.w3.org/2000/svg";

/// What spells a name so that one does not see it, or loads things by a name of its own: character
/// references, CSS escapes, elements of HTML, another base of `#`.
const REFUSED: [&str; 7] =
    ["&#", "\\", "/1999/xhtml", "xml:base", "javascript:", "@import", "image-set("];
/// Elements that run or embed things; animation can set an attribute after we have looked.
const ACTIVE: [&str; 8] = [
    "animate",
    "animatecolor",
    "animatemotion",
    "animatetransform",
    "foreignobject",
    "handler",
    "script",
    "set",
];

/// Checks that a file is an SVG, and that it can do nothing but draw.
///
/// # Errors
/// [`InvalidLogo::OtherType`] where it is no SVG, [`InvalidLogo::ActiveSvg`] where it can do more.
pub(super) fn check(bytes: &[u8]) -> Result<(), InvalidLogo> {
    let text = std::str::from_utf8(bytes).map_err(|_| InvalidLogo::OtherType)?;
    if !text.contains("<svg") || !text.contains(NAMESPACE) {
        return Err(InvalidLogo::OtherType);
    }
    let text = without_comments(text).ok_or(InvalidLogo::ActiveSvg)?;
    if !only_draws(&text.to_ascii_lowercase()) {
        return Err(InvalidLogo::ActiveSvg);
    }
    let root = text.trim_start().strip_prefix('<').map(name);
    if root == Some("svg") { Ok(()) } else { Err(InvalidLogo::OtherType) }
}

/// The text without comments, which could part a word in a style sheet, and without the XML
/// declaration; nothing where that names an encoding which is not the one we read, or where a
/// comment has no end.
fn without_comments(text: &str) -> Option<String> {
    let mut rest = text.trim_start_matches('\u{feff}');
    if rest.starts_with("<?xml ") {
        let (declaration, after) = rest.split_once("?>")?;
        let declaration = declaration.to_ascii_lowercase();
        if declaration.contains("encoding") && !declaration.contains("utf-8") {
            return None;
        }
        rest = after;
    }
    let mut bare = String::with_capacity(rest.len());
    while let Some((before, comment)) = rest.split_once("<!--") {
        bare.push_str(before);
        (_, rest) = comment.split_once("-->")?;
    }
    bare.push_str(rest);
    Some(bare)
}

/// Whether a text in lower case has nothing of what this module is to find.
fn only_draws(text: &str) -> bool {
    let is_odd = |it: char| it.is_control() && !['\t', '\n', '\r'].contains(&it);
    let tags: Vec<&str> = text.split('<').skip(1).collect();
    let after = |pattern: &'static str| text.split(pattern).skip(1);
    let mut attributes = text.match_indices('=').map(|(at, _)| text.split_at(at));

    !text.contains(is_odd)
        && !REFUSED.into_iter().any(|it| text.contains(it))
        && tags.iter().all(|tag| is_passive(tag))
        && tags.windows(2).all(|pair| !matches!(pair, [one, next] if parts_style(one, next)))
        && attributes.all(|(before, value)| sets_nothing_active(before, value))
        && after("url(").all(leads_inside)
}

/// Whether what is behind a `<` is an element that draws: no declaration, no instruction.
fn is_passive(tag: &str) -> bool {
    !tag.starts_with(['!', '?']) && !ACTIVE.contains(&name(tag.trim_start_matches('/')))
}

/// Whether a style sheet has an element in it, which could part a word of it.
fn parts_style(tag: &str, next: &str) -> bool {
    name(tag) == "style" && !tag.trim_end().ends_with("/>") && !next.starts_with('/')
}

/// Whether the attribute whose name ends the first text is no event handler, and no reference that
/// leads out.
fn sets_nothing_active(before: &str, value: &str) -> bool {
    let before = before.trim_end();
    let name = before.rsplit(|it: char| !it.is_ascii_alphanumeric() && !"_-.".contains(it)).next();
    match name {
        Some("href" | "src") => leads_inside(value.trim_start_matches('=')),
        Some(name) => !name.starts_with("on"),
        None => true,
    }
}

/// Whether a reference, quoted or not, is to a part of the picture itself.
fn leads_inside(reference: &str) -> bool {
    reference.trim_start().trim_start_matches(['"', '\'']).trim_start().starts_with('#')
}

/// The name of a tag, without the prefix of its namespace.
fn name(tag: &str) -> &str {
    let name = tag.split(|it: char| it.is_whitespace() || "/>".contains(it)).next();
    name.and_then(|name| name.rsplit(':').next()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::domain::logo::InvalidLogo;

    fn svg(inside: &str) -> String {
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\">{inside}</svg>")
    }

    #[test]
    fn a_drawing_is_taken() {
        for inside in [
            "",
            "<title>Café = on top</title><path d='M0 0h9v9z' fill='#c00'/>",
            "<!-- Generator: a tool -- of sorts --><g/>",
            "<style>.a{fill:#c00}@media (prefers-color-scheme:dark){.a{fill:#fff}}</style>",
            "<style type='text/css'/><g/>",
            "<style></style><g/>",
            "<linearGradient id='a'/><path fill='url(#a)' style=\"stroke:url( '#a' )\"/>",
            "<use href='#a' xmlns:xlink='http://www.w3.org/1999/xlink' xlink:href = \"#a\"/>",
            "<metadata><cc:license rdf:resource='http://example.com/'/></metadata>",
            "<text>Smith &amp; Söhne</text>",
        ] {
            assert_eq!(check(svg(inside).as_bytes()), Ok(()), "{inside}");
        }
        for before in [
            "\u{feff}",
            "\n",
            "<?xml version='1.0' encoding='UTF-8'?>\n<!-- <script> is not meant -->\n",
            "<?xml version='1.0' standalone='no'?>",
        ] {
            let text = format!("{before}{}", svg("<g/>"));
            assert_eq!(check(text.as_bytes()), Ok(()), "{before}");
        }
    }

    #[test]
    fn what_does_more_is_refused() {
        for inside in [
            "<script>alert(1)</script>",
            "<SCRIPT/>",
            "<s:script xmlns:s='http://www.w3.org/2000/svg'/>",
            "<script\n>alert(1)</script>",
            "<g onload='alert(1)'/>",
            "<g\tOnClick = 'alert(1)'/>",
            "<g id='a'onclick='alert(1)'/>",
            "<a href='javascript:alert(1)'/>",
            "<a href=' JavaScript:alert(1)'/>",
            "<a href='&#106;avascript:alert(1)'/>",
            "<a xlink:href=\"https://example.com/\"/>",
            "<a x:HREF = 'https://example.com/'/>",
            "<image href='//example.com/a.png'/>",
            "<use href='data:image/svg+xml;base64,PHN2Zz4='/>",
            "<use href='a.svg#b'/>",
            "<foreignObject/>",
            "<svg:foreignobject/>",
            "<set attributeName='href' to='https://example.com/'/>",
            "<animate attributeName='href' values='a;b'/>",
            "<h:img xmlns:h='http://www.w3.org/1999/xhtml'/>",
            "<img src='https://example.com/'/>",
            "<style>@import 'https://example.com/a.css';</style>",
            "<style>@im<g/>port 'https://example.com/a.css';</style>",
            "<style>@im<!-- -->port 'https://example.com/a.css';</style>",
            "<style>@im<![CDATA[port]]> 'https://example.com/a.css';</style>",
            "<style>.a{fill:url(https://example.com/)}</style>",
            "<style>.a{fill:URL( \"https://example.com/\")}</style>",
            "<style>.a{fill:u\\72l(https://example.com/)}</style>",
            "<path style='fill:url(&quot;https://example.com/&quot;)'/>",
            "<path fill='url(//example.com/)'/>",
            "<g xml:base='https://example.com/'/>",
            "<?xml-stylesheet href='#a'?>",
            "<!-- no end",
            "\u{1b}",
            "\0",
        ] {
            let refused = check(svg(inside).as_bytes());
            assert_eq!(refused, Err(InvalidLogo::ActiveSvg), "{inside}");
        }
        for before in [
            "<!DOCTYPE svg>",
            "<!DOCTYPE svg [<!ENTITY a 'b'>]>",
            "<?xml version='1.0'?><!doctype svg>",
            "<?xml version='1.0' encoding='UTF-7'?>",
            "<?xml-stylesheet href='https://example.com/a.css'?>",
        ] {
            let refused = check(format!("{before}{}", svg("")).as_bytes());
            assert_eq!(refused, Err(InvalidLogo::ActiveSvg), "{before}");
        }
    }

    #[test]
    fn what_is_no_svg_is_refused() {
        for text in [
            "",
            "logo",
            "<svg/>",
            "<svg xmlns='http://example.com/'/>",
            "<p>http://www.w3.org/2000/svg</p>",
            "<svgs xmlns='http://www.w3.org/2000/svg'/>",
            &format!("<g>{}</g>", svg("")),
            &format!("logo {}", svg("")),
        ] {
            assert_eq!(check(text.as_bytes()), Err(InvalidLogo::OtherType), "{text}");
        }
        let latin1 = b"<svg xmlns='http://www.w3.org/2000/svg'><title>Caf\xe9</title></svg>";
        assert_eq!(check(latin1), Err(InvalidLogo::OtherType));
    }
}
