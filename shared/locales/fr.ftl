### Français

## Mail

mail-subject = Connexion à { $organization }
mail-your-code = Votre code :
mail-your-code-for = Votre code pour { $organization } :
mail-good-for-minutes =
    { $minutes ->
        [one] Il est valable { $minutes } minute et ne peut être utilisé qu’une seule fois.
       *[other] Il est valable { $minutes } minutes et ne peut être utilisé qu’une seule fois.
    }
mail-good-for-seconds =
    { $seconds ->
        [one] Il est valable { $seconds } seconde et ne peut être utilisé qu’une seule fois.
       *[other] Il est valable { $seconds } secondes et ne peut être utilisé qu’une seule fois.
    }
mail-or-link = Ou ouvrez ce lien et confirmez sur la page qui s’affiche :
mail-or-button = Ou connectez-vous en un clic :
mail-not-asked = Si vous n’avez rien demandé, vous pouvez ignorer cet e-mail. Personne ne peut se connecter sans lui, merci donc de ne pas le transmettre.

## Pages

page-description = Connectez-vous à votre compte { $organization } avec un code reçu par e-mail. Aucun mot de passe nécessaire.
page-language = Langue
page-change-language = Changer

## Pages: the email

sign-in-title = Connexion à { $organization }
sign-in-email = Adresse e-mail
sign-in-hint = Nous vous enverrons par e-mail un code à 6 chiffres. Vous n’avez pas besoin de mot de passe.
sign-in-continue = Continuer
sign-in-enter-code = Saisir le code que vous avez déjà
sign-in-email-invalid = Cela ne ressemble pas à une adresse e-mail. Elle doit avoir la forme nom@example.com.
sign-in-email-too-long = Cette adresse e-mail est trop longue. Veuillez la vérifier.
sign-in-ended = Votre session est terminée. Veuillez vous reconnecter.
sign-in-unused-minutes =
    { $minutes ->
        [one] Votre session a été fermée après { $minutes } minute d’inactivité.
       *[other] Votre session a été fermée après { $minutes } minutes d’inactivité.
    }
sign-in-unused-hours =
    { $hours ->
        [one] Votre session a été fermée après { $hours } heure d’inactivité.
       *[other] Votre session a été fermée après { $hours } heures d’inactivité.
    }
sign-in-unused-days =
    { $days ->
        [one] Votre session a été fermée après { $days } jour d’inactivité.
       *[other] Votre session a été fermée après { $days } jours d’inactivité.
    }
wait-seconds =
    { $seconds ->
        [one] Trop de codes ont été demandés. Veuillez patienter { $seconds } seconde, puis réessayer.
       *[other] Trop de codes ont été demandés. Veuillez patienter { $seconds } secondes, puis réessayer.
    }
wait-minutes =
    { $minutes ->
        [one] Trop de codes ont été demandés. Veuillez patienter { $minutes } minute, puis réessayer.
       *[other] Trop de codes ont été demandés. Veuillez patienter { $minutes } minutes, puis réessayer.
    }
wait-hours =
    { $hours ->
        [one] Trop de codes ont été demandés. Veuillez patienter { $hours } heure, puis réessayer.
       *[other] Trop de codes ont été demandés. Veuillez patienter { $hours } heures, puis réessayer.
    }

## Pages: the code

code-title = Saisissez votre code
code-sent-to = S’il existe un compte avec l’adresse { $email }, un code y a été envoyé.
code-change = Utiliser une autre adresse
code-label = Code à 6 chiffres
code-good-for =
    { $minutes ->
        [one] Le code est valable { $minutes } minute.
       *[other] Le code est valable { $minutes } minutes.
    }
code-tries-left =
    { $count ->
        [one] Vous avez droit à { $count } essai.
       *[other] Vous avez droit à { $count } essais.
    }
