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
