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
