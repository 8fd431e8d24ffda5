### Português (Brasil)

## Mail

mail-subject = Entrar em { $organization }
mail-your-code = Seu código:
mail-your-code-for = Seu código para { $organization }:
mail-good-for-minutes =
    { $minutes ->
        [one] Ele é válido por { $minutes } minuto e só pode ser usado uma vez.
       *[other] Ele é válido por { $minutes } minutos e só pode ser usado uma vez.
    }
mail-good-for-seconds =
    { $seconds ->
        [one] Ele é válido por { $seconds } segundo e só pode ser usado uma vez.
       *[other] Ele é válido por { $seconds } segundos e só pode ser usado uma vez.
    }
mail-or-link = Ou abra este link e confirme na página:
mail-or-button = Ou entre com um clique:
mail-not-asked = Se você não pediu este e-mail, pode ignorá-lo. Sem ele, ninguém consegue entrar. Por isso, não o compartilhe com ninguém.

## Pages
