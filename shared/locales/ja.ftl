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
