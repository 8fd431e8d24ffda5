### Deutsch

## Mail

mail-subject = Anmelden bei { $organization }
mail-your-code = Ihr Code:
mail-your-code-for = Ihr Code für { $organization }:
mail-good-for-minutes =
    { $minutes ->
        [one] Er ist { $minutes } Minute gültig und kann einmal verwendet werden.
       *[other] Er ist { $minutes } Minuten gültig und kann einmal verwendet werden.
    }
mail-good-for-seconds =
    { $seconds ->
        [one] Er ist { $seconds } Sekunde gültig und kann einmal verwendet werden.
       *[other] Er ist { $seconds } Sekunden gültig und kann einmal verwendet werden.
    }
mail-or-link = Oder öffnen Sie diesen Link und bestätigen Sie dort:
mail-or-button = Oder melden Sie sich mit einem Klick an:
mail-not-asked = Wenn Sie das nicht angefordert haben, können Sie diese E-Mail ignorieren. Ohne sie kann sich niemand anmelden. Bitte geben Sie sie deshalb nicht weiter.

## Pages

page-description = Melden Sie sich in Ihrem Konto bei { $organization } mit einem Code per E-Mail an. Sie brauchen kein Passwort.
page-language = Sprache
page-change-language = Ändern

## Pages: the email

sign-in-title = Anmelden bei { $organization }
sign-in-email = E-Mail-Adresse
sign-in-hint = Wir senden Ihnen per E-Mail einen 6-stelligen Code. Sie brauchen kein Passwort.
sign-in-continue = Weiter
sign-in-enter-code = Vorhandenen Code eingeben
sign-in-email-invalid = Das sieht nicht nach einer E-Mail-Adresse aus. Eine E-Mail-Adresse sieht zum Beispiel so aus: name@example.com.
sign-in-email-too-long = Diese E-Mail-Adresse ist zu lang. Bitte prüfen Sie sie.
sign-in-ended = Sie wurden abgemeldet. Bitte melden Sie sich wieder an.
sign-in-unused-minutes =
    { $minutes ->
        [one] Sie wurden abgemeldet, weil Sie { $minutes } Minute lang nicht hier waren.
       *[other] Sie wurden abgemeldet, weil Sie { $minutes } Minuten lang nicht hier waren.
    }
sign-in-unused-hours =
    { $hours ->
        [one] Sie wurden abgemeldet, weil Sie { $hours } Stunde lang nicht hier waren.
       *[other] Sie wurden abgemeldet, weil Sie { $hours } Stunden lang nicht hier waren.
    }
sign-in-unused-days =
    { $days ->
        [one] Sie wurden abgemeldet, weil Sie { $days } Tag lang nicht hier waren.
       *[other] Sie wurden abgemeldet, weil Sie { $days } Tage lang nicht hier waren.
    }
wait-seconds =
    { $seconds ->
        [one] Es wurden zu viele Codes angefordert. Bitte warten Sie { $seconds } Sekunde und versuchen Sie es dann noch einmal.
       *[other] Es wurden zu viele Codes angefordert. Bitte warten Sie { $seconds } Sekunden und versuchen Sie es dann noch einmal.
    }
wait-minutes =
    { $minutes ->
        [one] Es wurden zu viele Codes angefordert. Bitte warten Sie { $minutes } Minute und versuchen Sie es dann noch einmal.
       *[other] Es wurden zu viele Codes angefordert. Bitte warten Sie { $minutes } Minuten und versuchen Sie es dann noch einmal.
    }
wait-hours =
    { $hours ->
        [one] Es wurden zu viele Codes angefordert. Bitte warten Sie { $hours } Stunde und versuchen Sie es dann noch einmal.
       *[other] Es wurden zu viele Codes angefordert. Bitte warten Sie { $hours } Stunden und versuchen Sie es dann noch einmal.
    }

## Pages: the code

code-title = Code eingeben
code-sent-to = Wenn es ein Konto mit { $email } gibt, ist ein Code dorthin unterwegs.
code-change = Andere Adresse verwenden
code-label = 6-stelliger Code
code-good-for =
    { $minutes ->
        [one] Der Code ist { $minutes } Minute gültig.
       *[other] Der Code ist { $minutes } Minuten gültig.
    }
code-tries-left =
    { $count ->
        [one] Sie haben { $count } Versuch.
       *[other] Sie haben { $count } Versuche.
    }
