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

page-description = Entre na sua conta { $organization } com um código enviado por e-mail. Você não precisa de senha.
page-language = Idioma
page-change-language = Alterar

## Pages: the email

sign-in-title = Entrar em { $organization }
sign-in-email = Endereço de e-mail
sign-in-hint = Vamos enviar um código de 6 dígitos para o seu e-mail. Você não precisa de senha.
sign-in-continue = Continuar
sign-in-enter-code = Já tenho um código
sign-in-email-invalid = Isto não parece um endereço de e-mail. Ele deve ser parecido com nome@example.com.
sign-in-email-too-long = Este endereço de e-mail é longo demais. Confira-o, por favor.
sign-in-ended = Sua sessão foi encerrada. Entre novamente, por favor.
sign-in-unused-minutes =
    { $minutes ->
        [one] Sua sessão foi encerrada após { $minutes } minuto sem atividade.
       *[other] Sua sessão foi encerrada após { $minutes } minutos sem atividade.
    }
sign-in-unused-hours =
    { $hours ->
        [one] Sua sessão foi encerrada após { $hours } hora sem atividade.
       *[other] Sua sessão foi encerrada após { $hours } horas sem atividade.
    }
sign-in-unused-days =
    { $days ->
        [one] Sua sessão foi encerrada após { $days } dia sem atividade.
       *[other] Sua sessão foi encerrada após { $days } dias sem atividade.
    }
wait-seconds =
    { $seconds ->
        [one] Foram pedidos códigos demais. Espere { $seconds } segundo e tente novamente.
       *[other] Foram pedidos códigos demais. Espere { $seconds } segundos e tente novamente.
    }
wait-minutes =
    { $minutes ->
        [one] Foram pedidos códigos demais. Espere { $minutes } minuto e tente novamente.
       *[other] Foram pedidos códigos demais. Espere { $minutes } minutos e tente novamente.
    }
wait-hours =
    { $hours ->
        [one] Foram pedidos códigos demais. Espere { $hours } hora e tente novamente.
       *[other] Foram pedidos códigos demais. Espere { $hours } horas e tente novamente.
    }

## Pages: the code

code-title = Digite seu código
code-sent-to = Se houver uma conta com { $email }, um código está a caminho desse endereço.
code-change = Usar outro endereço
code-label = Código de 6 dígitos
code-good-for =
    { $minutes ->
        [one] O código é válido por { $minutes } minuto.
       *[other] O código é válido por { $minutes } minutos.
    }
code-tries-left =
    { $count ->
        [one] Você tem { $count } tentativa.
       *[other] Você tem { $count } tentativas.
    }
code-continue = Entrar
code-malformed = Um código tem 6 dígitos. Confira o que você digitou.
code-wrong = Este não é o código certo. Confira o e-mail mais recente e tente novamente.
code-used-up = Foram digitados códigos errados demais, por isso este código não funciona mais.
code-used-up-next = O link do mesmo e-mail ainda funciona. Você também pode pedir um novo código.
code-gone = Este código expirou ou já foi usado.
code-gone-next = Peça um novo código abaixo.
code-no-mail = Não recebeu o e-mail?
code-no-mail-hint = Pode levar um minuto. Olhe também na pasta de spam.
code-resend = Enviar novo código
code-resend-in = Novo código em { $seconds } s
code-open-mailbox = Abrir { $name }
code-elsewhere = Nenhum código foi pedido neste navegador, ou isso já faz muito tempo.
code-link-needs-script = O link do e-mail precisa de JavaScript. No navegador em que você o pediu, você pode digitar o código de 6 dígitos.
code-start = Começar de novo

## Pages: the link of a mail

link-title = Entrar em { $organization }
link-text = Você abriu o link do seu e-mail. Continue para entrar com este navegador.
link-replaces = Você já entrou em uma conta aqui. O link pode ser de outra conta; se você continuar, ela tomará o lugar da atual.
link-continue = Entrar

## Pages: which account

choose-title = Escolha uma conta
choose-text = Há várias contas com o seu endereço de e-mail.
choose-unnamed = Conta sem nome

## Pages: arrival by a link of the merchant's

arrival-title = Entrando na sua conta
arrival-text = Você está prestes a entrar como { $who }.
arrival-continue = Continuar
arrival-replace-title = Trocar de conta?
arrival-now = Neste navegador, você entrou como { $who }.
arrival-then = O link que você abriu é para { $who }.
arrival-replace = Trocar para a conta do link
arrival-stay = Ficar na conta atual

## Pages: the account

account-title = Sua conta
account-back = Voltar para { $organization }
account-who = Você entrou como
account-name = Nome
account-email = E-mail
account-team = Equipe
account-role = Função
account-sign-out = Sair
role-owner = Titular
role-billing-manager = Responsável pelo faturamento
role-member = Membro
sessions-title = Onde sua conta está aberta
session-browser = { $browser } no { $system }
session-unknown = Navegador desconhecido
session-by-organization = Por meio de { $organization }
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
session-end = Desconectar
session-end-named = Desconectar: { $browser }
sessions-more = E mais { $count }.
sessions-end-others = Sair de todos os outros lugares

## Pages: what was done just before

notice-signed-out = Você saiu da sua conta.
notice-session-ended = O outro navegador foi desconectado.
notice-others-ended = Você saiu de todos os outros lugares.
notice-link-spent = Este link expirou ou já foi usado.
notice-sign-in-gone = Este acesso expirou. Comece de novo, por favor.
notice-code-sent = Um novo código está a caminho.

## Pages: what went wrong

problem-again = Começar de novo
problem-reference = Referência: { $id }
problem-not-found = Esta página não existe
problem-not-found-next = Confira o endereço ou siga novamente o link do site da loja.
problem-busy = Não deu certo agora
problem-busy-next = Tente novamente daqui a pouco.
problem-ours = Algo deu errado do nosso lado
problem-ours-next = Tente novamente mais tarde.
problem-request = Não deu certo
problem-request-next = O navegador enviou algo que esta página não entende. Comece de novo, por favor.
problem-form = Tente novamente, por favor
problem-form-next = A página ficou aberta por tempo demais ou o navegador não guarda cookies. Permita cookies para este site e comece de novo.
