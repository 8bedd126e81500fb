// The editor of a message. Nothing here touches a field that has the focus: words may be under composition.
import "./editor/drafts.js";
import "./editor/hearing.js";
import "./editor/keys.js";
import "./editor/parts.js";
import "./editor/reading.js";
import "./editor/saving.js";
import "./editor/settled.js";
import "./editor/whole.js";
