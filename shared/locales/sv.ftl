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

page-description = Logga in på ditt konto hos { $organization } med en kod via e-post. Inget lösenord behövs.
page-language = Språk
page-change-language = Byt

## Pages: the email

sign-in-title = Logga in hos { $organization }
sign-in-email = E-postadress
sign-in-hint = Vi mejlar dig en 6-siffrig kod. Du behöver inget lösenord.
sign-in-continue = Fortsätt
sign-in-enter-code = Ange koden du redan har
sign-in-email-invalid = Det här ser inte ut som en e-postadress. Den ska se ut som namn@example.com.
sign-in-email-too-long = E-postadressen är för lång. Kontrollera den.
sign-in-ended = Du har loggats ut. Logga in igen.
sign-in-unused-minutes =
    { $minutes ->
        [one] Du loggades ut eftersom du inte hade varit här på { $minutes } minut.
       *[other] Du loggades ut eftersom du inte hade varit här på { $minutes } minuter.
    }
sign-in-unused-hours =
    { $hours ->
        [one] Du loggades ut eftersom du inte hade varit här på { $hours } timme.
       *[other] Du loggades ut eftersom du inte hade varit här på { $hours } timmar.
    }
sign-in-unused-days =
    { $days ->
        [one] Du loggades ut eftersom du inte hade varit här på { $days } dag.
       *[other] Du loggades ut eftersom du inte hade varit här på { $days } dagar.
    }
wait-seconds =
    { $seconds ->
        [one] För många koder har begärts. Vänta { $seconds } sekund och försök igen.
       *[other] För många koder har begärts. Vänta { $seconds } sekunder och försök igen.
    }
wait-minutes =
    { $minutes ->
        [one] För många koder har begärts. Vänta { $minutes } minut och försök igen.
       *[other] För många koder har begärts. Vänta { $minutes } minuter och försök igen.
    }
wait-hours =
    { $hours ->
        [one] För många koder har begärts. Vänta { $hours } timme och försök igen.
       *[other] För många koder har begärts. Vänta { $hours } timmar och försök igen.
    }

## Pages: the code

code-title = Ange din kod
code-sent-to = Om det finns ett konto med { $email } är en kod på väg dit.
code-change = Använd en annan adress
code-label = 6-siffrig kod
code-good-for =
    { $minutes ->
        [one] Koden gäller i { $minutes } minut.
       *[other] Koden gäller i { $minutes } minuter.
    }
code-tries-left = Du har { $count } försök kvar.
code-continue = Logga in
code-malformed = En kod har 6 siffror. Kontrollera vad du skrev.
code-wrong = Det är inte rätt kod. Titta i det senaste mejlet och försök igen.
code-used-up = Fel kod har angetts för många gånger, så koden fungerar inte längre.
code-used-up-next = Länken i samma mejl fungerar fortfarande. Du kan också be om en ny kod.
code-gone = Koden har gått ut eller har redan använts.
code-gone-next = Be om en ny kod nedan.
code-no-mail = Inget mejl?
code-no-mail-hint = Det kan ta någon minut. Titta även i skräpposten.
code-resend = Skicka en ny kod
code-resend-in = Skicka en ny kod om { $seconds } s
code-open-mailbox = Öppna { $name }
code-elsewhere = Ingen kod har begärts i den här webbläsaren, eller så var det för länge sedan.
code-link-needs-script = Länken i mejlet kräver JavaScript. I webbläsaren där du bad om mejlet kan du skriva in den 6-siffriga koden i stället.
code-start = Börja om

## Pages: the link of a mail

link-title = Logga in hos { $organization }
link-text = Du har öppnat länken i mejlet. Fortsätt för att logga in i den här webbläsaren.
link-replaces = Du är redan inloggad här. Länken kan gälla ett annat konto. Om du fortsätter loggas du in på det i stället.
link-continue = Logga in

## Pages: which account

choose-title = Välj ett konto
choose-text = Det finns flera konton med din e-postadress.
choose-unnamed = Konto utan namn

## Pages: arrival by a link of the merchant's

arrival-title = Du loggas in
arrival-text = Du är på väg att loggas in som { $who }.
arrival-continue = Fortsätt
arrival-replace-title = Byta konto?
arrival-now = I den här webbläsaren är du inloggad som { $who }.
arrival-then = Länken du öppnade gäller { $who }.
arrival-replace = Byt till länkens konto
arrival-stay = Behåll kontot jag använder

## Pages: the account

account-title = Ditt konto
account-back = Tillbaka till { $organization }
account-who = Inloggad som
account-name = Namn
account-email = E-post
account-team = Team
account-role = Roll
account-sign-out = Logga ut
role-owner = Ägare
role-billing-manager = Faktureringsansvarig
role-member = Medlem
sessions-title = Här är du inloggad
session-browser = { $browser } på { $system }
session-unknown = Okänd webbläsare
session-by-organization = Via { $organization }
session-now = Den här webbläsaren, aktiv nu
session-used-recently = Aktiv den senaste timmen
session-used-hours =
    { $hours ->
        [one] Aktiv för { $hours } timme sedan
       *[other] Aktiv för { $hours } timmar sedan
    }
session-used-days =
    { $days ->
        [one] Aktiv för { $days } dag sedan
       *[other] Aktiv för { $days } dagar sedan
    }
session-end = Logga ut
session-end-named = Logga ut { $browser }
sessions-more = Och { $count } till.
sessions-end-others = Logga ut överallt utom här

## Pages: what was done just before

notice-signed-out = Du är utloggad.
notice-session-ended = Den webbläsaren är utloggad.
notice-others-ended = Du är utloggad överallt utom här.
notice-link-spent = Länken har gått ut eller har redan använts.
notice-sign-in-gone = Inloggningen har gått ut. Börja om.
notice-code-sent = En ny kod är på väg.

## Pages: what went wrong

problem-again = Börja om
problem-reference = Referens: { $id }
problem-not-found = Sidan finns inte
problem-not-found-next = Kontrollera adressen, eller följ länken från butikens webbplats igen.
problem-busy = Det gick inte just nu
problem-busy-next = Försök igen om en liten stund.
problem-ours = Något gick fel hos oss
problem-ours-next = Försök igen senare.
problem-request = Det gick inte
problem-request-next = Webbläsaren skickade något som den här sidan inte förstår. Börja om.
problem-form = Försök en gång till
problem-form-next = Sidan var öppen för länge, eller så sparar webbläsaren inga kakor. Tillåt kakor för den här webbplatsen och börja om.
