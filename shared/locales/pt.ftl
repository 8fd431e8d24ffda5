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

page-description = Inicie sessão na sua conta { $organization } com um código enviado por e-mail. Não precisa de palavra-passe.
page-language = Idioma
page-change-language = Alterar

## Pages: the email

sign-in-title = Iniciar sessão em { $organization }
sign-in-email = Endereço de e-mail
sign-in-hint = Vamos enviar-lhe por e-mail um código de 6 dígitos. Não precisa de palavra-passe.
sign-in-continue = Continuar
sign-in-enter-code = Já tenho um código
sign-in-email-invalid = Isto não parece um endereço de e-mail. Deve ser semelhante a nome@example.com.
sign-in-email-too-long = Este endereço de e-mail é demasiado longo. Verifique-o, por favor.
sign-in-ended = A sua sessão terminou. Inicie sessão novamente, por favor.
sign-in-unused-minutes =
    { $minutes ->
        [one] A sua sessão terminou após { $minutes } minuto sem atividade.
       *[other] A sua sessão terminou após { $minutes } minutos sem atividade.
    }
sign-in-unused-hours =
    { $hours ->
        [one] A sua sessão terminou após { $hours } hora sem atividade.
       *[other] A sua sessão terminou após { $hours } horas sem atividade.
    }
sign-in-unused-days =
    { $days ->
        [one] A sua sessão terminou após { $days } dia sem atividade.
       *[other] A sua sessão terminou após { $days } dias sem atividade.
    }
wait-seconds =
    { $seconds ->
        [one] Foram pedidos demasiados códigos. Aguarde { $seconds } segundo e tente novamente.
       *[other] Foram pedidos demasiados códigos. Aguarde { $seconds } segundos e tente novamente.
    }
wait-minutes =
    { $minutes ->
        [one] Foram pedidos demasiados códigos. Aguarde { $minutes } minuto e tente novamente.
       *[other] Foram pedidos demasiados códigos. Aguarde { $minutes } minutos e tente novamente.
    }
wait-hours =
    { $hours ->
        [one] Foram pedidos demasiados códigos. Aguarde { $hours } hora e tente novamente.
       *[other] Foram pedidos demasiados códigos. Aguarde { $hours } horas e tente novamente.
    }

## Pages: the code

code-title = Introduza o seu código
code-sent-to = Se existir uma conta com { $email }, um código está a caminho desse endereço.
code-change = Utilizar outro endereço
code-label = Código de 6 dígitos
code-good-for =
    { $minutes ->
        [one] O código é válido durante { $minutes } minuto.
       *[other] O código é válido durante { $minutes } minutos.
    }
code-tries-left =
    { $count ->
        [one] Tem { $count } tentativa.
       *[other] Tem { $count } tentativas.
    }
code-continue = Iniciar sessão
code-malformed = Um código tem 6 dígitos. Verifique o que escreveu.
code-wrong = Este não é o código certo. Verifique o e-mail mais recente e tente novamente.
code-used-up = Foram introduzidos demasiados códigos errados, pelo que este código já não funciona.
code-used-up-next = A ligação no mesmo e-mail ainda funciona. Também pode pedir um novo código.
code-gone = Este código expirou ou já foi utilizado.
code-gone-next = Peça um novo código abaixo.
code-no-mail = Não recebeu o e-mail?
code-no-mail-hint = Pode demorar um minuto. Veja também na pasta de spam.
code-resend = Enviar novo código
code-resend-in = Novo código em { $seconds } s
code-open-mailbox = Abrir { $name }
code-elsewhere = Não foi pedido nenhum código neste navegador, ou já passou demasiado tempo.
code-link-needs-script = A ligação no e-mail precisa de JavaScript. No navegador em que a pediu, pode introduzir antes o código de 6 dígitos.
code-start = Começar de novo

## Pages: the link of a mail

link-title = Iniciar sessão em { $organization }
link-text = Abriu a ligação do seu e-mail. Continue para iniciar sessão com este navegador.
link-replaces = Já tem sessão iniciada aqui. A ligação pode ser de outra conta; se continuar, essa conta ocupará o lugar da atual.
link-continue = Iniciar sessão

## Pages: which account

choose-title = Escolha uma conta
choose-text = Existem várias contas com o seu endereço de e-mail.
choose-unnamed = Conta sem nome

## Pages: arrival by a link of the merchant's

arrival-title = A iniciar sessão
arrival-text = Está prestes a iniciar sessão como { $who }.
arrival-continue = Continuar
arrival-replace-title = Mudar de conta?
arrival-now = Neste navegador tem sessão iniciada como { $who }.
arrival-then = A ligação que abriu é para { $who }.
arrival-replace = Mudar para a conta da ligação
arrival-stay = Ficar na conta atual

## Pages: the account

account-title = A sua conta
account-back = Voltar a { $organization }
account-who = Sessão iniciada como
account-name = Nome
account-email = E-mail
account-team = Equipa
account-role = Função
account-sign-out = Terminar sessão
role-owner = Titular
role-billing-manager = Responsável pela faturação
role-member = Membro
sessions-title = Onde tem sessão iniciada
session-browser = { $browser } no { $system }
session-unknown = Navegador desconhecido
session-by-organization = Através de { $organization }
session-now = Este navegador, ativo agora
session-used-recently = Ativo na última hora
session-used-hours =
    { $hours ->
        [one] Ativo há { $hours } hora
       *[other] Ativo há { $hours } horas
    }
session-used-days =
    { $days ->
        [one] Ativo há { $days } dia
       *[other] Ativo há { $days } dias
    }
session-end = Terminar sessão
session-end-named = Terminar sessão: { $browser }
sessions-more = E mais { $count }.
sessions-end-others = Terminar todas as outras sessões

## Pages: what was done just before

notice-signed-out = A sua sessão terminou.
notice-session-ended = A sessão nesse navegador terminou.
notice-others-ended = Todas as outras sessões terminaram.
notice-link-spent = Esta ligação expirou ou já foi utilizada.
notice-sign-in-gone = Este início de sessão expirou. Comece de novo, por favor.
notice-code-sent = Um novo código está a caminho.

## Pages: what went wrong

problem-again = Começar de novo
problem-reference = Referência: { $id }
problem-not-found = Esta página não existe
problem-not-found-next = Verifique o endereço ou siga novamente a ligação no site da loja.
problem-busy = Não funcionou neste momento
problem-busy-next = Tente novamente dentro de momentos.
problem-ours = Algo correu mal do nosso lado
problem-ours-next = Tente novamente mais tarde.
problem-request = Não funcionou
problem-request-next = O navegador enviou algo que esta página não compreende. Comece de novo, por favor.
problem-form = Tente novamente, por favor
problem-form-next = A página esteve aberta durante demasiado tempo ou o navegador não guarda cookies. Permita cookies para este site e comece de novo.
