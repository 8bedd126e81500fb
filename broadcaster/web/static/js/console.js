// What every page has. A page's own module stands in PAGE.js beside this and is linked by itself.
import "./swaps.js";
import "./clock.js";
import "./events.js";
import "./hold.js";
import "./keys.js";
import "./pinpad.js";
import "./session.js";
import "./toast.js";
import "./upload.js";

// A sheet that the Tab key leaves closes: what has the focus never lies under it.
document.addEventListener("focusin", (event) => {
  const sheet = document.querySelector(".sheet:popover-open");
  if (sheet && !sheet.contains(event.target) && !event.target.closest("dialog")) sheet.hidePopover();
});
