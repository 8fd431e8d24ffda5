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
