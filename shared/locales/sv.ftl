### Svenska

## Mail

mail-subject = Logga in hos { $organization }
mail-your-code = Din kod:
mail-your-code-for = Din kod för { $organization }:
mail-good-for-minutes =
    { $minutes ->
        [one] Den gäller i { $minutes } minut och fungerar en gång.
       *[other] Den gäller i { $minutes } minuter och fungerar en gång.
    }
mail-good-for-seconds =
    { $seconds ->
        [one] Den gäller i { $seconds } sekund och fungerar en gång.
       *[other] Den gäller i { $seconds } sekunder och fungerar en gång.
    }
mail-or-link = Eller öppna den här länken och bekräfta där:
mail-or-button = Eller logga in med ett klick:
mail-not-asked = Om du inte har bett om det här kan du bortse från mejlet. Ingen kan logga in utan det, så skicka det inte vidare.

## Pages
