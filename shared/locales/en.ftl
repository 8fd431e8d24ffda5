### English: every other language has the messages of this file, and no others.

## Mail

# The subject and the heading of the mail, and its button.
# $organization (text): the name of the merchant, here and below.
mail-subject = Sign in to { $organization }

# Above the six digits.
mail-your-code = Your code:
mail-your-code-for = Your code for { $organization }:

# "It" is the code. $minutes (number): how long it is still good, from 1 on.
mail-good-for-minutes =
    { $minutes ->
        [one] It is good for { $minutes } minute and works once.
       *[other] It is good for { $minutes } minutes and works once.
    }

# The same for a code with less than a minute left. $seconds (number): 0 to 59.
mail-good-for-seconds =
    { $seconds ->
        [one] It is good for { $seconds } second and works once.
       *[other] It is good for { $seconds } seconds and works once.
    }

# Above the link, which leads to a page with a button.
mail-or-link = Or open this link and confirm there:

# Above the button that is this link.
mail-or-button = Or sign in with one click:

mail-not-asked = If you did not ask for this, you can ignore this mail. Nobody can sign in without it, so please do not pass it on.

## Pages

# What search engines show of the page.
page-description = Sign in to your { $organization } account with a code by email. No password needed.
page-language = Language
# The button beside the list of languages.
page-change-language = Change

## Pages: the email

sign-in-title = Sign in to { $organization }
sign-in-email = Email address
sign-in-hint = We will email you a 6-digit code. You do not need a password.
sign-in-continue = Continue
sign-in-enter-code = Enter the code you already have
sign-in-email-invalid = This does not look like an email address. It should look like name@example.com.
sign-in-email-too-long = This email address is too long. Please check it.
# Why somebody who was signed in sees this page.
sign-in-ended = You have been signed out. Please sign in again.
sign-in-unused-minutes =
    { $minutes ->
        [one] You were signed out because you had not been here for { $minutes } minute.
       *[other] You were signed out because you had not been here for { $minutes } minutes.
    }
sign-in-unused-hours =
    { $hours ->
        [one] You were signed out because you had not been here for { $hours } hour.
       *[other] You were signed out because you had not been here for { $hours } hours.
    }
sign-in-unused-days =
    { $days ->
        [one] You were signed out because you had not been here for { $days } day.
       *[other] You were signed out because you had not been here for { $days } days.
    }

# Over a limit: how long to wait.
wait-seconds =
    { $seconds ->
        [one] Too many codes were asked for. Please wait { $seconds } second and try again.
       *[other] Too many codes were asked for. Please wait { $seconds } seconds and try again.
    }
wait-minutes =
    { $minutes ->
        [one] Too many codes were asked for. Please wait { $minutes } minute and try again.
       *[other] Too many codes were asked for. Please wait { $minutes } minutes and try again.
    }
wait-hours =
    { $hours ->
        [one] Too many codes were asked for. Please wait { $hours } hour and try again.
       *[other] Too many codes were asked for. Please wait { $hours } hours and try again.
    }

## Pages: the code

code-title = Enter your code
# $email has most of its letters hidden. The link `code-change` follows.
code-sent-to = If there is an account with { $email }, a code is on its way there.
# A link back to the page that asks for the email address.
code-change = Use another address
code-label = 6-digit code
code-good-for =
    { $minutes ->
        [one] The code is good for { $minutes } minute.
       *[other] The code is good for { $minutes } minutes.
    }
code-tries-left =
    { $count ->
        [one] You have { $count } try.
       *[other] You have { $count } tries.
    }
code-continue = Sign in
code-malformed = A code has 6 digits. Please check what you typed.
code-wrong = This is not the right code. Please check the newest email and try again.
code-used-up = Too many wrong codes were entered, so this code no longer works.
code-used-up-next = The link in the same email still works. You can also ask for a new code.
code-gone = This code has expired or was already used.
code-gone-next = Ask for a new code below.
code-no-mail = No email?
code-no-mail-hint = It can take a minute. Please look in the spam folder too.
code-resend = Send a new code
# "#" is replaced by a number that counts down.
code-resend-in = Send a new code in { $seconds } s
# $name is Gmail or Outlook.
code-open-mailbox = Open { $name }
# Shown in a browser that asked for no code.
code-elsewhere = This browser has not asked for a code, or it was too long ago.
code-link-needs-script = The link in the email needs JavaScript. In the browser where you asked for it, you can type the 6-digit code instead.
code-start = Start again

## Pages: the link of a mail

link-title = Sign in to { $organization }
link-text = You opened the link in your email. Continue to sign in with this browser.
link-replaces = You are already signed in here. The link may be for another account; if you continue, it takes the place of this one.
link-continue = Sign in

## Pages: which account

choose-title = Choose an account
choose-text = There are several accounts with your email address.
# For an account without a name.
choose-unnamed = Account without a name

## Pages: arrival by a link of the merchant's

arrival-title = Signing you in
# $who is an email address, here and below.
arrival-text = You are about to be signed in as { $who }.
arrival-continue = Continue
arrival-replace-title = Switch accounts?
arrival-now = In this browser you are signed in as { $who }.
arrival-then = The link you opened is for { $who }.
arrival-replace = Switch to the account of the link
arrival-stay = Stay with the account I am using

## Pages: the account

account-title = Your account
account-back = Back to { $organization }
account-who = Signed in as
account-name = Name
account-email = Email
account-team = Team
account-role = Role
account-sign-out = Sign out
role-owner = Owner
role-billing-manager = Billing manager
role-member = Member
sessions-title = Where you are signed in
# $browser is Firefox and the like, $system is Windows and the like.
session-browser = { $browser } on { $system }
session-unknown = Unknown browser
# A session that the merchant's own website opened.
session-by-organization = Through { $organization }
session-now = This browser, active now
session-used-recently = Active in the last hour
session-used-hours =
    { $hours ->
        [one] Active { $hours } hour ago
       *[other] Active { $hours } hours ago
    }
session-used-days =
    { $days ->
        [one] Active { $days } day ago
       *[other] Active { $days } days ago
    }
session-end = Sign out
# The same for a screen reader. $browser is, for example, "Firefox on Windows".
session-end-named = Sign out { $browser }
sessions-more = And { $count } more.
sessions-end-others = Sign out everywhere else

## Pages: what was done just before

notice-signed-out = You are signed out.
notice-session-ended = That browser is signed out.
notice-others-ended = You are signed out everywhere else.
notice-link-spent = This link has expired or was already used.
notice-sign-in-gone = This sign-in has expired. Please start again.
notice-code-sent = A new code is on its way.

## Pages: what went wrong

problem-again = Start again
# $id is a reference number.
problem-reference = Reference: { $id }
problem-not-found = There is no such page
problem-not-found-next = Please check the address, or follow the link from the shop's website again.
problem-busy = This did not work just now
problem-busy-next = Please try again in a moment.
problem-ours = Something went wrong on our side
problem-ours-next = Please try again later.
problem-request = This did not work
problem-request-next = The browser sent something this page does not understand. Please start again.
problem-form = Please try that again
problem-form-next = The page was open for too long, or the browser does not keep cookies. Please allow cookies for this site and start again.
