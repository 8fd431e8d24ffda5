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

page-description = Iniciar sesión en la cuenta de { $organization } con un código por correo electrónico. No hace falta contraseña.
page-language = Idioma
page-change-language = Cambiar

## Pages: the email

sign-in-title = Iniciar sesión en { $organization }
sign-in-email = Correo electrónico
sign-in-hint = Enviaremos un código de 6 dígitos por correo electrónico. No hace falta contraseña.
sign-in-continue = Continuar
sign-in-enter-code = Introducir un código ya recibido
sign-in-email-invalid = Esto no parece una dirección de correo electrónico. Debe ser parecida a nombre@example.com.
sign-in-email-too-long = Esta dirección de correo electrónico es demasiado larga. Conviene revisarla.
sign-in-ended = La sesión se ha cerrado. Es necesario volver a iniciarla.
sign-in-unused-minutes =
    { $minutes ->
        [one] La sesión se ha cerrado tras { $minutes } minuto sin actividad.
       *[other] La sesión se ha cerrado tras { $minutes } minutos sin actividad.
    }
sign-in-unused-hours =
    { $hours ->
        [one] La sesión se ha cerrado tras { $hours } hora sin actividad.
       *[other] La sesión se ha cerrado tras { $hours } horas sin actividad.
    }
sign-in-unused-days =
    { $days ->
        [one] La sesión se ha cerrado tras { $days } día sin actividad.
       *[other] La sesión se ha cerrado tras { $days } días sin actividad.
    }
wait-seconds =
    { $seconds ->
        [one] Se han pedido demasiados códigos. Se podrá volver a intentar dentro de { $seconds } segundo.
       *[other] Se han pedido demasiados códigos. Se podrá volver a intentar dentro de { $seconds } segundos.
    }
wait-minutes =
    { $minutes ->
        [one] Se han pedido demasiados códigos. Se podrá volver a intentar dentro de { $minutes } minuto.
       *[other] Se han pedido demasiados códigos. Se podrá volver a intentar dentro de { $minutes } minutos.
    }
wait-hours =
    { $hours ->
        [one] Se han pedido demasiados códigos. Se podrá volver a intentar dentro de { $hours } hora.
       *[other] Se han pedido demasiados códigos. Se podrá volver a intentar dentro de { $hours } horas.
    }

## Pages: the code

code-title = Introducir el código
code-sent-to = Si existe una cuenta con { $email }, se ha enviado un código a esa dirección.
code-change = Usar otra dirección
code-label = Código de 6 dígitos
code-good-for =
    { $minutes ->
        [one] El código es válido durante { $minutes } minuto.
       *[other] El código es válido durante { $minutes } minutos.
    }
code-tries-left =
    { $count ->
        [one] Queda { $count } intento.
       *[other] Quedan { $count } intentos.
    }
code-continue = Iniciar sesión
code-malformed = Un código tiene 6 dígitos. Conviene revisar lo escrito.
code-wrong = Este no es el código correcto. Conviene mirar el correo más reciente y volver a intentarlo.
code-used-up = Se han introducido demasiados códigos incorrectos, así que este código ya no sirve.
code-used-up-next = El enlace del mismo correo sigue funcionando. También se puede pedir un código nuevo.
code-gone = Este código ha caducado o ya se ha usado.
code-gone-next = Aquí abajo se puede pedir un código nuevo.
code-no-mail = ¿No llega el correo?
code-no-mail-hint = Puede tardar un minuto. También puede estar en la carpeta de spam.
code-resend = Enviar un código nuevo
code-resend-in = Código nuevo en { $seconds } s
code-open-mailbox = Abrir { $name }
code-elsewhere = En este navegador no se ha pedido ningún código, o fue hace demasiado tiempo.
code-link-needs-script = El enlace del correo necesita JavaScript. En el navegador donde se pidió, se puede escribir en su lugar el código de 6 dígitos.
code-start = Empezar de nuevo

## Pages: the link of a mail

link-title = Iniciar sesión en { $organization }
link-text = Se ha abierto el enlace del correo. Al continuar, se inicia sesión en este navegador.
link-replaces = Aquí ya hay una sesión iniciada. El enlace puede ser de otra cuenta; al continuar, esa cuenta ocupará el lugar de la actual.
link-continue = Iniciar sesión

## Pages: which account

choose-title = Elegir una cuenta
choose-text = Hay varias cuentas con esta dirección de correo electrónico.
choose-unnamed = Cuenta sin nombre

## Pages: arrival by a link of the merchant's

arrival-title = Iniciando sesión
arrival-text = Se va a iniciar sesión como { $who }.
arrival-continue = Continuar
arrival-replace-title = ¿Cambiar de cuenta?
arrival-now = En este navegador hay una sesión iniciada como { $who }.
arrival-then = El enlace abierto es para { $who }.
arrival-replace = Cambiar a la cuenta del enlace
arrival-stay = Seguir con la cuenta actual

## Pages: the account

account-title = Mi cuenta
account-back = Volver a { $organization }
account-who = Sesión iniciada como
account-name = Nombre
account-email = Correo electrónico
account-team = Equipo
account-role = Rol
account-sign-out = Cerrar sesión
role-owner = Titular
role-billing-manager = Responsable de facturación
role-member = Miembro
sessions-title = Sesiones abiertas
session-browser = { $browser } en { $system }
session-unknown = Navegador desconocido
session-by-organization = A través de { $organization }
session-now = Este navegador, activo ahora
session-used-recently = Activo en la última hora
session-used-hours =
    { $hours ->
        [one] Activo hace { $hours } hora
       *[other] Activo hace { $hours } horas
    }
session-used-days =
    { $days ->
        [one] Activo hace { $days } día
       *[other] Activo hace { $days } días
    }
session-end = Cerrar sesión
session-end-named = Cerrar sesión: { $browser }
sessions-more = Y { $count } más.
sessions-end-others = Cerrar las demás sesiones

## Pages: what was done just before

notice-signed-out = La sesión se ha cerrado.
notice-session-ended = La sesión de ese navegador se ha cerrado.
notice-others-ended = Las demás sesiones se han cerrado.
notice-link-spent = Este enlace ha caducado o ya se ha usado.
notice-sign-in-gone = Este inicio de sesión ha caducado. Hay que empezar de nuevo.
notice-code-sent = Hay un código nuevo en camino.

## Pages: what went wrong

problem-again = Empezar de nuevo
problem-reference = Referencia: { $id }
problem-not-found = Esta página no existe
problem-not-found-next = Conviene revisar la dirección o volver a abrir el enlace desde el sitio web de la tienda.
problem-busy = Ahora mismo no ha funcionado
problem-busy-next = Se puede volver a intentar dentro de un momento.
problem-ours = Algo ha fallado por nuestra parte
problem-ours-next = Se puede volver a intentar más tarde.
problem-request = No ha funcionado
problem-request-next = El navegador ha enviado algo que esta página no entiende. Hay que empezar de nuevo.
problem-form = Hay que volver a intentarlo
problem-form-next = La página ha estado abierta demasiado tiempo o el navegador no guarda cookies. Hay que permitir las cookies de este sitio y empezar de nuevo.
