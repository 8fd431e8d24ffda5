### 日本語

## Mail

mail-subject = { $organization }へのログイン
mail-your-code = 確認コード：
mail-your-code-for = { $organization }の確認コード：
mail-good-for-minutes = このコードは{ $minutes }分間有効で、一度だけ使えます。
mail-good-for-seconds = このコードは{ $seconds }秒間有効で、一度だけ使えます。
mail-or-link = または、次のリンクを開いて確認してください。
mail-or-button = または、ワンクリックでログインできます。
mail-not-asked = お心当たりのない場合は、このメールを無視してください。このメールがなければ誰もログインできませんので、ほかの人に転送しないようお願いします。

## Pages

page-description = メールで届くコードで{ $organization }のアカウントにログインできます。パスワードは不要です。
page-language = 言語
page-change-language = 変更

## Pages: the email

sign-in-title = { $organization }へのログイン
sign-in-email = メールアドレス
sign-in-hint = 6桁の確認コードをメールでお送りします。パスワードは必要ありません。
sign-in-continue = 次へ
sign-in-enter-code = お持ちのコードを入力
sign-in-email-invalid = メールアドレスの形式が正しくないようです。name@example.comのように入力してください。
sign-in-email-too-long = メールアドレスが長すぎます。ご確認ください。
sign-in-ended = ログアウトされました。もう一度ログインしてください。
sign-in-unused-minutes = { $minutes }分間ご利用がなかったため、ログアウトされました。
sign-in-unused-hours = { $hours }時間ご利用がなかったため、ログアウトされました。
sign-in-unused-days = { $days }日間ご利用がなかったため、ログアウトされました。
wait-seconds = コードのリクエストが多すぎます。{ $seconds }秒待ってから、もう一度お試しください。
wait-minutes = コードのリクエストが多すぎます。{ $minutes }分待ってから、もう一度お試しください。
wait-hours = コードのリクエストが多すぎます。{ $hours }時間待ってから、もう一度お試しください。

## Pages: the code

code-title = 確認コードの入力
code-sent-to = { $email }のアカウントがある場合は、そのアドレスにコードをお送りしています。
code-change = 別のアドレスを使う
code-label = 6桁の確認コード
code-good-for = コードは{ $minutes }分間有効です。
code-tries-left = あと{ $count }回入力できます。
code-continue = ログイン
code-malformed = コードは6桁の数字です。入力内容をご確認ください。
code-wrong = コードが正しくありません。最新のメールを確認して、もう一度お試しください。
code-used-up = 間違ったコードが何度も入力されたため、このコードは使えなくなりました。
code-used-up-next = 同じメールのリンクはまだ使えます。新しいコードを送信することもできます。
code-gone = このコードは有効期限が切れているか、すでに使われています。
code-gone-next = 下のボタンから新しいコードを送信してください。
code-no-mail = メールが届かない場合
code-no-mail-hint = 届くまでに1分ほどかかることがあります。迷惑メールフォルダもご確認ください。
code-resend = 新しいコードを送信
code-resend-in = 新しいコードを送信（あと{ $seconds }秒）
code-open-mailbox = { $name }を開く
code-elsewhere = このブラウザではコードをリクエストしていないか、リクエストから時間が経ちすぎています。
code-link-needs-script = メールのリンクにはJavaScriptが必要です。代わりに、コードをリクエストしたブラウザで6桁のコードを入力できます。
code-start = 最初からやり直す

## Pages: the link of a mail

link-title = { $organization }へのログイン
link-text = メールのリンクを開きました。続けると、このブラウザでログインします。
link-replaces = すでにログインしています。このリンクは別のアカウントのものかもしれません。続けると、そのアカウントに切り替わります。
link-continue = ログイン

## Pages: which account

choose-title = アカウントの選択
choose-text = お使いのメールアドレスには複数のアカウントがあります。
choose-unnamed = 名前のないアカウント

## Pages: arrival by a link of the merchant's

arrival-title = ログインしています
arrival-text = { $who }としてログインします。
arrival-continue = 次へ
arrival-replace-title = アカウントを切り替えますか？
arrival-now = このブラウザでは{ $who }としてログインしています。
arrival-then = 開いたリンクは{ $who }のものです。
arrival-replace = リンクのアカウントに切り替える
arrival-stay = 今のアカウントを使い続ける

## Pages: the account

account-title = アカウント
account-back = { $organization }に戻る
account-who = ログイン中のアカウント
account-name = 名前
account-email = メールアドレス
account-team = チーム
account-role = 役割
account-sign-out = ログアウト
role-owner = オーナー
role-billing-manager = 請求管理者
role-member = メンバー
sessions-title = ログイン中のブラウザ
session-browser = { $browser }（{ $system }）
session-unknown = 不明なブラウザ
session-by-organization = { $organization }経由
session-now = このブラウザ、現在使用中
session-used-recently = 1時間以内に使用
session-used-hours = { $hours }時間前に使用
session-used-days = { $days }日前に使用
session-end = ログアウト
session-end-named = ログアウト：{ $browser }
sessions-more = ほか{ $count }件
sessions-end-others = ほかのすべてからログアウト

## Pages: what was done just before

notice-signed-out = ログアウトしました。
notice-session-ended = 選択したブラウザからログアウトしました。
notice-others-ended = ほかのすべてからログアウトしました。
notice-link-spent = このリンクは有効期限が切れているか、すでに使われています。
notice-sign-in-gone = ログイン手続きの有効期限が切れました。最初からやり直してください。
notice-code-sent = 新しいコードをお送りしています。

## Pages: what went wrong

problem-again = 最初からやり直す
problem-reference = 参照番号：{ $id }
problem-not-found = ページが見つかりません
problem-not-found-next = アドレスを確認するか、ショップのウェブサイトのリンクをもう一度開いてください。
problem-busy = ただいま処理できませんでした
problem-busy-next = しばらくしてから、もう一度お試しください。
problem-ours = こちら側で問題が発生しました
problem-ours-next = 後ほど、もう一度お試しください。
problem-request = 処理できませんでした
problem-request-next = ブラウザから、このページでは処理できない内容が送信されました。最初からやり直してください。
problem-form = もう一度お試しください
problem-form-next = ページを開いてから時間が経ちすぎたか、ブラウザがCookieを保存していません。このサイトのCookieを許可して、最初からやり直してください。
