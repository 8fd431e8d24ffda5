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

page-description = Logowanie na konto w { $organization } kodem z e-maila. Hasło nie jest potrzebne.
page-language = Język
page-change-language = Zmień

## Pages: the email

sign-in-title = Logowanie do { $organization }
sign-in-email = Adres e-mail
sign-in-hint = Wyślemy e-mailem 6-cyfrowy kod. Hasło nie jest potrzebne.
sign-in-continue = Dalej
sign-in-enter-code = Mam już kod
sign-in-email-invalid = To nie wygląda na adres e-mail. Powinien wyglądać tak: nazwa@example.com.
sign-in-email-too-long = Ten adres e-mail jest za długi. Prosimy go sprawdzić.
sign-in-ended = Nastąpiło wylogowanie. Prosimy zalogować się ponownie.
sign-in-unused-minutes =
    { $minutes ->
        [one] Wylogowano z powodu braku aktywności przez { $minutes } minutę.
        [few] Wylogowano z powodu braku aktywności przez { $minutes } minuty.
        [many] Wylogowano z powodu braku aktywności przez { $minutes } minut.
       *[other] Wylogowano z powodu braku aktywności przez { $minutes } minuty.
    }
sign-in-unused-hours =
    { $hours ->
        [one] Wylogowano z powodu braku aktywności przez { $hours } godzinę.
        [few] Wylogowano z powodu braku aktywności przez { $hours } godziny.
        [many] Wylogowano z powodu braku aktywności przez { $hours } godzin.
       *[other] Wylogowano z powodu braku aktywności przez { $hours } godziny.
    }
sign-in-unused-days =
    { $days ->
        [one] Wylogowano z powodu braku aktywności przez { $days } dzień.
        [few] Wylogowano z powodu braku aktywności przez { $days } dni.
        [many] Wylogowano z powodu braku aktywności przez { $days } dni.
       *[other] Wylogowano z powodu braku aktywności przez { $days } dnia.
    }
wait-seconds =
    { $seconds ->
        [one] Poproszono o zbyt wiele kodów. Prosimy spróbować ponownie za { $seconds } sekundę.
        [few] Poproszono o zbyt wiele kodów. Prosimy spróbować ponownie za { $seconds } sekundy.
        [many] Poproszono o zbyt wiele kodów. Prosimy spróbować ponownie za { $seconds } sekund.
       *[other] Poproszono o zbyt wiele kodów. Prosimy spróbować ponownie za { $seconds } sekundy.
    }
wait-minutes =
    { $minutes ->
        [one] Poproszono o zbyt wiele kodów. Prosimy spróbować ponownie za { $minutes } minutę.
        [few] Poproszono o zbyt wiele kodów. Prosimy spróbować ponownie za { $minutes } minuty.
        [many] Poproszono o zbyt wiele kodów. Prosimy spróbować ponownie za { $minutes } minut.
       *[other] Poproszono o zbyt wiele kodów. Prosimy spróbować ponownie za { $minutes } minuty.
    }
wait-hours =
    { $hours ->
        [one] Poproszono o zbyt wiele kodów. Prosimy spróbować ponownie za { $hours } godzinę.
        [few] Poproszono o zbyt wiele kodów. Prosimy spróbować ponownie za { $hours } godziny.
        [many] Poproszono o zbyt wiele kodów. Prosimy spróbować ponownie za { $hours } godzin.
       *[other] Poproszono o zbyt wiele kodów. Prosimy spróbować ponownie za { $hours } godziny.
    }

## Pages: the code

code-title = Prosimy wpisać kod
code-sent-to = Jeśli istnieje konto z adresem { $email }, kod jest już w drodze na ten adres.
code-change = Użyj innego adresu
code-label = 6-cyfrowy kod
code-good-for =
    { $minutes ->
        [one] Kod jest ważny przez { $minutes } minutę.
        [few] Kod jest ważny przez { $minutes } minuty.
        [many] Kod jest ważny przez { $minutes } minut.
       *[other] Kod jest ważny przez { $minutes } minuty.
    }
code-tries-left =
    { $count ->
        [one] Pozostała { $count } próba.
        [few] Pozostały { $count } próby.
        [many] Pozostało { $count } prób.
       *[other] Pozostało { $count } próby.
    }
