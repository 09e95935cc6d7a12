// Another tab of this phone follows the room now: two would take the place from each other for ever.
import { stopFollowing } from "./following.js";

document.addEventListener("replaced", () => {
  const sign = document.getElementById("elsewhere");
  if (!sign) return;
  stopFollowing();
  document.getElementById("not-live").hidden = true;
  sign.hidden = false;
});
