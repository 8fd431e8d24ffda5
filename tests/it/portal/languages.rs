//! Languages: which one a page and its mail are in.

use shared::{domain::locale::Locale, texts::Texts};
use tests::{Browser, Shown, World};

use super::{enter_newest_code, for_ada, link};

/// A browser that accepts these languages.
fn accepting<'w>(world: &'w World, languages: &str) -> Browser<'w> {
    Browser::of(world, "acme").with("accept-language", languages)
}

/// Fails unless a page is in this language, and says so everywhere.
#[track_caller]
fn assert_in(shown: &Shown, locale: Locale) {
    assert_eq!(shown.of_html("lang").as_deref(), Some(locale.tag()));
    assert_eq!(shown.of_html("dir").as_deref(), Some(locale.direction()));
    assert_eq!(shown.0.header("content-language"), Some(locale.tag()));
    let selected = format!("<option value=\"{0}\" lang=\"{0}\" selected>", locale.tag());
    // A page that says what went wrong may belong to no portal, and has nothing to choose.
    let choices = usize::from(shown.html().contains("<footer>"));
    assert_eq!(shown.html().matches(" selected").count(), choices);
    assert_eq!(shown.html().matches(&selected).count(), choices);
}

#[tokio::test]
async fn a_page_is_in_a_language_that_the_browser_accepts() {
    let world = World::new().await;
    for (accepted, locale) in [
        ("de", Locale::De),
        ("de-AT,de;q=0.9,en;q=0.8", Locale::De),
        ("tlh, fr;q=0.5, en;q=0.4", Locale::Fr),
        ("pt", Locale::Pt),
        ("pt-BR", Locale::PtBr),
        ("zh-CN", Locale::ZhHans),
        ("zh-TW, ja;q=0.1", Locale::Ja),
        ("ar-EG", Locale::Ar),
        ("tlh", Locale::En),
        ("", Locale::En),
        (";;;q=,\"", Locale::En),
    ] {
        let shown = accepting(&world, accepted).get("").await.expect(200);
        assert_in(&shown, locale);
        assert!(shown.cookie("locale").is_none(), "nobody chose it");
    }
    assert_in(&Browser::of(&world, "acme").get("").await, Locale::En);
}

#[tokio::test]
async fn a_language_that_was_chosen_is_remembered() {
    let world = World::new().await;
    for locale in Locale::ALL {
        let mut browser = accepting(&world, "sv");
        let shown = browser.get(&format!("?locale={}", locale.tag())).await.expect(200);
        assert_in(&shown, locale);
        let cookie = shown.cookie("locale=").unwrap();
        assert!(cookie.ends_with("; Max-Age=31536000"), "{cookie}");
        for place in ["", "authenticate"] {
            let shown = browser.get(place).await.expect(200);
            assert_in(&shown, locale);
            assert!(shown.cookie("locale").is_none(), "it is remembered already");
        }
        assert_in(&browser.get("nothing").await.expect(404), locale);
        assert_in(&browser.post("", &[("email", "x")]).await.expect(422), locale);
        // It is the visitor's, whoever's portal it is.
        assert_in(&browser.at("globex").get("").await, locale);
    }
}

#[tokio::test]
async fn a_language_that_there_is_not_changes_nothing() {
    let world = World::new().await;
    let mut browser = accepting(&world, "sv");
    browser.get("?locale=it").await.expect(200);
    for unknown in ["xx", "", "zh-TW", "../../en", "%22%3E%3Cscript%3E", &"e".repeat(2_000)] {
        let shown = browser.get(&format!("?locale={unknown}")).await.expect(200);
        assert_in(&shown, Locale::It);
        assert!(shown.cookie("locale").is_none(), "{unknown}");
        let mut fresh = accepting(&world, "sv");
        assert_in(&fresh.get(&format!("?locale={unknown}")).await, Locale::Sv);
    }
    for garbage in ["xx", "", "%22", "en\u{1}"] {
        let mut browser = accepting(&world, "ko");
        if let Ok(header) = http::HeaderValue::from_str(garbage) {
            browser.set_cookie("locale", header.to_str().unwrap());
        }
        assert_in(&browser.get("").await.expect(200), Locale::Ko);
    }
}

