// What every page does in the browser; each page works without it.
import "./menus.js";
import "./progress.js";
import "./finder.js";
import "./help.js";
import { listen } from "./toasts.js";

listen();
