// The phone page's service worker: shows that somebody asks, and nothing of who or what. A lock screen is not private.

addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));

function isTest(data) {
  try {
    return data.json().challenge === 'test';
  } catch {
    return false;
  }
}

addEventListener('push', (event) => {
  const body = event.data && isTest(event.data) ? 'Notifications reach this phone.' : 'Open it to see what waits for your answer.';
  event.waitUntil(registration.showNotification('Gatehouse', {
    body,
    icon: '/.gatehouse/phone.svg',
    tag: 'sign-in',
    renotify: true,
    requireInteraction: true,
  }));
});

addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil((async () => {
    const pages = await clients.matchAll({ type: 'window', includeUncontrolled: true });
    return pages.length ? pages[0].focus() : clients.openWindow('/');
  })());
});