#[tokio::test]
async fn a_mail_is_in_the_language_of_the_page_that_asked_for_it() {
    let world = World::unlimited().await;
    let subject = |locale| Texts::of(locale).with("mail-subject", [("organization", "Acme")]);
    assert_ne!(subject(Locale::De), subject(Locale::Fr));
    for locale in Locale::ALL {
        let mut browser = accepting(&world, "sv");
        browser.get(&format!("?locale={}", locale.tag())).await.expect(200);
        browser.post("", &[("email", world.email())]).await.expect(303);
        assert_eq!(world.mails().await[0].subject, subject(locale));
        assert_in(&browser.follow().await.expect(200), locale);
        // Another code is in what is then the page's.
        browser.get("authenticate?locale=fr").await.expect(200);
        world.clock.advance(30);
        browser.post("resend", &[]).await.expect(303);
        assert_eq!(world.mails().await[0].subject, subject(Locale::Fr));
    }
    let mut browser = accepting(&world, "de-CH, en;q=0.5");
    browser.get("").await.expect(200);
    browser.post("", &[("email", world.email())]).await.expect(303);
    assert_eq!(world.mails().await[0].subject, subject(Locale::De));
    assert_in(&browser.follow().await, Locale::De);
    enter_newest_code(&mut browser, &world).await.expect(303);
    assert_in(&browser.follow().await, Locale::De);
}

#[tokio::test]
async fn a_page_that_says_what_went_wrong_is_in_the_language_too() {
    let world = World::new().await;
    let mut browser = accepting(&world, "ar");
    assert_in(&browser.get("/initech/portal").await.expect(404), Locale::Ar);
    assert_in(&browser.get("sign-out").await.expect(405), Locale::Ar);
    assert_in(&browser.get("/initech/portal?locale=ja").await.expect(404), Locale::Ja);
    let mut stranger = accepting(&world, "pl");
    assert_in(&stranger.post("", &[("email", world.email())]).await.expect(403), Locale::Pl);
    world.clock.advance(60);
    world.wire.decide(|_, _| tests::Verdict::Refuse(400, "ValidationException"));
    assert_in(&browser.get("").await.expect(500), Locale::Ar);
}

#[tokio::test]
async fn a_language_in_a_link_s_address_is_remembered_on_the_way() {
    let world = World::new().await;
    let link = link(&world, &for_ada(&world)).await;
    let mut browser = accepting(&world, "sv");
    let shown = browser.get(&format!("{link}&locale=de")).await;
    shown.expect_location("/acme/portal/continue");
    assert_in(&browser.follow().await.expect(200), Locale::De);
    browser.get("?link=garbage&locale=nl").await.expect_location("/acme/portal");
    assert_in(&browser.follow().await.expect(200), Locale::Nl);
}

#[tokio::test]
async fn the_form_for_another_language_leads_to_the_same_page() {
    let world = World::new().await;
    let mut browser = Browser::of(&world, "acme");
    let action = |shown: &Shown| {
        let html = shown.html();
        let form = html.split("class=\"language\"").nth(1).unwrap().to_owned();
        form.split("action=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    assert_eq!(action(&browser.get("?email=a@example.com").await), "/acme/portal");
    assert_eq!(action(&browser.get("authenticate").await), "/acme/portal/authenticate");
    browser.get(&link(&world, &for_ada(&world)).await).await.expect(303);
    assert_eq!(action(&browser.follow().await), "/acme/portal/continue");
    assert_eq!(browser.get("").await.values("locale").len(), 0);
    assert_eq!(browser.get("").await.html().matches("<option ").count(), Locale::ALL.len());
}
