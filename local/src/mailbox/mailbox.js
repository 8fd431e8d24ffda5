"use strict";

// Puts what is new on top and takes out what is gone. Mails that are there stay untouched, so that what somebody reads
// or has opened stays open and where it is.

const list = document.getElementById("messages");

async function refresh() {
  const response = await fetch("/");
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const ids = new Set(Array.from(fresh.querySelectorAll("article"), (mail) => mail.id));

  for (const mail of list.querySelectorAll("article")) {
    if (!ids.has(mail.id)) mail.remove();
  }
  const before = document.documentElement.scrollHeight;
  const failed = fresh.getElementById("failed");
  if (newest(failed) !== newest(document.getElementById("failed"))) {
    document.getElementById("failed").replaceWith(document.adoptNode(failed));
  }
  const added = Array.from(fresh.querySelectorAll("article")).filter((mail) => !document.getElementById(mail.id));
  list.prepend(...added.map((mail) => document.adoptNode(mail)));
  showLocalTimes();
  if (window.scrollY > 0) {
    window.scrollBy({ top: document.documentElement.scrollHeight - before, behavior: "instant" });
  }
  document.getElementById("empty").hidden = ids.size > 0;
  document.title = fresh.title;
}

function newest(failed) {
  return failed.querySelector("li")?.id;
}

function showLocalTimes() {
  for (const time of document.querySelectorAll("time:not([title])")) {
    time.title = time.dateTime;
    time.textContent = new Date(time.dateTime).toLocaleString();
  }
}

async function keepRefreshing() {
  try {
    if (!document.hidden) await refresh();
  } catch {
    // The stack is stopped or starting again: look once more later.
  }
  setTimeout(keepRefreshing, 1000);
}

document.getElementById("clear").addEventListener("click", async () => {
  await fetch("/messages", { method: "DELETE" });
  await refresh();
});

showLocalTimes();
keepRefreshing();
