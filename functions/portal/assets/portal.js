// The pages work without this. It saves a click here and there, and nothing is sent that a form
// would not send.

// The link of a mail has its secret behind the #, which no browser sends. Out of the address it
// goes, and into the form that waits for a click. Pasted into the address bar of this very page, a
// link loads nothing anew.
const link = document.getElementById('link');
const takeLink = () => {
  if (!link || location.hash.length <= 7) return;
  link.querySelector('[name=code]').value = location.hash.slice(1);
  history.replaceState(null, '', location.pathname + location.search);
  link.hidden = false;
  document.getElementById('digits').hidden = true;
  document.title = link.querySelector('h1').textContent;
  link.querySelector('button').focus();
};
takeLink();
addEventListener('hashchange', takeLink);

// No form is sent twice, unless there was no answer. A page that the browser shows again from its
// memory starts anew.
for (const form of document.querySelectorAll('form[method=post]')) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = 'yes';
    setTimeout(() => delete form.dataset.sent, 6000);
  });
}
addEventListener('pageshow', (event) => {
  if (event.persisted) location.replace(location.pathname + location.search);
});

// Six digits are sent by themselves, once: whoever corrects them afterwards sends them.
const code = document.getElementById('code');
let complete = false;
code?.addEventListener('input', () => {
  const digits = code.value.match(/\p{Nd}/gu) ?? [];
  if (digits.length !== 6 || complete) return;
  complete = true;
  code.form.requestSubmit();
});

// Another code can be asked for after a while.
const resend = document.querySelector('[data-wait]');
if (resend) {
  const text = resend.textContent;
  const end = performance.now() + resend.dataset.wait * 1000;
  const tick = () => {
    const left = Math.ceil((end - performance.now()) / 1000);
    resend.disabled = left > 0;
    resend.textContent = left > 0 ? resend.dataset.waitText.replace('#', left) : text;
    if (left > 0) setTimeout(tick, 250);
  };
  tick();
}

// A merchant's link goes on by itself.
document.querySelector('#arrival form')?.requestSubmit();
