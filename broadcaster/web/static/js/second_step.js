import "./sign_in.js";
