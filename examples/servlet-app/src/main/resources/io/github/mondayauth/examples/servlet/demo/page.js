'use strict';

const MILLISECONDS_PER_MESSAGE = 650;

const byId = id => document.getElementById(id);
const all = selector => [...document.querySelectorAll(selector)];
const isStill = matchMedia('(prefers-reduced-motion: reduce)');

/** Makes an element with a text or with children. */
function element(name, content, css) {
  const made = document.createElement(name);
  made.append(...[content].flat());
  if (css) made.className = css;
  return made;
}

let revision = -1;
let users = [];
let user = null;
let known = new Map();
let baseline = {entry: 0, rows: known};
let selected = null;
let next = 'connect';

// The diagram

const EDGES = [['browser', 'app'], ['monday', 'app'], ['app', 'tracker'], ['app', 'mailer'], ['app', 'database'],
  ['browser', 'monday'], ['browser', 'tracker'], ['monday', 'tracker']];
const paths = new Map();

function drawEdges() {
  const frame = byId('parties').getBoundingClientRect();
  const middle = name => {
    const box = document.querySelector(`[data-party=${name}]`).getBoundingClientRect();
    return [box.left + box.width / 2 - frame.left, box.top + box.height / 2 - frame.top].map(Math.round);
  };
  for (const [from, to] of EDGES) {
    const key = from + ' ' + to;
    if (!paths.has(key)) {
      const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
      // Only the seldom used edge is invisible until it is used.
      if (key === 'monday tracker') path.style.visibility = 'hidden';
      paths.set(key, path);
      byId('edges').append(path);
    }
    const [x1, y1] = middle(from), [x2, y2] = middle(to);
    paths.get(key).setAttribute('d', `M${x1} ${y1} L${x2} ${y2}`);
  }
}

function edge(message) {
  const there = paths.get(message.from + ' ' + message.to);
  return there ? [there, false] : [paths.get(message.to + ' ' + message.from), true];
}

function light(message) {
  for (const path of paths.values()) path.classList.remove('on', 'back');
  for (const party of all('.party.on')) party.classList.remove('on');
  all('.messages li.on').forEach(item => item.classList.remove('on'));
  if (!message) return;
  for (const name of [message.from, message.to]) {
    if (name) document.querySelector(`[data-party=${name}]`).classList.add('on');
  }
  const [path, isBack] = message.from ? edge(message) : [null];
  if (path) {
    path.style.visibility = 'visible';
    path.classList.add('on', 'used');
    path.classList.toggle('back', isBack);
  }
  byId('caption').textContent = message.text;
  document.querySelector(`.messages li[data-index="${message.index}"]`)?.classList.add('on');
}

let entryShown = null;
let messagesShown = 0;
let queue = [];
let timer = null;

/** Lights up the edges of new messages one after another; all at once if the user wants no motion. */
function follow(entry) {
  if (entryShown !== entry.id) {
    entryShown = entry.id;
    messagesShown = 0;
    queue = [];
    for (const path of paths.values()) path.classList.remove('used');
  }
  const fresh = entry.messages.slice(messagesShown).map((message, i) => ({...message, index: messagesShown + i}));
  messagesShown = entry.messages.length;
  queue.push(...fresh);
  if (isStill.matches) {
    for (const message of queue.splice(0)) light(message);
  } else if (timer === null && queue.length > 0) {
    step();
  }
}

function step() {
  const message = queue.shift();
  light(message);
  timer = message ? setTimeout(step, MILLISECONDS_PER_MESSAGE) : null;
}

// The steps

function select(name) {
  selected = name;
  for (const panel of all('.panel')) panel.hidden = panel.id !== name;
  for (const button of all('[data-step]')) {
    if (button.dataset.step === name) button.setAttribute('aria-current', 'step');
    else button.removeAttribute('aria-current');
  }
}

