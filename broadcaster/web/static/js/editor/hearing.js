// Hear a sentence, or a doubtful word as it would be said.
import { areas, ask, fault, form, lost } from "./page.js";
import { chosen } from "./reading.js";

const sound = new Audio();
let address = "";
let failed = false;

const hear = async (button, asked) => {
  button.setAttribute("aria-busy", "true");
  const answer = await ask("/hear", asked, "audio/wav");
  button.removeAttribute("aria-busy");
  if (answer === null) return;
  if (!answer.ok) {
    lost(fault(await answer.text()));
    failed = true;
    return;
  }
  if (failed) lost("");
  failed = false;
  URL.revokeObjectURL(address);
  address = URL.createObjectURL(await answer.blob());
  sound.src = address;
  await sound.play().catch(() => {}); // another sentence was asked for meanwhile
};

const areaOf = (element) => document.getElementById(element.closest("[data-reading]").dataset.reading);

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-hear], [data-fix='hear']");
  if (!button || !form()) return;
  const area = areaOf(button);
  const asked = { text: area.value, message: form().dataset.editor };
  const fix = button.closest(".fix");
  if (!fix) {
    hear(button, { ...asked, sentence: button.dataset.hear });
    return;
  }
  const { sentence, start, end } = fix.dataset;
  const reading = chosen(fix);
  hear(button, { ...asked, sentence, start, end, ...(reading && { reading }) });
});

// The sentence in which the caret stands.
export const hearHere = () => {
  const area = areas().find((each) => each === document.activeElement) ?? areas()[0];
  if (!area) return;
  const items = [...form().querySelectorAll(`[data-reading="${area.id}"] li`)];
  const at = area.selectionStart;
  const item = items.filter((each) => Number(each.dataset.from) <= at).pop() ?? items[0];
  const button = item?.querySelector("[data-hear]");
  if (button) hear(button, { text: area.value, message: form().dataset.editor, sentence: button.dataset.hear });
};