code-continue = Se connecter
code-malformed = Un code comporte 6 chiffres. Veuillez vérifier votre saisie.
code-wrong = Ce n’est pas le bon code. Veuillez vérifier l’e-mail le plus récent et réessayer.
code-used-up = Trop de codes erronés ont été saisis. Ce code ne fonctionne donc plus.
code-used-up-next = Le lien du même e-mail fonctionne encore. Vous pouvez aussi demander un nouveau code.
code-gone = Ce code a expiré ou a déjà été utilisé.
code-gone-next = Demandez un nouveau code ci-dessous.
code-no-mail = Pas d’e-mail ?
code-no-mail-hint = Il peut mettre une minute à arriver. Regardez aussi dans le dossier de spam.
code-resend = Envoyer un nouveau code
code-resend-in = Nouveau code dans { $seconds } s
code-open-mailbox = Ouvrir { $name }
code-elsewhere = Aucun code n’a été demandé dans ce navigateur, ou c’était il y a trop longtemps.
code-link-needs-script = Le lien de l’e-mail a besoin de JavaScript. Dans le navigateur où vous l’avez demandé, vous pouvez saisir le code à 6 chiffres à la place.
code-start = Recommencer

## Pages: the link of a mail

link-title = Connexion à { $organization }
link-text = Vous avez ouvert le lien de votre e-mail. Continuez pour vous connecter avec ce navigateur.
link-replaces = Une session est déjà ouverte ici. Le lien peut être celui d’un autre compte. Si vous continuez, cet autre compte prendra la place du compte actuel.
link-continue = Se connecter

## Pages: which account

choose-title = Choisissez un compte
choose-text = Il existe plusieurs comptes avec votre adresse e-mail.
choose-unnamed = Compte sans nom

## Pages: arrival by a link of the merchant's

arrival-title = Connexion en cours
arrival-text = Vous allez vous connecter en tant que { $who }.
arrival-continue = Continuer
arrival-replace-title = Changer de compte ?
arrival-now = Dans ce navigateur, vous utilisez le compte { $who }.
arrival-then = Le lien que vous avez ouvert est pour { $who }.
arrival-replace = Passer au compte du lien
arrival-stay = Garder le compte actuel

## Pages: the account

account-title = Votre compte
account-back = Retour à { $organization }
account-who = Compte connecté
account-name = Nom
account-email = E-mail
account-team = Équipe
account-role = Rôle
account-sign-out = Se déconnecter
role-owner = Propriétaire
role-billing-manager = Responsable de la facturation
role-member = Membre
sessions-title = Où votre compte est connecté
session-browser = { $browser } sur { $system }
session-unknown = Navigateur inconnu
session-by-organization = Via { $organization }
session-now = Ce navigateur, actif en ce moment
session-used-recently = Actif il y a moins d’une heure
session-used-hours =
    { $hours ->
        [one] Actif il y a { $hours } heure
       *[other] Actif il y a { $hours } heures
    }
session-used-days =
    { $days ->
        [one] Actif il y a { $days } jour
       *[other] Actif il y a { $days } jours
    }
session-end = Déconnecter
session-end-named = Déconnecter : { $browser }
sessions-more =
    { $count ->
        [one] Et { $count } autre.
       *[other] Et { $count } autres.
    }
sessions-end-others = Se déconnecter partout ailleurs

## Pages: what was done just before

notice-signed-out = Votre session est fermée.
notice-session-ended = L’autre navigateur est déconnecté.
notice-others-ended = Toutes vos autres sessions sont fermées.
notice-link-spent = Ce lien a expiré ou a déjà été utilisé.
notice-sign-in-gone = Cette connexion a expiré. Veuillez recommencer.
notice-code-sent = Un nouveau code est en route.

## Pages: what went wrong

problem-again = Recommencer
problem-reference = Référence : { $id }
problem-not-found = Cette page n’existe pas
problem-not-found-next = Veuillez vérifier l’adresse ou suivre à nouveau le lien depuis le site de la boutique.
problem-busy = Cela ne fonctionne pas pour le moment
problem-busy-next = Veuillez réessayer dans un instant.
problem-ours = Un problème est survenu de notre côté
problem-ours-next = Veuillez réessayer plus tard.
problem-request = Cela n’a pas fonctionné
problem-request-next = Le navigateur a envoyé quelque chose que cette page ne comprend pas. Veuillez recommencer.
problem-form = Veuillez réessayer
problem-form-next = La page est restée ouverte trop longtemps, ou le navigateur ne conserve pas les cookies. Veuillez autoriser les cookies pour ce site et recommencer.
