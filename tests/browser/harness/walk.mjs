// The steps of a sign-in, as a person with a mouse takes them.

/** Asks for a code on the sign-in page; returns the mail. */
export async function askForCode(stack, page, email, slug) {
  await page.goto(stack.portal('', slug));
  await page.fill('#email', email);
  return submitEmail(stack, page, email);
}

/** The same where the address is filled in already. */
export async function submitEmail(stack, page, email) {
  await page.click('main form:has(#email) button');
  await page.waitForURL('**/portal/authenticate');
  return stack.mail(email);
}

/** Enters a code, which the script sends by itself; without scripts, a click does. */
export async function enterCode(page, code, { script = true } = {}) {
  const answered = page.waitForEvent('load');
  await page.fill('#code', code);
  if (!script) await page.click('form:has(#code) button');
  await answered;
}

/** Signs in with a code, as far as the account or the choice of one. */
export async function signIn(stack, page, email, slug) {
  const mail = await askForCode(stack, page, email, slug);
  await enterCode(page, mail.code);
  await page.waitForURL(/portal(\/choose)?$/);
  return mail;
}

/** Signs in through a link of the merchant's function. */
export async function arrive(stack, page, fields) {
  const session = await stack.createSession(fields);
  await page.goto(session.customer_portal_url);
  await page.waitForURL(stack.portal());
  return session;
}

export const signOut = (page) => page.click('form[action$="/sign-out"] button');

/** A code of as many digits that is not this one. */
export const wrong = (code) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');
