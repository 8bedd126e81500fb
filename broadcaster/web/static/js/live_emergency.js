// The same microphone; the page says with what right it is armed.
import "./live.js";
