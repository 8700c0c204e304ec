// Keeps the page of the factory floor and what it needs on the device, for when there is no line.
"use strict";
const KEPT = "floor-1";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = new URL(request.url).pathname;
  const floor = /^\/sites\/\d+\/floor\/$/.test(path);
  if (request.method !== "GET" || !(floor || path.startsWith("/static/"))) return;
  event.respondWith(fromLineOrDevice(request));
});

async function fromLineOrDevice(request) {
  const kept = await caches.open(KEPT);
  try {
    const answer = await fetch(request);
    // Signed out, or no longer permitted: the device forgets the page.
    if (answer.ok && !answer.redirected) await kept.put(request, answer.clone());
    else if (answer.redirected || answer.status === 403 || answer.status === 404) await kept.delete(request);
    return answer;
  } catch (error) {
    const found = await kept.match(request, { ignoreVary: true });
    if (found) return found;
    throw error;
  }
}
