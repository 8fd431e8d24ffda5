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

page-description = 使用邮件验证码登录您的 { $organization } 账号，无需密码。
page-language = 语言
page-change-language = 更改

## Pages: the email

sign-in-title = 登录 { $organization }
sign-in-email = 邮箱地址
sign-in-hint = 我们会通过邮件向您发送 6 位数验证码。您无需密码。
sign-in-continue = 继续
sign-in-enter-code = 输入已有的验证码
sign-in-email-invalid = 这不像是邮箱地址。正确的格式类似 name@example.com。
sign-in-email-too-long = 此邮箱地址过长，请检查。
sign-in-ended = 您已退出登录，请重新登录。
sign-in-unused-minutes = 由于您已有 { $minutes } 分钟未使用，系统已将您退出登录。
sign-in-unused-hours = 由于您已有 { $hours } 小时未使用，系统已将您退出登录。
sign-in-unused-days = 由于您已有 { $days } 天未使用，系统已将您退出登录。
wait-seconds = 请求验证码的次数过多，请等待 { $seconds } 秒后再试。
wait-minutes = 请求验证码的次数过多，请等待 { $minutes } 分钟后再试。
wait-hours = 请求验证码的次数过多，请等待 { $hours } 小时后再试。

## Pages: the code

code-title = 输入验证码
code-sent-to = 如果 { $email } 已有账号，验证码正在发往该邮箱。
code-change = 使用其他邮箱
code-label = 6 位数验证码
code-good-for = 验证码在 { $minutes } 分钟内有效。
code-tries-left = 您可以尝试 { $count } 次。
code-continue = 登录
code-malformed = 验证码为 6 位数字，请检查您的输入。
code-wrong = 验证码不正确，请查看最新的邮件后重试。
code-used-up = 错误的验证码输入次数过多，此验证码已失效。
code-used-up-next = 同一封邮件中的链接仍然有效。您也可以获取新的验证码。
code-gone = 此验证码已过期或已被使用。
code-gone-next = 请在下方获取新的验证码。
code-no-mail = 没有收到邮件？
code-no-mail-hint = 可能需要一分钟左右。也请查看垃圾邮件文件夹。
code-resend = 发送新验证码
code-resend-in = { $seconds } 秒后可发送新验证码
code-open-mailbox = 打开 { $name }
code-elsewhere = 此浏览器没有请求过验证码，或者请求已过去太久。
code-link-needs-script = 邮件中的链接需要 JavaScript。您也可以在请求验证码的浏览器中输入 6 位数验证码。
code-start = 重新开始

## Pages: the link of a mail

link-title = 登录 { $organization }
link-text = 您打开了邮件中的链接。继续即可在此浏览器中登录。
link-replaces = 您已在此登录。该链接可能属于另一个账号；如果继续，将切换到那个账号。
link-continue = 登录

## Pages: which account

choose-title = 选择账号
choose-text = 您的邮箱地址有多个账号。
choose-unnamed = 未命名的账号

## Pages: arrival by a link of the merchant's

arrival-title = 正在登录
arrival-text = 您即将以 { $who } 的身份登录。
arrival-continue = 继续
arrival-replace-title = 要切换账号吗？
arrival-now = 您在此浏览器中登录的账号是 { $who }。
arrival-then = 您打开的链接属于 { $who }。
arrival-replace = 切换到链接的账号
arrival-stay = 继续使用当前账号

## Pages: the account

account-title = 您的账号
account-back = 返回 { $organization }
account-who = 当前登录的账号
account-name = 名称
account-email = 邮箱
account-team = 团队
account-role = 角色
account-sign-out = 退出登录
role-owner = 所有者
role-billing-manager = 账单管理员
role-member = 成员
sessions-title = 已登录的浏览器
session-browser = { $system } 上的 { $browser }
session-unknown = 未知浏览器
session-by-organization = 通过 { $organization } 登录
session-now = 此浏览器，正在使用
session-used-recently = 最近一小时内使用过
session-used-hours = { $hours } 小时前使用过
session-used-days = { $days } 天前使用过
session-end = 退出登录
session-end-named = 退出登录：{ $browser }
sessions-more = 另有 { $count } 个。
sessions-end-others = 退出其他所有登录

## Pages: what was done just before

notice-signed-out = 您已退出登录。
notice-session-ended = 该浏览器已退出登录。
notice-others-ended = 您已退出其他所有登录。
notice-link-spent = 此链接已过期或已被使用。
notice-sign-in-gone = 此次登录已过期，请重新开始。
notice-code-sent = 新验证码正在发送中。

## Pages: what went wrong

problem-again = 重新开始
problem-reference = 参考编号：{ $id }
problem-not-found = 页面不存在
problem-not-found-next = 请检查网址，或从商店网站重新打开链接。
problem-busy = 刚才未能完成
problem-busy-next = 请稍等片刻再试。
problem-ours = 我们这边出了问题
problem-ours-next = 请稍后再试。
problem-request = 未能完成
problem-request-next = 浏览器发送了此页面无法识别的内容，请重新开始。
problem-form = 请再试一次
problem-form-next = 页面打开时间过长，或浏览器未保存 Cookie。请允许此网站使用 Cookie，然后重新开始。
