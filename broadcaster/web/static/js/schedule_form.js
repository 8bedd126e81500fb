// The form of a schedule: further times, a free time at one click, and nothing typed is lost.
// The next ten airings come by htmx beside the fields; nothing here touches a field that is being typed in.
import { post } from "./ask.js";

const PAUSE = 800; // milliseconds after the last key
const SENT = "schedule-sent";
const form = document.getElementById("rule");

if (form) {
  const kept = `schedule:${form.dataset.rule}`;
  const times = form.querySelector("[data-times]");
  const add = form.querySelector("[data-add]");
  const walls = () => [...times.querySelectorAll("input[name=at]")];
  const another = () => {
    const last = walls().at(-1);
    const copy = last.cloneNode();
    copy.value = "";
    copy.removeAttribute("aria-invalid");
    copy.removeAttribute("aria-describedby");
    copy.setAttribute("aria-label", last.getAttribute("aria-label").replace(/\d+/, walls().length + 1));
    last.after(" ", copy);
    return copy;
  };
  add.hidden = false;
  // The empty field after the last time is for browsers without scripts; here a button makes one.
  for (const spare of times.querySelectorAll(".spare")) spare.remove();
  add.addEventListener("click", () => another().focus());

  document.getElementById("preview").addEventListener("click", (event) => {
    const take = event.target.closest("[data-take]");
    if (!take) return;
    event.preventDefault();
    const [old, better] = take.value.split("=");
    const field = walls().find((each) => clock(each.value) === old);
    if (!field) return;
    field.value = better;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus({ preventScroll: true });
  });
  // 6h5, 6:05 and 06:05 are one time.
  const clock = (text) => {
    const found = text.trim().match(/^(\d{1,2})\D*(\d{2})?(?:\D+(\d{2}))?/);
    if (!found) return text;
    const parts = [found[1].padStart(2, "0"), found[2] ?? "00"];
    return (found[3] && found[3] !== "00" ? [...parts, found[3]] : parts).join(":");
  };

  const pairs = form.querySelector("[data-pairs]");
  const rows = () => [...pairs.querySelectorAll("p")];
  const anotherPair = () => {
    const copy = rows().at(-1).cloneNode(true);
    for (const each of copy.querySelectorAll("select")) {
      each.value = "";
      each.setAttribute("aria-label", each.getAttribute("aria-label").replace(/\d+/, rows().length + 1));
    }
    pairs.append(copy);
    return copy;
  };
  const addPair = form.querySelector("[data-add-pair]");
  addPair.hidden = false;
  addPair.addEventListener("click", () => anotherPair().querySelector("select").focus());

  // What is typed is kept twice: in this browser at each key, at the station a moment later.
  const told = form.querySelector("[data-told]");
  const typed = () => [...new FormData(form)].filter(([key]) => key !== "csrf");
  let timer = 0;
  let sending = false;
  const keep = async () => {
    const answer = await post("/schedules/draft", typed()).catch(() => null);
    if (sending) return;
    // A form of another session is refused in plain text.
    const stale = answer?.status === 403 && answer.headers.get("content-type")?.startsWith("text/plain");
    if (!answer) told.textContent = told.dataset.offline;
    else if (stale || new URL(answer.url).pathname === "/sign-in") told.textContent = told.dataset.signedOut;
    else told.textContent = answer.ok ? told.dataset.keptAt.replace("%", (await answer.json()).at) : "";
  };
  const remember = () => {
    if (!told) return;
    localStorage.setItem(kept, JSON.stringify({ at: Date.now() / 1000, typed: typed() }));
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  };
  form.addEventListener("input", remember);
  addEventListener("online", () => localStorage.getItem(kept) && keep());
  form.addEventListener("submit", () => {
    sending = true;
    clearTimeout(timer);
    sessionStorage.setItem(SENT, JSON.stringify({ kept, etag: form.elements.etag.value }));
  });
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.dropDraft !== undefined) localStorage.removeItem(kept);
  });
  // The page after a save throws the draft away; somebody may have left it before its script ran.
  const sent = JSON.parse(sessionStorage.getItem(SENT) ?? "{}");
  const saved = sent.kept === kept && sent.etag !== form.elements.etag.value && form.dataset.refused === undefined;
  if (saved) localStorage.removeItem(kept);
  sessionStorage.removeItem(SENT);
  restore(JSON.parse(localStorage.getItem(kept) ?? "null"));

  function restore(draft) {
    // What the station brought back, or has just refused, is what stands in the form already.
    if (!draft?.typed || draft.at <= Number(form.dataset.kept) || form.dataset.refused !== undefined) return;
    const of = (name) => draft.typed.filter(([key]) => key === name).map(([, value]) => value);
    if (of("etag")[0] !== form.elements.etag.value) {
      // The file is another one by now: the station compares, and shows both.
      post("/schedules/draft", draft.typed).then((answer) => {
        if (!answer.ok || answer.redirected) return;
        localStorage.removeItem(kept);
        location.reload();
      }, () => {});
      return;
    }
    for (const missing of of("at").slice(walls().length)) another().value = missing;
    for (const missing of of("nth").slice(rows().length)) if (missing) anotherPair();
    walls().forEach((each, index) => { each.value = of("at")[index] ?? ""; });
    for (const name of ["nth", "nth_day"]) {
      form.querySelectorAll(`select[name=${name}]`).forEach((each, index) => { each.value = of(name)[index] ?? ""; });
    }
    for (const each of form.elements) {
      if (!each.name || ["at", "nth", "nth_day", "id", "etag", "about", "csrf"].includes(each.name)) continue;
      if (each.type === "checkbox") each.checked = of(each.name).includes(each.value);
      else if (of(each.name).length) each.value = of(each.name)[0];
    }
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }
  // What was typed before this script and htmx were there counts as typed too.
  const asSent = (each) => {
    if (each.type === "checkbox") return each.checked === each.defaultChecked;
    if (each.options) return each.selectedIndex === Math.max(0, [...each.options].findIndex((one) => one.defaultSelected));
    return each.type === "hidden" || each.defaultValue === undefined || each.value === each.defaultValue;
  };
  addEventListener("load", () => {
    if (![...form.elements].every(asSent)) form.dispatchEvent(new Event("input", { bubbles: true }));
  }, { once: true });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key === "s") {
      event.preventDefault();
      form.requestSubmit(form.querySelector(".primary"));
    }
  });
}
