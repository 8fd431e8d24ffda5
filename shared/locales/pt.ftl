### Português (Portugal)

## Mail

mail-subject = Iniciar sessão em { $organization }
mail-your-code = O seu código:
mail-your-code-for = O seu código para { $organization }:
mail-good-for-minutes =
    { $minutes ->
        [one] É válido durante { $minutes } minuto e só pode ser utilizado uma vez.
       *[other] É válido durante { $minutes } minutos e só pode ser utilizado uma vez.
    }
mail-good-for-seconds =
    { $seconds ->
        [one] É válido durante { $seconds } segundo e só pode ser utilizado uma vez.
       *[other] É válido durante { $seconds } segundos e só pode ser utilizado uma vez.
    }
mail-or-link = Em alternativa, abra esta ligação e confirme na página:
mail-or-button = Em alternativa, inicie sessão com um clique:
mail-not-asked = Se não pediu este e-mail, pode ignorá-lo. Sem ele, ninguém consegue iniciar sessão, pelo que lhe pedimos que não o partilhe.

## Pages
