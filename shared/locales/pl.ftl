### Polski

## Mail

mail-subject = Logowanie do { $organization }
mail-your-code = Kod logowania:
mail-your-code-for = Kod logowania do { $organization }:
mail-good-for-minutes =
    { $minutes ->
        [one] Jest ważny przez { $minutes } minutę i działa tylko raz.
        [few] Jest ważny przez { $minutes } minuty i działa tylko raz.
        [many] Jest ważny przez { $minutes } minut i działa tylko raz.
       *[other] Jest ważny przez { $minutes } minuty i działa tylko raz.
    }
mail-good-for-seconds =
    { $seconds ->
        [one] Jest ważny przez { $seconds } sekundę i działa tylko raz.
        [few] Jest ważny przez { $seconds } sekundy i działa tylko raz.
        [many] Jest ważny przez { $seconds } sekund i działa tylko raz.
       *[other] Jest ważny przez { $seconds } sekundy i działa tylko raz.
    }
mail-or-link = Można też otworzyć ten link i tam potwierdzić logowanie:
mail-or-button = Można też zalogować się jednym kliknięciem:
mail-not-asked = Jeśli to nie Państwo prosili o tę wiadomość, można ją zignorować. Bez niej nikt się nie zaloguje, dlatego prosimy nikomu jej nie przekazywać.

## Pages
