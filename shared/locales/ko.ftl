### 한국어

## Mail

mail-subject = { $organization } 로그인
mail-your-code = 인증 코드:
mail-your-code-for = { $organization } 인증 코드:
mail-good-for-minutes = { $minutes }분 동안 유효하며 한 번만 사용할 수 있습니다.
mail-good-for-seconds = { $seconds }초 동안 유효하며 한 번만 사용할 수 있습니다.
mail-or-link = 또는 다음 링크를 열고 확인해 주세요.
mail-or-button = 또는 한 번의 클릭으로 로그인하세요.
mail-not-asked = 요청하지 않으셨다면 이 메일을 무시하셔도 됩니다. 이 메일 없이는 아무도 로그인할 수 없으니 다른 사람에게 전달하지 마세요.

## Pages

page-description = 이메일로 받은 코드로 { $organization } 계정에 로그인하세요. 비밀번호는 필요 없습니다.
page-language = 언어
page-change-language = 변경

## Pages: the email

sign-in-title = { $organization } 로그인
sign-in-email = 이메일 주소
sign-in-hint = 6자리 인증 코드를 이메일로 보내 드립니다. 비밀번호는 필요 없습니다.
sign-in-continue = 계속
sign-in-enter-code = 이미 받은 코드 입력
sign-in-email-invalid = 이메일 주소가 아닌 것 같습니다. name@example.com과 같은 형식으로 입력해 주세요.
sign-in-email-too-long = 이메일 주소가 너무 깁니다. 확인해 주세요.
sign-in-ended = 로그아웃되었습니다. 다시 로그인해 주세요.
sign-in-unused-minutes = { $minutes }분 동안 이용하지 않아 로그아웃되었습니다.
sign-in-unused-hours = { $hours }시간 동안 이용하지 않아 로그아웃되었습니다.
sign-in-unused-days = { $days }일 동안 이용하지 않아 로그아웃되었습니다.
wait-seconds = 코드 요청이 너무 많았습니다. { $seconds }초 후에 다시 시도해 주세요.
wait-minutes = 코드 요청이 너무 많았습니다. { $minutes }분 후에 다시 시도해 주세요.
wait-hours = 코드 요청이 너무 많았습니다. { $hours }시간 후에 다시 시도해 주세요.

## Pages: the code

code-title = 인증 코드 입력
code-sent-to = { $email } 주소의 계정이 있다면 코드가 곧 그 주소로 도착합니다.
code-change = 다른 주소 사용
code-label = 6자리 인증 코드
code-good-for = 코드는 { $minutes }분 동안 유효합니다.
code-tries-left = { $count }번 입력할 수 있습니다.
code-continue = 로그인
code-malformed = 코드는 숫자 6자리입니다. 입력한 내용을 확인해 주세요.
code-wrong = 코드가 올바르지 않습니다. 가장 최근 이메일을 확인하고 다시 시도해 주세요.
code-used-up = 잘못된 코드가 너무 많이 입력되어 이 코드는 더 이상 사용할 수 없습니다.
code-used-up-next = 같은 이메일에 있는 링크는 아직 사용할 수 있습니다. 새 코드를 요청하셔도 됩니다.
code-gone = 이 코드는 만료되었거나 이미 사용되었습니다.
code-gone-next = 아래에서 새 코드를 요청해 주세요.
code-no-mail = 이메일이 오지 않았나요?
code-no-mail-hint = 1분 정도 걸릴 수 있습니다. 스팸함도 확인해 주세요.
code-resend = 새 코드 보내기
code-resend-in = 새 코드 보내기({ $seconds }초 후)
code-open-mailbox = { $name } 열기
code-elsewhere = 이 브라우저에서 코드를 요청하지 않았거나 요청한 지 너무 오래되었습니다.
code-link-needs-script = 이메일의 링크를 사용하려면 JavaScript가 필요합니다. 대신 코드를 요청한 브라우저에서 6자리 코드를 입력할 수 있습니다.
code-start = 처음부터 다시 시작

## Pages: the link of a mail

link-title = { $organization } 로그인
link-text = 이메일의 링크를 여셨습니다. 계속하면 이 브라우저에서 로그인됩니다.
link-replaces = 여기에는 이미 로그인되어 있습니다. 이 링크는 다른 계정의 링크일 수 있으며, 계속하면 그 계정으로 바뀝니다.
link-continue = 로그인

## Pages: which account

choose-title = 계정 선택
choose-text = 이 이메일 주소로 된 계정이 여러 개 있습니다.
choose-unnamed = 이름 없는 계정

## Pages: arrival by a link of the merchant's

arrival-title = 로그인 중
arrival-text = { $who } 계정으로 로그인합니다.
arrival-continue = 계속
arrival-replace-title = 계정을 전환할까요?
arrival-now = 이 브라우저는 { $who } 계정으로 로그인되어 있습니다.
arrival-then = 여신 링크는 { $who } 계정의 링크입니다.
arrival-replace = 링크의 계정으로 전환
arrival-stay = 지금 계정 계속 사용

## Pages: the account

account-title = 내 계정
account-back = { $organization } 사이트로 돌아가기
account-who = 로그인한 계정
account-name = 이름
account-email = 이메일
account-team = 팀
account-role = 역할
account-sign-out = 로그아웃
role-owner = 소유자
role-billing-manager = 결제 관리자
role-member = 구성원
sessions-title = 로그인된 브라우저
session-browser = { $system }의 { $browser }
session-unknown = 알 수 없는 브라우저
session-by-organization = { $organization } 사이트를 통한 로그인
session-now = 이 브라우저, 현재 사용 중
session-used-recently = 최근 1시간 이내 사용
session-used-hours = { $hours }시간 전 사용
session-used-days = { $days }일 전 사용
session-end = 로그아웃
session-end-named = 로그아웃: { $browser }
sessions-more = 그 외 { $count }개가 더 있습니다.
sessions-end-others = 다른 모든 곳에서 로그아웃

## Pages: what was done just before

notice-signed-out = 로그아웃되었습니다.
notice-session-ended = 해당 브라우저에서 로그아웃되었습니다.
notice-others-ended = 다른 모든 곳에서 로그아웃되었습니다.
notice-link-spent = 이 링크는 만료되었거나 이미 사용되었습니다.
notice-sign-in-gone = 로그인 절차가 만료되었습니다. 처음부터 다시 시작해 주세요.
notice-code-sent = 새 코드가 곧 도착합니다.

## Pages: what went wrong

problem-again = 처음부터 다시 시작
problem-reference = 참조 번호: { $id }
problem-not-found = 페이지를 찾을 수 없습니다
problem-not-found-next = 주소를 확인하거나 스토어 웹사이트의 링크를 다시 열어 주세요.
problem-busy = 지금은 처리하지 못했습니다
problem-busy-next = 잠시 후 다시 시도해 주세요.
problem-ours = 저희 쪽에 문제가 생겼습니다
problem-ours-next = 나중에 다시 시도해 주세요.
problem-request = 처리하지 못했습니다
problem-request-next = 브라우저가 이 페이지에서 이해할 수 없는 내용을 보냈습니다. 처음부터 다시 시작해 주세요.
problem-form = 다시 시도해 주세요
problem-form-next = 페이지를 너무 오래 열어 두었거나 브라우저가 쿠키를 저장하지 않습니다. 이 사이트의 쿠키를 허용하고 처음부터 다시 시작해 주세요.