code-continue = Anmelden
code-malformed = Ein Code hat 6 Ziffern. Bitte prüfen Sie Ihre Eingabe.
code-wrong = Das ist nicht der richtige Code. Bitte sehen Sie in der neuesten E-Mail nach und versuchen Sie es noch einmal.
code-used-up = Es wurden zu viele falsche Codes eingegeben. Deshalb funktioniert dieser Code nicht mehr.
code-used-up-next = Der Link in derselben E-Mail funktioniert noch. Sie können auch einen neuen Code anfordern.
code-gone = Dieser Code ist abgelaufen oder wurde schon verwendet.
code-gone-next = Fordern Sie unten einen neuen Code an.
code-no-mail = Keine E-Mail bekommen?
code-no-mail-hint = Es kann eine Minute dauern. Bitte sehen Sie auch im Spam-Ordner nach.
code-resend = Neuen Code senden
code-resend-in = Neuen Code senden in { $seconds } s
code-open-mailbox = { $name } öffnen
code-elsewhere = In diesem Browser wurde kein Code angefordert, oder es ist zu lange her.
code-link-needs-script = Der Link in der E-Mail braucht JavaScript. In dem Browser, in dem Sie ihn angefordert haben, können Sie stattdessen den 6-stelligen Code eingeben.
code-start = Neu beginnen

## Pages: the link of a mail

link-title = Anmelden bei { $organization }
link-text = Sie haben den Link in Ihrer E-Mail geöffnet. Fahren Sie fort, um sich mit diesem Browser anzumelden.
link-replaces = Sie sind hier schon angemeldet. Der Link kann für ein anderes Konto sein. Wenn Sie fortfahren, tritt es an die Stelle des jetzigen.
link-continue = Anmelden

## Pages: which account

choose-title = Konto auswählen
choose-text = Es gibt mehrere Konten mit Ihrer E-Mail-Adresse.
choose-unnamed = Konto ohne Namen

## Pages: arrival by a link of the merchant's

arrival-title = Sie werden angemeldet
arrival-text = Sie werden gleich als { $who } angemeldet.
arrival-continue = Weiter
arrival-replace-title = Konto wechseln?
arrival-now = In diesem Browser sind Sie als { $who } angemeldet.
arrival-then = Der Link, den Sie geöffnet haben, ist für { $who }.
arrival-replace = Zum Konto des Links wechseln
arrival-stay = Beim jetzigen Konto bleiben

## Pages: the account

account-title = Ihr Konto
account-back = Zurück zu { $organization }
account-who = Angemeldet als
account-name = Name
account-email = E-Mail
account-team = Team
account-role = Rolle
account-sign-out = Abmelden
role-owner = Inhaber
role-billing-manager = Rechnungsverwaltung
role-member = Mitglied
sessions-title = Wo Sie angemeldet sind
session-browser = { $browser } auf { $system }
session-unknown = Unbekannter Browser
session-by-organization = Durch { $organization }
session-now = Dieser Browser, jetzt aktiv
session-used-recently = In der letzten Stunde aktiv
session-used-hours =
    { $hours ->
        [one] Vor { $hours } Stunde aktiv
       *[other] Vor { $hours } Stunden aktiv
    }
session-used-days =
    { $days ->
        [one] Vor { $days } Tag aktiv
       *[other] Vor { $days } Tagen aktiv
    }
session-end = Abmelden
session-end-named = Abmelden: { $browser }
sessions-more =
    { $count ->
        [one] Und { $count } weitere Anmeldung.
       *[other] Und { $count } weitere Anmeldungen.
    }
sessions-end-others = Überall sonst abmelden

## Pages: what was done just before

notice-signed-out = Sie sind abgemeldet.
notice-session-ended = Der andere Browser ist abgemeldet.
notice-others-ended = Sie sind überall sonst abgemeldet.
notice-link-spent = Dieser Link ist abgelaufen oder wurde schon verwendet.
notice-sign-in-gone = Diese Anmeldung ist abgelaufen. Bitte beginnen Sie neu.
notice-code-sent = Ein neuer Code ist unterwegs.

## Pages: what went wrong

problem-again = Neu beginnen
problem-reference = Referenz: { $id }
problem-not-found = Diese Seite gibt es nicht
problem-not-found-next = Bitte prüfen Sie die Adresse oder folgen Sie noch einmal dem Link auf der Website des Shops.
problem-busy = Das hat gerade nicht geklappt
problem-busy-next = Bitte versuchen Sie es gleich noch einmal.
problem-ours = Bei uns ist etwas schiefgegangen
problem-ours-next = Bitte versuchen Sie es später noch einmal.
problem-request = Das hat nicht geklappt
problem-request-next = Der Browser hat etwas gesendet, das diese Seite nicht versteht. Bitte beginnen Sie neu.
problem-form = Bitte versuchen Sie es noch einmal
problem-form-next = Die Seite war zu lange offen, oder der Browser speichert keine Cookies. Bitte erlauben Sie Cookies für diese Website und beginnen Sie neu.
