### Nederlands

## Mail

mail-subject = Inloggen bij { $organization }
mail-your-code = Uw code:
mail-your-code-for = Uw code voor { $organization }:
mail-good-for-minutes =
    { $minutes ->
        [one] De code is { $minutes } minuut geldig en werkt één keer.
       *[other] De code is { $minutes } minuten geldig en werkt één keer.
    }
mail-good-for-seconds =
    { $seconds ->
        [one] De code is { $seconds } seconde geldig en werkt één keer.
       *[other] De code is { $seconds } seconden geldig en werkt één keer.
    }
mail-or-link = Of open deze link en bevestig daar:
mail-or-button = Of log in met één klik:
mail-not-asked = Als u hier niet om hebt gevraagd, kunt u deze e-mail negeren. Zonder deze e-mail kan niemand inloggen, dus stuur hem alstublieft niet door.

## Pages

page-description = Log in op uw account bij { $organization } met een code per e-mail. U hebt geen wachtwoord nodig.
page-language = Taal
page-change-language = Wijzigen

## Pages: the email

sign-in-title = Inloggen bij { $organization }
sign-in-email = E-mailadres
sign-in-hint = We mailen u een code van 6 cijfers. U hebt geen wachtwoord nodig.
sign-in-continue = Doorgaan
sign-in-enter-code = Code invoeren die u al hebt
sign-in-email-invalid = Dit lijkt geen e-mailadres. Het moet eruitzien als naam@example.com.
sign-in-email-too-long = Dit e-mailadres is te lang. Controleer het alstublieft.
sign-in-ended = U bent uitgelogd. Log alstublieft opnieuw in.
sign-in-unused-minutes =
    { $minutes ->
        [one] U bent uitgelogd omdat u hier { $minutes } minuut niet bent geweest.
       *[other] U bent uitgelogd omdat u hier { $minutes } minuten niet bent geweest.
    }
sign-in-unused-hours = U bent uitgelogd omdat u hier { $hours } uur niet bent geweest.
sign-in-unused-days =
    { $days ->
        [one] U bent uitgelogd omdat u hier { $days } dag niet bent geweest.
       *[other] U bent uitgelogd omdat u hier { $days } dagen niet bent geweest.
    }
wait-seconds =
    { $seconds ->
        [one] Er zijn te veel codes aangevraagd. Wacht { $seconds } seconde en probeer het dan opnieuw.
       *[other] Er zijn te veel codes aangevraagd. Wacht { $seconds } seconden en probeer het dan opnieuw.
    }
wait-minutes =
    { $minutes ->
        [one] Er zijn te veel codes aangevraagd. Wacht { $minutes } minuut en probeer het dan opnieuw.
       *[other] Er zijn te veel codes aangevraagd. Wacht { $minutes } minuten en probeer het dan opnieuw.
    }
wait-hours = Er zijn te veel codes aangevraagd. Wacht { $hours } uur en probeer het dan opnieuw.

## Pages: the code

code-title = Voer uw code in
code-sent-to = Als er een account met { $email } bestaat, is er een code naar dat adres onderweg.
code-change = Ander adres gebruiken
code-label = Code van 6 cijfers
code-good-for =
    { $minutes ->
        [one] De code is { $minutes } minuut geldig.
       *[other] De code is { $minutes } minuten geldig.
    }
code-tries-left =
    { $count ->
        [one] U hebt { $count } poging.
       *[other] U hebt { $count } pogingen.
    }
code-continue = Inloggen
code-malformed = Een code heeft 6 cijfers. Controleer wat u hebt ingevoerd.
code-wrong = Dit is niet de juiste code. Kijk in de nieuwste e-mail en probeer het opnieuw.
code-used-up = Er zijn te veel verkeerde codes ingevoerd. Daarom werkt deze code niet meer.
code-used-up-next = De link in dezelfde e-mail werkt nog wel. U kunt ook een nieuwe code aanvragen.
code-gone = Deze code is verlopen of al gebruikt.
code-gone-next = Vraag hieronder een nieuwe code aan.
code-no-mail = Geen e-mail ontvangen?
code-no-mail-hint = Het kan een minuut duren. Kijk ook in de spammap.
code-resend = Nieuwe code sturen
code-resend-in = Nieuwe code over { $seconds } s
code-open-mailbox = { $name } openen
code-elsewhere = In deze browser is geen code aangevraagd, of het is te lang geleden.
code-link-needs-script = De link in de e-mail heeft JavaScript nodig. In de browser waarin u die hebt aangevraagd, kunt u in plaats daarvan de code van 6 cijfers invoeren.
code-start = Opnieuw beginnen

## Pages: the link of a mail

link-title = Inloggen bij { $organization }
link-text = U hebt de link in uw e-mail geopend. Ga door om met deze browser in te loggen.
link-replaces = U bent hier al ingelogd. De link kan voor een ander account zijn; als u doorgaat, komt dat in de plaats van het huidige.
link-continue = Inloggen

## Pages: which account

choose-title = Kies een account
choose-text = Er zijn meerdere accounts met uw e-mailadres.
choose-unnamed = Account zonder naam

## Pages: arrival by a link of the merchant's

arrival-title = U wordt ingelogd
arrival-text = U wordt zo ingelogd als { $who }.
arrival-continue = Doorgaan
arrival-replace-title = Van account wisselen?
arrival-now = In deze browser bent u ingelogd als { $who }.
arrival-then = De link die u hebt geopend, is voor { $who }.
arrival-replace = Naar het account van de link
arrival-stay = Bij het huidige account blijven

## Pages: the account

account-title = Uw account
account-back = Terug naar { $organization }
account-who = Ingelogd als
account-name = Naam
account-email = E-mail
account-team = Team
account-role = Rol
account-sign-out = Uitloggen
role-owner = Eigenaar
role-billing-manager = Factuurbeheerder
role-member = Lid
sessions-title = Waar u bent ingelogd
session-browser = { $browser } op { $system }
session-unknown = Onbekende browser
session-by-organization = Via { $organization }
session-now = Deze browser, nu actief
session-used-recently = Actief in het afgelopen uur
session-used-hours = { $hours } uur geleden actief
session-used-days =
    { $days ->
        [one] { $days } dag geleden actief
       *[other] { $days } dagen geleden actief
    }
session-end = Uitloggen
session-end-named = Uitloggen: { $browser }
sessions-more = En nog { $count }.
sessions-end-others = Overal elders uitloggen

## Pages: what was done just before

notice-signed-out = U bent uitgelogd.
notice-session-ended = De andere browser is uitgelogd.
notice-others-ended = U bent overal elders uitgelogd.
notice-link-spent = Deze link is verlopen of al gebruikt.
notice-sign-in-gone = Deze inlogpoging is verlopen. Begin alstublieft opnieuw.
notice-code-sent = Er is een nieuwe code onderweg.

## Pages: what went wrong

problem-again = Opnieuw beginnen
problem-reference = Referentie: { $id }
problem-not-found = Deze pagina bestaat niet
problem-not-found-next = Controleer het adres of volg de link op de website van de winkel opnieuw.
problem-busy = Dit lukte zojuist niet
problem-busy-next = Probeer het zo meteen opnieuw.
problem-ours = Er ging bij ons iets mis
problem-ours-next = Probeer het later opnieuw.
problem-request = Dit is niet gelukt
problem-request-next = De browser heeft iets gestuurd wat deze pagina niet begrijpt. Begin alstublieft opnieuw.
problem-form = Probeer het nog een keer
problem-form-next = De pagina stond te lang open, of de browser bewaart geen cookies. Sta cookies voor deze site toe en begin opnieuw.
