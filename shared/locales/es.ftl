### Español

## Mail

mail-subject = Iniciar sesión en { $organization }
mail-your-code = Código de acceso:
mail-your-code-for = Código de acceso para { $organization }:
mail-good-for-minutes =
    { $minutes ->
        [one] Es válido durante { $minutes } minuto y se puede usar una sola vez.
       *[other] Es válido durante { $minutes } minutos y se puede usar una sola vez.
    }
mail-good-for-seconds =
    { $seconds ->
        [one] Es válido durante { $seconds } segundo y se puede usar una sola vez.
       *[other] Es válido durante { $seconds } segundos y se puede usar una sola vez.
    }
mail-or-link = También es posible abrir este enlace y confirmar allí:
mail-or-button = También es posible iniciar sesión con un clic:
mail-not-asked = Quien no haya solicitado este correo puede ignorarlo. Sin él nadie puede iniciar sesión, así que es importante no compartirlo.

## Pages
