### 简体中文

## Mail

mail-subject = 登录 { $organization }
mail-your-code = 您的验证码：
mail-your-code-for = 您的 { $organization } 验证码：
mail-good-for-minutes = 验证码在 { $minutes } 分钟内有效，仅可使用一次。
mail-good-for-seconds = 验证码在 { $seconds } 秒内有效，仅可使用一次。
mail-or-link = 或者打开此链接并在页面上确认：
mail-or-button = 或者一键登录：
mail-not-asked = 如果这不是您的请求，您可以忽略此邮件。没有这封邮件，任何人都无法登录，因此请勿转发。

## Pages