function showStory(story) {
  const order = all('[data-step]').map(button => button.dataset.step);
  const before = next;
  next = order.find(name => !story.done.includes(name)) ?? null;
  for (const button of all('[data-step]')) {
    const name = button.dataset.step;
    const isDone = story.done.includes(name);
    button.className = isDone ? 'done' : name === next ? 'next' : '';
    const label = name[0].toUpperCase() + name.slice(1);
    button.replaceChildren(label, element('span', isDone ? ', done' : name === next ? ', next' : '', 'hidden'));
  }
  if (selected === null) select(next ?? 'uninstall');
  for (const attack of all('.panel [data-act]')) attack.classList.toggle('tried', story.blocked.includes(attack.dataset.act));
  // The button to press next.
  for (const panel of all('.panel')) {
    const buttons = [...panel.querySelectorAll('.buttons > :not(.onward)')];
    const isDone = story.done.includes(panel.id);
    const waits = {refresh: story.expired, reconnect: story.ended}[panel.id] ?? false;
    const untried = buttons.find(button => !button.classList.contains('tried')) ?? buttons[0];
    const first = panel.id === 'attack' ? untried : waits ? buttons[1] : buttons[0];
    for (const button of buttons) button.classList.toggle('primary', !isDone && button === first);
    let onward = panel.querySelector('.onward');
    if (isDone && !onward && next) {
      onward = element('button', '', 'onward primary');
      onward.type = 'button';
      onward.addEventListener('click', () => { select(next ?? 'uninstall'); byId('steps').querySelector('[aria-current]').focus(); });
      panel.querySelector('.buttons').append(onward);
    }
    if (onward) {
      onward.hidden = !next;
      onward.textContent = next ? 'Next: ' + next[0].toUpperCase() + next.slice(1) : '';
    }
  }
  if (before !== next && selected !== before) select(selected);
}

// What happened

function outcomeOf(entry) {
  const outcome = entry.outcome;
  const box = element('div', element('p', entry.title, 'what'), 'outcome ' + (outcome?.tone ?? 'fact'));
  if (!outcome) {
    box.append(element('p', 'In progress…', 'headline'));
    return box;
  }
  if (outcome.tone === 'notification') box.append(element('p', 'Notification from monday.com', 'from'));
  box.append(element('p', outcome.headline, 'headline'));
  if (outcome.detail) box.append(element('p', outcome.detail));
  if (outcome.sentences.length) box.append(element('ul', outcome.sentences.map(text => element('li', text))));
  if (outcome.hasLink) {
    const link = element('a', 'Open the link', 'button primary');
    link.href = '/link';
    inWindow(link);
    box.append(link);
  }
  return box;
}

function showLog(entries) {
  if (entries.length === 0) return;
  const [latest, ...earlier] = entries;
  const text = JSON.stringify(latest);
  if (byId('latest').dataset.text !== text) {
    byId('latest').dataset.text = text;
    byId('latest').replaceChildren(outcomeOf(latest));
    const list = element('ol', latest.messages.map((message, i) => {
      const item = element('li', message.text);
      item.dataset.index = i;
      return item;
    }), 'messages');
    const raw = [latest.exchange, latest.lines].filter(part => part).join('\n\n');
    const parts = [list];
    if (raw) {
      const pre = element('pre', raw);
      pre.tabIndex = 0;
      parts.push(element('details', [element('summary', 'The raw exchange'), pre]));
    }
    byId('steps-taken').replaceChildren(...parts);
  }
  byId('earlier').hidden = earlier.length === 0;
  byId('history').replaceChildren(...earlier.map(entry =>
    element('li', [entry.outcome?.headline ?? 'No result', element('small', entry.title)])));
  follow(latest);
}

// The database

