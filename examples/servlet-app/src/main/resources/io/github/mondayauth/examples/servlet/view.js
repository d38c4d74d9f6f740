'use strict';

const POLL_MILLISECONDS = 2000;
const LONGEST_POLL_MILLISECONDS = 15 * 60 * 1000;

const list = document.getElementById('connections');
const message = document.getElementById('message');
const button = document.getElementById('connect');

/**
 * A session token of the user, from the page of monday.com around this frame. In your own view, use
 * monday-sdk-js: (await monday.get('sessionToken')).data. These are its messages, so that the
 * example needs no package.
 */
function sessionToken() {
  const requestId = crypto.randomUUID();
  return new Promise((resolve, reject) => {
    addEventListener('message', function receive(event) {
      if (event.source !== parent || event.data.requestId !== requestId) return;
      removeEventListener('message', receive);
      if (event.data.errorMessage) reject(new Error(event.data.errorMessage));
      else resolve(event.data.data);
    });
    parent.postMessage({ method: 'get', args: { type: 'sessionToken' }, requestId }, '*');
  });
}

/** Posts to the application, with a new session token each time: a token may expire in seconds. */
async function post(path) {
  const response = await fetch(path, {
    method: 'POST',
    headers: { Authorization: 'Bearer ' + (await sessionToken()) },
    credentials: 'omit'
  });
  if (!response.ok) throw new Error('status ' + response.status);
  return response.json();
}

function show(status) {
  list.replaceChildren(...status.connections.map(connection => {
    const item = document.createElement('li');
    item.textContent = connection.title + ': ' + (connection.connected ? 'connected' : 'not connected');
    return item;
  }));
  const isComplete = status.connections.every(connection => connection.connected);
  button.hidden = isComplete;
  if (isComplete) message.textContent = 'Everything is connected.';
  return isComplete;
}

/**
 * Waits until the application reports the connections. A message from the tab or its state would
 * not do: browsers keep the storage of this frame apart, and a consent screen may detach the tab.
 */
async function awaitConnections() {
  for (let waited = 0; waited < LONGEST_POLL_MILLISECONDS; waited += POLL_MILLISECONDS) {
    await new Promise(resolve => setTimeout(resolve, POLL_MILLISECONDS));
    try {
      if (show(await post('view/status'))) return;
    } catch {
      // The network or the application may be back the next time.
    }
  }
  message.textContent = 'This took too long. Please try again.';
}

async function connect() {
  // At once, or the browser blocks it. With noopener, it would return null instead of the tab.
  const tab = open('about:blank', '_blank');
  if (tab === null) {
    message.textContent = 'Your browser blocked the new tab. Allow pop-ups here and try again.';
    return;
  }
  tab.opener = null; // so that no consent screen can navigate this frame
  button.disabled = true;
  try {
    tab.location.replace((await post('view/link')).link);
    message.textContent = 'Continue in the new tab.';
    await awaitConnections();
  } catch {
    tab.close();
    message.textContent = 'The app cannot connect you now. Please try again in a minute.';
  } finally {
    button.disabled = false;
  }
}

button.addEventListener('click', connect);
post('view/status').then(show).catch(() => {
  message.textContent = 'The app did not respond. Please open this view again.';
});
