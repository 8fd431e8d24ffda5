### Italiano

## Mail

mail-subject = Accesso a { $organization }
mail-your-code = Codice di accesso:
mail-your-code-for = Codice di accesso per { $organization }:
mail-good-for-minutes =
    { $minutes ->
        [one] È valido per { $minutes } minuto e si può usare una sola volta.
       *[other] È valido per { $minutes } minuti e si può usare una sola volta.
    }
mail-good-for-seconds =
    { $seconds ->
        [one] È valido per { $seconds } secondo e si può usare una sola volta.
       *[other] È valido per { $seconds } secondi e si può usare una sola volta.
    }
mail-or-link = Oppure apra questo link e confermi nella pagina:
mail-or-button = Oppure acceda con un clic:
mail-not-asked = Se non ha richiesto questa e-mail, può ignorarla. Senza di essa nessuno può accedere, quindi La preghiamo di non inoltrarla.

## Pages
