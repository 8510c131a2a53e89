/*
 * Opens the worksheet as an app of the record system (SMART App Launch): /worksheet/launch asks the record system for the
 * context of the card, /worksheet/smart takes the handle out of it. The access token that comes with it is used for nothing.
 */
"use strict";

const KEY = "worksheet-handle";
const HANDLE = /^[A-Za-z0-9_-]{43}$/;

function say(id) {
  document.getElementById("opening").hidden = true;
  document.getElementById(id).hidden = false;
}

/* 192 bits of the browser's source for cryptography. */
function randomKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(24)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function begin() {
  const asked = new URLSearchParams(location.search);
  const iss = asked.get("iss");
  const launch = asked.get("launch");
  /* The library would take its settings out of the address too. */
  history.replaceState(null, "", location.pathname);
  if (!iss || !launch) {
    say("no-context");
    return;
  }
  const answer = await fetch("smart-app?" + new URLSearchParams({ iss }));
  const text = await answer.text();
  if (answer.status === 404) {
    say("unknown");
    return;
  }
  const app = JSON.parse(text);
  document.addEventListener("securitypolicyviolation", (violation) => {
    fetch("smart-app?" + new URLSearchParams({ iss, blocked: violation.blockedURI }));
  });
  await FHIR.oauth2.authorize({
    stateKey: randomKey(),
    clientId: app.clientId,
    scope: app.scope,
    iss,
    launch,
    redirectUri: "smart",
    pkceMode: "required",
    completeInTarget: true,
  });
}

/* Whatever came, nothing of it stays: the library keeps its state, the token included, in this storage and nowhere else. */
async function handleOfTheCard() {
  try {
    const client = await FHIR.oauth2.ready();
    return client.state.tokenResponse.appContext;
  } finally {
    sessionStorage.clear();
    history.replaceState(null, "", location.pathname);
  }
}

async function finish() {
  const handle = await handleOfTheCard();
  if (typeof handle !== "string" || !HANDLE.test(handle)) {
    say("no-context");
    return;
  }
  sessionStorage.setItem(KEY, handle);
  location.replace("../worksheet");
}

document.addEventListener("DOMContentLoaded", () => {
  const step = location.pathname.endsWith("/launch") ? begin : finish;
  step().catch(() => say("failed"));
});