function showRows(state) {
  // Rows that changed since the latest entry of the log began are marked.
  const entry = state.log[0]?.id ?? 0;
  if (entry !== baseline.entry) baseline = {entry, rows: known};
  known = new Map(state.rows.map(row => [row.key, row.version]));
  byId('rows').replaceChildren(...state.rows.map(row => {
    const isNew = baseline.rows.get(row.key) !== row.version;
    const code = element('code', row.content.replace(/(.{8})/g, '$1 ') + (row.bytes > 24 ? '…' : ''));
    const cells = [element('td', [element('b', row.title), code]), element('td', row.learned)];
    return element('tr', cells, isNew ? 'new' : '');
  }));
  byId('table').hidden = state.rows.length === 0;
  byId('no-rows').hidden = state.rows.length > 0;
  byId('markers').textContent = state.markers === 0 ? ''
    : `And ${state.markers} ${state.markers === 1 ? 'row' : 'rows'} without content. ${state.markers === 1 ? 'It ensures' : 'They ensure'} that no callback works twice.`;
  const isClean = state.found.length === 0;
  byId('verdict').className = isClean ? 'verdict' : 'verdict bad';
  byId('verdict').textContent = isClean ? `A thief reads none of the ${state.secrets} tokens, keys and secrets of this demo.`
    : 'A thief reads secrets in ' + state.found.join(', ');
}

// The user

function showUsers(found) {
  users = found;
  if (user === null) {
    user = users[0].id;
    for (const one of users) {
      const input = Object.assign(document.createElement('input'), {type: 'radio', name: 'who', value: one.id, checked: one.id === user});
      input.addEventListener('change', () => { user = one.id; aim(); });
      byId('who').append(element('label', [input, one.name, element('small', 'of ' + one.slug)]));
    }
  }
  aim();
}

function aim() {
  const one = users.find(candidate => candidate.id === user);
  byId('recipe').href = '/recipe/' + user;
  byId('view').href = '/view/' + user;
  byId('key').textContent = one.mailKey;
  for (const name of all('[data-name]')) name.textContent = one.name;
}

/** Opens a link in a window next to the page, so that both are visible; in a tab if it is blocked. */
function inWindow(link) {
  link.target = 'monday';
  link.addEventListener('click', event => {
    const opened = window.open(link.href, 'monday', 'popup,width=540,height=720');
    if (opened) { event.preventDefault(); opened.focus(); }
  });
}

/** Scrolls so that the chosen step is at the top, and the result below it is in view. */
function showResult() {
  const result = byId('latest').getBoundingClientRect();
  if (result.bottom <= innerHeight && result.top >= 0) return;
  const isColumn = matchMedia('(max-width: 44rem)').matches;
  document.querySelector(isColumn ? '.now' : '.happened').scrollIntoView({block: isColumn ? 'start' : 'nearest'});
}

async function act(button) {
  if (button.getAttribute('aria-disabled') === 'true') return;
  button.setAttribute('aria-disabled', 'true');
  try {
    await fetch(`/act/${button.dataset.act}/${user}`, {method: 'POST', headers: {'X-Demo': '1'}});
    showResult();
  } finally {
    button.removeAttribute('aria-disabled');
  }
}

async function watch() {
  for (;;) {
    let state;
    try {
      state = await (await fetch('/state/' + revision)).json();
    } catch {
      byId('latest').replaceChildren(element('p',
        'The demo has stopped. Start it again, and open the new address that it prints.', 'headline'));
      return;
    }
    revision = state.revision;
    showUsers(state.users);
    showStory(state.story);
    showLog(state.log);
    showRows(state);
  }
}

drawEdges();
addEventListener('resize', drawEdges);
all('[data-window]').forEach(inWindow);
all('[data-step]').forEach(button => button.addEventListener('click', () => select(button.dataset.step)));
all('[data-act]').forEach(button => button.addEventListener('click', () => act(button)));
byId('copy').addEventListener('click', async () => {
  await navigator.clipboard.writeText(byId('key').textContent);
  byId('copy').textContent = 'Copied';
});
watch();
