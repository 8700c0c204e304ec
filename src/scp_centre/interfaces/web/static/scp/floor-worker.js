// Keeps the page of the factory floor and what it needs on the device, for when there is no line.
"use strict";
const KEPT = "floor-1";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = new URL(request.url).pathname;
  const floor = /^\/sites\/\d+\/floor\/$/.test(path);
  if (request.method !== "GET" || !(floor || path.startsWith("/static/scp/"))) return;
  event.respondWith(fromLineOrDevice(request));
});

async function fromLineOrDevice(request) {
  const kept = await caches.open(KEPT);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) await kept.put(request, answer.clone());
    return answer;
  } catch (error) {
    const found = await kept.match(request, { ignoreVary: true });
    if (found) return found;
    throw error;
  }
}
