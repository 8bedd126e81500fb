import "./editor/settled.js";
