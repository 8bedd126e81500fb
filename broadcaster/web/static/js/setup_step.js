// A step of the first start: its form as those of the settings, its tests and its voices as elsewhere.
import "./settings.js";
import "./voices.js";
