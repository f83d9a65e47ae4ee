// Elements are made here and nowhere else: text goes in as textContent, never as markup.

export function el(tag, options = {}, ...children) {
  const node = document.createElement(tag);
  const { text, on, ...attributes } = options;
  if (text !== undefined) node.textContent = text;
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) node.setAttribute(name, value);
  }
  for (const [event, listener] of Object.entries(on ?? {})) node.addEventListener(event, listener);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function byId(id) {
  return document.getElementById(id);
}

// Writes only what has changed: the screen reader and the selection of text stay undisturbed.
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

// Brings the children of `parent` into the order of `rows` and reuses what is there, so that the
// keyboard focus stays on its row. Each row: { key, ... }; make(row) -> element, fill(element, row).
export function reconcile(parent, rows, make, fill) {
  const old = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let place = parent.firstElementChild;
  for (const row of rows) {
    let child = old.get(row.key);
    if (child) {
      old.delete(row.key);
    } else {
      child = make(row);
      child.dataset.key = row.key;
    }
    if (child === place) place = place.nextElementSibling;
    else parent.insertBefore(child, place);
    fill(child, row);
  }
  for (const child of old.values()) child.remove();
}

const SHA256 = /^[0-9a-f]{64}$/;

// The address of a picture, or null when the reference is not one.
export function evidenceUrl(sha) {
  return typeof sha === "string" && SHA256.test(sha) ? `/api/evidence/${sha}` : null;
}

// Makes `old` look like `fresh` with as few changes as possible: pictures do not flicker, the focus
// stays. Listeners are not carried over: buttons read what they act on from their data attributes.
export function morph(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  const isSame = old.nodeName === fresh.nodeName && old.nodeType === Node.ELEMENT_NODE;
  if (!isSame) {
    old.replaceWith(fresh);
    return;
  }
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) setAttribute(old, name, value);
  morphChildren(old, [...fresh.childNodes]);
}

export function morphChildren(parent, fresh) {
  const old = [...parent.childNodes];
  fresh.forEach((node, n) => (old[n] ? morph(old[n], node) : parent.append(node)));
  for (const node of old.slice(fresh.length)) node.remove();
}
