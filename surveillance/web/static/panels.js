// The panels and the keyboard: which list is shown, what is selected, where the focus goes.

import { fillAlert, fillList, alertRows, makeAlert } from "./inbox.js";
import { fillThing, makeThing, mapRows } from "./fleet.js";
import { detailsFor } from "./details.js";
import { byId, el, morphChildren, setAttribute, setText } from "./dom.js";
import { giveOrder } from "./orders.js";
import { word } from "./words.js";

const NARROW = window.matchMedia("(max-width: 900px)");

export class Panels {
  // changed(): the selection or the hover is another; centre(key): bring it into view
  constructor(picture, changed, centre) {
    this.picture = picture;
    this.changed = changed;
    this.centre = centre;
    this.selected = null;
    this.tab = "alerts";
    this.list = el("ul", { class: "rows" });
    this.empty = el("div", { class: "empty" }, el("p"), el("p"));
    byId("list").append(this.list, this.empty);
    byId("tab-alerts").addEventListener("click", () => this.showTab("alerts"));
    byId("tab-map").addEventListener("click", () => this.showTab("map"));
    byId("panel-hide").addEventListener("click", () => this.showPanel(false));
    byId("panel-show").addEventListener("click", () => this.showPanel(true));
    byId("panel-button").addEventListener("click", () => this.showPanel(byId("panel").hidden));
    byId("details-close").addEventListener("click", () => this.select(null));
    byId("details-body").addEventListener("click", (event) => this.press(event.target));
    window.addEventListener("keydown", (event) => this.key(event));
    NARROW.addEventListener("change", () => this.showPanel(!NARROW.matches));
    this.showPanel(!NARROW.matches);
  }

  showPanel(isShown) {
    byId("panel").hidden = !isShown;
    byId("panel-show").hidden = isShown || NARROW.matches;
    setAttribute(byId("panel-button"), "aria-expanded", isShown);
    document.body.classList.toggle("panel-open", isShown);
    if (isShown && NARROW.matches) byId("details").hidden = true;
  }

  showTab(tab) {
    this.tab = tab;
    setAttribute(byId("tab-alerts"), "aria-selected", tab === "alerts");
    setAttribute(byId("tab-map"), "aria-selected", tab === "map");
    setAttribute(byId("list"), "aria-labelledby", tab === "alerts" ? "tab-alerts" : "tab-map");
    this.list.replaceChildren();
    this.fill();
  }

  fill() {
    const open = this.picture.openAlerts().length;
    setText(byId("tab-alerts"), open ? `${word("alerts")} ${open}` : word("alerts"));
    setAttribute(byId("tab-alerts"), "data-open", open > 0);
    setText(byId("tab-map"), word("on_the_map"));
    setText(byId("panel-button"), open ? `${word("alerts")} ${open}` : word("alerts"));
    setAttribute(byId("panel-button"), "data-open", open > 0);
    if (!byId("panel").hidden) this.fillRows();
    this.fillDetails();
  }

  fillRows() {
    const select = (key) => this.select(key, true);
    const isInbox = this.tab === "alerts";
    const rows = isInbox ? alertRows(this.picture) : mapRows(this.picture);
    fillList(this.list, rows, isInbox
      ? { make: (row) => makeAlert(row, select), fill: (item, row) => fillAlert(item, row, this.selected) }
      : { make: (row) => makeThing(row, select), fill: (item, row) => fillThing(item, row, this.selected) });
    this.empty.hidden = rows.length > 0;
    setText(this.empty.children[0], word(isInbox ? "no_alerts" : "nothing_yet"));
    setText(this.empty.children[1], isInbox ? word("no_alerts_note") : "");
  }

  // Selects a key, or nothing with null. `isFar`: it may be out of sight on the map.
  select(key, isFar = false) {
    const before = this.selected;
    this.selected = key;
    if (key && isFar) this.centre(key);
    if (key && NARROW.matches) this.showPanel(false);
    if (!key) this.focusRow(before);
    this.fill();
    if (key && key !== before) byId("details-body").scrollTop = 0;
    this.changed();
  }

  fillDetails() {
    const box = byId("details");
    const content = this.selected && detailsFor(this.picture, this.selected);
    const isShown = Boolean(content) && !(NARROW.matches && !byId("panel").hidden);
    document.body.classList.toggle("details-open", isShown);
    box.hidden = !isShown;
    if (content) morphChildren(byId("details-body"), content.filter(Boolean));
  }

  // A button of the details leads to another thing, or gives an order.
  press(target) {
    const { key, order } = target.closest("button")?.dataset ?? {};
    if (order) giveOrder({ ...target.closest("button").dataset });
    else if (key) this.select(key, true);
  }

  // When the details close, the focus goes back to where they were opened.
  focusRow(key) {
    if (!byId("details").contains(document.activeElement)) return;
    const row = [...this.list.children].find((item) => item.dataset.key === key);
    if (row?.button) row.button.focus();
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || byId("order").open) return;
    const inList = byId("panel").contains(document.activeElement);
    if (event.key === "Escape") this.escape();
    else if (event.key === "j" || (event.key === "ArrowDown" && inList)) this.step(1, event);
    else if (event.key === "k" || (event.key === "ArrowUp" && inList)) this.step(-1, event);
    else if ((event.key === "ArrowLeft" || event.key === "ArrowRight")
      && document.activeElement?.getAttribute("role") === "tab") this.otherTab();
  }

  escape() {
    if (this.selected) this.select(null);
    else if (NARROW.matches) this.showPanel(false);
  }

  otherTab() {
    this.showTab(this.tab === "alerts" ? "map" : "alerts");
    byId(this.tab === "alerts" ? "tab-alerts" : "tab-map").focus();
  }

  step(direction, event) {
    event.preventDefault();
    if (byId("panel").hidden) {
      this.showPanel(true);
      this.fill();
    }
    const buttons = [...this.list.querySelectorAll("button")];
    if (!buttons.length) return;
    const at = buttons.indexOf(document.activeElement);
    const next = at < 0 ? (direction > 0 ? 0 : buttons.length - 1) : at + direction;
    buttons[Math.max(0, Math.min(buttons.length - 1, next))].focus();
  }
}
