// The console's few scripts: each page works without them, but for the hold of an emergency.
import "./strip.js";
import "./hold.js";
import "./editor.js";
import "./upload.js";
