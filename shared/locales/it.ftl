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

page-description = Acceda al Suo account { $organization } con un codice via e-mail. Non serve una password.
page-language = Lingua
page-change-language = Cambia

## Pages: the email

sign-in-title = Accesso a { $organization }
sign-in-email = Indirizzo e-mail
sign-in-hint = Le invieremo via e-mail un codice di 6 cifre. Non serve una password.
sign-in-continue = Continua
sign-in-enter-code = Ho già un codice
sign-in-email-invalid = Questo non sembra un indirizzo e-mail. Dovrebbe essere simile a nome@example.com.
sign-in-email-too-long = Questo indirizzo e-mail è troppo lungo. Lo controlli, per favore.
sign-in-ended = La sessione è terminata. Acceda di nuovo, per favore.
sign-in-unused-minutes =
    { $minutes ->
        [one] La sessione è terminata dopo { $minutes } minuto di inattività.
       *[other] La sessione è terminata dopo { $minutes } minuti di inattività.
    }
sign-in-unused-hours =
    { $hours ->
        [one] La sessione è terminata dopo { $hours } ora di inattività.
       *[other] La sessione è terminata dopo { $hours } ore di inattività.
    }
sign-in-unused-days =
    { $days ->
        [one] La sessione è terminata dopo { $days } giorno di inattività.
       *[other] La sessione è terminata dopo { $days } giorni di inattività.
    }
wait-seconds =
    { $seconds ->
        [one] Sono stati richiesti troppi codici. Attenda { $seconds } secondo e riprovi.
       *[other] Sono stati richiesti troppi codici. Attenda { $seconds } secondi e riprovi.
    }
wait-minutes =
    { $minutes ->
        [one] Sono stati richiesti troppi codici. Attenda { $minutes } minuto e riprovi.
       *[other] Sono stati richiesti troppi codici. Attenda { $minutes } minuti e riprovi.
    }
wait-hours =
    { $hours ->
        [one] Sono stati richiesti troppi codici. Attenda { $hours } ora e riprovi.
       *[other] Sono stati richiesti troppi codici. Attenda { $hours } ore e riprovi.
    }

## Pages: the code

code-title = Inserisca il codice
code-sent-to = Se esiste un account con { $email }, un codice è in arrivo a quell’indirizzo.
code-change = Usa un altro indirizzo
code-label = Codice di 6 cifre
code-good-for =
    { $minutes ->
        [one] Il codice è valido per { $minutes } minuto.
       *[other] Il codice è valido per { $minutes } minuti.
    }
code-tries-left =
    { $count ->
        [one] Ha a disposizione { $count } tentativo.
       *[other] Ha a disposizione { $count } tentativi.
    }
code-continue = Accedi
code-malformed = Un codice ha 6 cifre. Controlli quello che ha scritto.
code-wrong = Questo non è il codice giusto. Controlli l’e-mail più recente e riprovi.
code-used-up = Sono stati inseriti troppi codici errati, quindi questo codice non funziona più.
code-used-up-next = Il link nella stessa e-mail funziona ancora. Può anche richiedere un nuovo codice.
code-gone = Questo codice è scaduto o è già stato usato.
code-gone-next = Richieda un nuovo codice qui sotto.
code-no-mail = Nessuna e-mail?
code-no-mail-hint = Può volerci un minuto. Controlli anche nella cartella dello spam.
code-resend = Invia un nuovo codice
code-resend-in = Nuovo codice tra { $seconds } s
code-open-mailbox = Apri { $name }
code-elsewhere = In questo browser non è stato richiesto alcun codice, oppure è passato troppo tempo.
code-link-needs-script = Il link nell’e-mail richiede JavaScript. Nel browser in cui lo ha richiesto può invece inserire il codice di 6 cifre.
code-start = Ricomincia

## Pages: the link of a mail

link-title = Accesso a { $organization }
link-text = Ha aperto il link nella Sua e-mail. Continui per accedere con questo browser.
link-replaces = Qui l’accesso è già stato effettuato. Il link potrebbe essere di un altro account; se continua, quell’account prenderà il posto di quello attuale.
link-continue = Accedi

## Pages: which account

choose-title = Scelga un account
choose-text = Ci sono più account con il Suo indirizzo e-mail.
choose-unnamed = Account senza nome

## Pages: arrival by a link of the merchant's

arrival-title = Accesso in corso
arrival-text = Sta per accedere come { $who }.
arrival-continue = Continua
arrival-replace-title = Cambiare account?
arrival-now = In questo browser ha effettuato l’accesso come { $who }.
arrival-then = Il link che ha aperto è per { $who }.
arrival-replace = Passa all’account del link
arrival-stay = Resta nell’account attuale

## Pages: the account

account-title = Il Suo account
account-back = Torna a { $organization }
account-who = Accesso effettuato come
account-name = Nome
account-email = E-mail
account-team = Team
account-role = Ruolo
account-sign-out = Esci
role-owner = Titolare
role-billing-manager = Responsabile della fatturazione
role-member = Membro
sessions-title = Dove ha effettuato l’accesso
session-browser = { $browser } su { $system }
session-unknown = Browser sconosciuto
session-by-organization = Tramite { $organization }
session-now = Questo browser, attivo ora
session-used-recently = Attivo nell’ultima ora
session-used-hours =
    { $hours ->
        [one] Attivo { $hours } ora fa
       *[other] Attivo { $hours } ore fa
    }
session-used-days =
    { $days ->
        [one] Attivo { $days } giorno fa
       *[other] Attivo { $days } giorni fa
    }
session-end = Disconnetti
session-end-named = Disconnetti: { $browser }
sessions-more =
    { $count ->
        [one] E { $count } altro.
       *[other] E altri { $count }.
    }
sessions-end-others = Esci da tutte le altre sessioni

## Pages: what was done just before

notice-signed-out = La sessione è chiusa.
notice-session-ended = L’altro browser è disconnesso.
notice-others-ended = Tutte le altre sessioni sono chiuse.
notice-link-spent = Questo link è scaduto o è già stato usato.
notice-sign-in-gone = Questo accesso è scaduto. Ricominci, per favore.
notice-code-sent = Un nuovo codice è in arrivo.

## Pages: what went wrong

problem-again = Ricomincia
problem-reference = Riferimento: { $id }
problem-not-found = Questa pagina non esiste
problem-not-found-next = Controlli l’indirizzo o segua di nuovo il link dal sito del negozio.
problem-busy = Al momento non ha funzionato
problem-busy-next = Riprovi tra un momento, per favore.
problem-ours = Qualcosa è andato storto da parte nostra
problem-ours-next = Riprovi più tardi, per favore.
problem-request = Non ha funzionato
problem-request-next = Il browser ha inviato qualcosa che questa pagina non capisce. Ricominci, per favore.
problem-form = Riprovi, per favore
problem-form-next = La pagina è rimasta aperta troppo a lungo oppure il browser non conserva i cookie. Consenta i cookie per questo sito e ricominci.
