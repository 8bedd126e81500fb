// Duyệt: hear a message as it will air; type in what a leader said elsewhere. The photo of a form goes with the
// page's token in a header: the guard looks there.
import { post, token } from "./ask.js";

for (const place of document.querySelectorAll("[data-listen]")) {
  const [button, busy, sound] = ["button", "[data-busy]", "audio"].map((each) => place.querySelector(each));
  const making = busy.textContent;
  button.addEventListener("click", async () => {
    button.disabled = true;
    busy.textContent = making;
    busy.hidden = false;
    try {
      const path = place.dataset.listen.split("/").map(encodeURIComponent).join("/");
      const answer = await post(`/messages/programme/${path}`, {});
      if (!answer.ok) throw new Error(answer.statusText);
      sound.src = (await answer.json()).url;
      sound.hidden = false;
      busy.hidden = button.hidden = true;
      sound.play().catch(() => {});
    } catch {
      busy.textContent = place.dataset.lost;
      button.disabled = false;
    }
  });
}

// A sentence is made of the words as they are written.
const sound = new Audio();
let address = "";
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-hear]");
  if (!button) return;
  const { message } = button.closest("[data-message]").dataset;
  const text = button.closest("article").querySelector(`[data-words="${button.dataset.part}"]`).textContent;
  button.setAttribute("aria-busy", "true");
  const answer = await post("/hear", { text, message, sentence: button.dataset.hear }).catch(() => null);
  button.removeAttribute("aria-busy");
  button.classList.toggle("fault", !answer?.ok);
  if (!answer?.ok) return;
  URL.revokeObjectURL(address);
  address = sound.src = URL.createObjectURL(await answer.blob());
  await sound.play().catch(() => {});
});

for (const form of document.querySelectorAll("[data-said]")) {
  const fault = form.querySelector("[data-fault]");
  const button = form.querySelector("button.primary");
  const demand = () => {
    const { way, answer } = form.elements;
    // A field that is not seen is not sent, and can tell nobody what is wrong in it.
    for (const part of form.querySelectorAll("fieldset[name]")) {
      part.hidden = part.disabled = ![way.value, answer?.value].includes(part.name);
    }
    form.querySelector("select").name = `${way.value}.leader`;
    if (answer) form.action = `/approvals/said/${answer.value}`;
  };
  demand();
  form.addEventListener("change", demand);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    fault.hidden = true;
    button.setAttribute("aria-busy", "true");
    button.disabled = true;
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        headers: { "x-csrf": token() },
        body: new FormData(form),
        redirect: "manual", // what was done is told once: on the page that is seen
      });
      if (answer.type === "opaqueredirect") {
        location.assign("/approvals");
        return;
      }
      const text = await answer.text();
      const page = new DOMParser().parseFromString(text, "text/html");
      // The guard answers in plain words, for example that the session has ended.
      const plain = answer.headers.get("content-type")?.startsWith("text/plain") ? text : form.dataset.lost;
      fault.textContent = page.querySelector(".note.fault .lines")?.textContent ?? plain;
    } catch {
      fault.textContent = form.dataset.lost;
    }
    fault.hidden = false;
    fault.scrollIntoView({ block: "center" });
    button.disabled = false;
    button.removeAttribute("aria-busy");
  });
}