code-continue = Zaloguj się
code-malformed = Kod ma 6 cyfr. Prosimy sprawdzić wpisany kod.
code-wrong = To nie jest właściwy kod. Prosimy sprawdzić najnowszy e-mail i spróbować ponownie.
code-used-up = Zbyt wiele razy wpisano błędny kod, dlatego ten kod już nie działa.
code-used-up-next = Link z tego samego e-maila nadal działa. Można też poprosić o nowy kod.
code-gone = Ten kod wygasł lub został już użyty.
code-gone-next = Poniżej można poprosić o nowy kod.
code-no-mail = E-mail nie dotarł?
code-no-mail-hint = Może to potrwać minutę. Prosimy zajrzeć też do folderu ze spamem.
code-resend = Wyślij nowy kod
code-resend-in = Wyślij nowy kod za { $seconds } s
code-open-mailbox = Otwórz { $name }
code-elsewhere = W tej przeglądarce nie poproszono o kod albo było to zbyt dawno temu.
code-link-needs-script = Link z e-maila wymaga JavaScriptu. Zamiast tego można wpisać 6-cyfrowy kod w przeglądarce, w której o niego poproszono.
code-start = Zacznij od nowa

## Pages: the link of a mail

link-title = Logowanie do { $organization }
link-text = Otwarto link z e-maila. Można teraz zalogować się w tej przeglądarce.
link-replaces = W tej przeglądarce jest już zalogowane konto. Link może dotyczyć innego konta; po zalogowaniu zastąpi ono obecne.
link-continue = Zaloguj się

## Pages: which account

choose-title = Wybór konta
choose-text = Z tym adresem e-mail powiązanych jest kilka kont.
choose-unnamed = Konto bez nazwy

## Pages: arrival by a link of the merchant's

arrival-title = Trwa logowanie
arrival-text = Za chwilę nastąpi zalogowanie na konto: { $who }.
arrival-continue = Dalej
arrival-replace-title = Zmienić konto?
arrival-now = W tej przeglądarce zalogowane jest konto: { $who }.
arrival-then = Otwarty link dotyczy konta: { $who }.
arrival-replace = Przejdź na konto z linku
arrival-stay = Zostań przy obecnym koncie

## Pages: the account

account-title = Konto
account-back = Powrót do { $organization }
account-who = Zalogowane konto
account-name = Nazwa
account-email = E-mail
account-team = Zespół
account-role = Rola
account-sign-out = Wyloguj się
role-owner = Właściciel
role-billing-manager = Menedżer rozliczeń
role-member = Członek zespołu
sessions-title = Gdzie konto jest zalogowane
session-browser = { $browser } w systemie { $system }
session-unknown = Nieznana przeglądarka
session-by-organization = Przez stronę { $organization }
session-now = Ta przeglądarka, aktywna teraz
session-used-recently = Aktywność w ciągu ostatniej godziny
session-used-hours =
    { $hours ->
        [one] Aktywność { $hours } godzinę temu
        [few] Aktywność { $hours } godziny temu
        [many] Aktywność { $hours } godzin temu
       *[other] Aktywność { $hours } godziny temu
    }
session-used-days =
    { $days ->
        [one] Aktywność { $days } dzień temu
        [few] Aktywność { $days } dni temu
        [many] Aktywność { $days } dni temu
       *[other] Aktywność { $days } dnia temu
    }
session-end = Wyloguj
session-end-named = Wyloguj: { $browser }
sessions-more = I jeszcze { $count }.
sessions-end-others = Wyloguj wszędzie poza tą przeglądarką

## Pages: what was done just before

notice-signed-out = Wylogowano.
notice-session-ended = Wylogowano tamtą przeglądarkę.
notice-others-ended = Wylogowano wszędzie poza tą przeglądarką.
notice-link-spent = Ten link wygasł lub został już użyty.
notice-sign-in-gone = To logowanie wygasło. Prosimy zacząć od nowa.
notice-code-sent = Nowy kod jest już w drodze.

## Pages: what went wrong

problem-again = Zacznij od nowa
problem-reference = Numer referencyjny: { $id }
problem-not-found = Nie ma takiej strony
problem-not-found-next = Prosimy sprawdzić adres lub ponownie otworzyć link ze strony sklepu.
problem-busy = W tej chwili się nie udało
problem-busy-next = Prosimy spróbować ponownie za chwilę.
problem-ours = Coś poszło nie tak po naszej stronie
problem-ours-next = Prosimy spróbować ponownie później.
problem-request = Nie udało się
problem-request-next = Przeglądarka wysłała coś, czego ta strona nie rozumie. Prosimy zacząć od nowa.
problem-form = Prosimy spróbować jeszcze raz
problem-form-next = Strona była otwarta zbyt długo albo przeglądarka nie zapisuje plików cookie. Prosimy zezwolić tej witrynie na pliki cookie i zacząć od nowa.
