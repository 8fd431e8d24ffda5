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
